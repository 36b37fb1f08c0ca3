// A lesson: terms explained in place, reading aloud, and the word that it was read to its end.
(function (root, body) {
  "use strict";
  var own = document.currentScript.src.replace(/learn\.js.*$/, "");
  var article = document.querySelector("main");
  var load = function (address, then, failed) {
    var tag = document.createElement("script");
    tag.src = address;
    tag.onload = then;
    tag.onerror = failed;
    document.head.append(tag);
  };

  // Notes and key points stand low on the page: their scripts come when they are nearly in sight.
  [[".note", "notes.js"], [".points", "points.js"]].forEach(function (one) {
    var places = document.querySelectorAll(one[0]);
    if (!places.length) return;
    if (!window.IntersectionObserver) { load(own + one[1]); return; }
    var near = new IntersectionObserver(function (seen) {
      if (!seen.some(function (entry) { return entry.isIntersecting; })) return;
      near.disconnect();
      load(own + one[1]);
    }, { rootMargin: "600px" });
    places.forEach(function (place) { near.observe(place); });
  });

  // A link to a term opens its definition here. What that needs is loaded when the first one is asked for.
  var TERM = 'a[href*="glossary.html#"]';
  var terms, loading;
  if (window.HTMLDialogElement) {
    article.querySelectorAll(TERM).forEach(function (link) { link.setAttribute("aria-haspopup", "dialog"); });
    article.addEventListener("click", function (event) {
      var link = event.target.closest(TERM);
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      var follow = function () { location.href = link.href; };
      if (terms) { terms(link, follow); return; }
      if (loading) return;
      loading = true;
      load(own + "terms.js", function () {
        window.practicumTerms = function (words, held) { terms = window.practicumTermDialog(words, held); };
        load((root.dataset.base || ".") + "/terms.js", function () { terms(link, follow); }, follow);
      }, follow);
    });
  }

  // Reading aloud: only where the device itself has a voice for this language, so that no text goes anywhere.
  var line = document.querySelector("[data-words].time");
  var speech = window.speechSynthesis;
  if (line && speech) {
    var voice = function () {
      return speech.getVoices().filter(function (one) {
        return one.localService && one.lang.slice(0, 2).toLowerCase() === root.lang.slice(0, 2);
      })[0];
    };
    var offer = function () {
      if (line.querySelector("button") || !voice()) return;
      var button = document.createElement("button"), say = line.dataset.words.split("|"), reader;
      button.type = "button";
      button.className = "small-button";
      button.textContent = say[0];
      button.addEventListener("click", function () {
        if (reader) { reader(button); return; }
        load(own + "aloud.js", function () {
          reader = window.practicumAloud(article, voice, say);
          reader(button);
        });
      });
      line.append(button);
    };
    offer();
    if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  }

  // Read to its end: the way onwards has been in sight for a moment, on a page that somebody looks at.
  var end = document.querySelector(".around");
  if (body.dataset.lesson && end && window.IntersectionObserver) {
    var timer, watch = new IntersectionObserver(function (seen) {
      clearTimeout(timer);
      if (!seen[seen.length - 1].isIntersecting) return;
      timer = setTimeout(function () {
        if (document.hidden) return;
        watch.disconnect();
        document.dispatchEvent(new CustomEvent("practicum:done", {
          detail: { kind: "lesson", id: body.dataset.module + "/" + body.dataset.lesson, right: true }
        }));
      }, 1000);
    });
    watch.observe(end);
  }
})(document.documentElement, document.body);
