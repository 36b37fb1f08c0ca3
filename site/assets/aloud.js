// Reads a page aloud with a voice of the device, block by block, from what is in sight.
window.practicumAloud = function (article, voice, say) {
  "use strict";
  var speech = window.speechSynthesis, language = document.documentElement.lang, button, turn = 0;
  var BLOCKS = "h1, h2, h3, h4, p, li, th, td, dt, dd, figcaption, summary";

  // Codes are said letter by letter, signs as pauses.
  function spoken(text) {
    return text
      .replace(/\b([A-Z]{1,4})-?(\d{1,3})\b/g, function (all, letters, number) { return letters.split("").join(" ") + " " + Number(number); })
      .replace(/\b[B-DF-HJ-NP-TV-XZ]{2,5}\b/g, function (letters) { return letters.split("").join(" "); })
      .replace(/\s*[→–—]\s*/g, ", ")
      .replace(/\bmin\b/g, language.slice(0, 2) === "en" ? "minutes" : "min")
      .replace(/\s+/g, " ").trim();
  }
  function own(block) {
    // A list item that holds paragraphs or lists says only what stands in it directly.
    return Array.prototype.map.call(block.childNodes, function (node) {
      return node.nodeType === 3 ? node.data : node.nodeType === 1 && !node.matches(BLOCKS + ", ul, ol, table, div, section, svg, button") ? node.textContent : "";
    }).join("");
  }
  function stop() {
    turn += 1;
    speech.cancel();
    article.querySelectorAll(".reading").forEach(function (one) { one.classList.remove("reading"); });
    button.textContent = say[0];
    delete button.dataset.reading;
  }
  function start() {
    var mine = (turn += 1), calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    var blocks = Array.prototype.filter.call(article.querySelectorAll(BLOCKS), function (one) {
      return one.offsetParent && !one.closest("nav, .time, .note, .controls") && spoken(own(one));
    });
    var at = Math.max(0, blocks.findIndex(function (one) { return one.getBoundingClientRect().bottom > 60; }));
    speech.cancel();
    button.textContent = say[1];
    button.dataset.reading = "yes";
    (function next() {
      if (mine !== turn) return;
      article.querySelectorAll(".reading").forEach(function (one) { one.classList.remove("reading"); });
      if (at >= blocks.length || !voice()) { stop(); return; }
      var block = blocks[at], said = new SpeechSynthesisUtterance(spoken(own(block)));
      at += 1;
      said.voice = voice();
      said.lang = said.voice.lang;
      said.rate = .95;
      said.onend = next;
      said.onerror = function () { if (mine === turn) stop(); };
      block.classList.add("reading");
      var box = block.getBoundingClientRect();
      if (box.top < 80 || box.bottom > innerHeight) block.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      speech.speak(said);
    })();
  }
  addEventListener("pagehide", function () { speech.cancel(); });
  return function (pressed) {
    button = pressed;
    if (button.dataset.reading) stop();
    else start();
  };
};
