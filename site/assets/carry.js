// Keeping a programme on the device, and the offline page's list of what is kept. Where a browser cannot do this (opened from disk, an
// old browser, a private window), nothing shows and nothing is lost.
(function () {
  "use strict";
  var script = document.currentScript.src, home = new URL("../", script).href;
  var policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  // The preview for authors has no policy: keeping its pages would show them yesterday's text.
  var able = /^https?:$/.test(location.protocol) && "serviceWorker" in navigator && "caches" in window && policy;
  var boxes = document.querySelectorAll("[data-carry]"), kept = document.querySelector("[data-kept-list]");
  var ours = "practicum " + new URL(home).pathname + " ";
  var NOT = "practicum-not-kept";

  function remembered() {
    try { return JSON.parse(localStorage.getItem(NOT)) || []; } catch (refused) { return []; }
  }
  // Who took a programme off the device does not want it back at the next visit.
  function remember(list, away) {
    var all = remembered().filter(function (one) { return one !== list; });
    if (away) all.push(list);
    try { localStorage.setItem(NOT, JSON.stringify(all)); } catch (refused) { /* it will be offered again */ }
  }
  function size(bytes, words) {
    var mega = bytes >= 999500, figure = mega ? bytes / 1e6 : Math.max(1, Math.round(bytes / 1000));
    return figure.toLocaleString(document.documentElement.lang || "en", { maximumFractionDigits: 1 }) + " " + (mega ? words.mb : words.kb);
  }
  function ask(message, tell) {
    return navigator.serviceWorker.ready.then(function (registration) {
      return new Promise(function (done, failed) {
        var channel = new MessageChannel();
        channel.port1.onmessage = function (event) {
          if (event.data.part !== undefined) { if (tell) tell(event.data.part); }
          else if (event.data.done) done();
          else { var why = new Error(event.data.failed); why.full = event.data.full; failed(why); }
        };
        registration.active.postMessage(message, [channel.port2]);
      });
    });
  }
  function held(list) { return caches.match(list).then(Boolean, function () { return false; }); }
  // A whole programme is fetched unasked only on a line known to be quick and to cost nothing by the megabyte. Where the browser tells
  // nothing of the line (Safari, Firefox), it may be a phone's: one tap decides, and only the module being read is kept (keep-module.js).
  function freely() {
    var line = navigator.connection;
    if (!line || line.saveData || /2g|3g/.test(line.effectiveType || "")) return false;
    return line.type ? /^(wifi|ethernet)$/.test(line.type) : line.effectiveType === "4g";
  }
  function element(name, text, look) {
    var made = document.createElement(name);
    made.textContent = text;
    if (look) made.className = look;
    return made;
  }

  function offer(box) {
    var words = JSON.parse(box.dataset.say), list = new URL(box.dataset.carry, home).href;
    var said = element("p", ""), button = element("button", "", "button quiet"), bar = document.createElement("progress");
    said.setAttribute("role", "status");
    button.type = "button";
    bar.max = 1;
    bar.hidden = true;
    bar.setAttribute("aria-label", words.busy);
    box.append(said, bar, button);
    var about = null;
    function show(text, label, act) {
      said.textContent = text;
      button.textContent = label;
      button.hidden = !label;
      button.onclick = act;
      bar.hidden = true;
      box.hidden = false;
    }
    function isKept() {
      show(words.kept + (about ? " (" + size(about.size, words) + ")" : ""), words.remove, function () {
        remember(list, true);
        ask({ drop: list }).then(isNot, isNot);
      });
    }
    function isNot() {
      if (about) show(words.offer.replace("{}", size(about.size, words)), words.keep, function () { remember(list, false); fetchIt(); });
    }
    function fetchIt() {
      show(words.busy + (about ? " (" + size(about.size, words) + ")" : ""), "", null);
      bar.hidden = false;
      bar.value = 0;
      ask({ keep: list }, function (part) { bar.value = part; }).then(isKept, function (why) {
        show(why.full ? words.full.replace("{}", size(about.size, words)) : words.failed, words.keep, fetchIt);
      });
    }
    held(list).then(function (already) {
      return fetch(list).then(function (answer) { return answer.ok ? answer.json() : null; }, function () { return null; }).then(function (found) {
        about = found;
        if (already) isKept();
        else if (!about) return;
        else if (freely() && remembered().indexOf(list) < 0) fetchIt();
        else isNot();
      });
    });
  }

  function tellWhatIsKept() {
    var way = location.hash.slice(1);
    var again = document.querySelector("[data-again]");
    // Only an address of this site, never a scheme or another host, can stand behind the link.
    var there = "";
    try { there = new URL(way, home).href; } catch (broken) { /* no address: the list of what is kept still helps */ }
    if (again && way && there.indexOf(home) === 0) {
      again.href = there;
      again.hidden = false;
    }
    if (!("caches" in window)) return;
    caches.keys().then(function (names) {
      names.filter(function (name) { return name.indexOf(ours) === 0; }).forEach(function (name) {
        caches.open(name).then(function (cache) {
          cache.keys().then(function (all) {
            all.filter(function (one) { return /\/offline\/[^/]+\.json$/.test(one.url); }).forEach(function (one) {
              cache.match(one).then(function (answer) { return answer.json(); }).then(function (list) {
                var item = document.createElement("li"), link = element("a", list.title);
                link.href = new URL(list.page, home).href;
                item.append(link);
                kept.append(item);
                kept.hidden = false;
                document.querySelectorAll("[data-kept-none]").forEach(function (none) { none.hidden = true; });
              });
            });
          });
        });
      });
    });
  }

  if (kept) tellWhatIsKept();
  if (able && boxes.length) {
    addEventListener("load", function () {
      navigator.serviceWorker.register(new URL("sw.js", home).href).then(function () {
        boxes.forEach(offer);
      }, function () { /* refused by the browser's settings: the pages work as they are */ });
    });
  }
})();
