// The module that is being read is kept on the device, so that its pages open without internet. It begins with the second of its pages
// that somebody opens, and some seconds after that page stands: who only looks in pays for one page. Whole programmes are another
// matter (carry.js): on a line that costs they wait for a tap.
(function () {
  "use strict";
  var READING = "practicum-reading", REST = 4000;
  var page = document.documentElement, module = document.body.dataset.module, home = new URL("../", document.currentScript.src).href;
  // Neither from disk nor in the preview for authors, which has no policy: its pages would show yesterday's text.
  var policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  if (!module || !policy || !/^https?:$/.test(location.protocol) || !("serviceWorker" in navigator) || !("caches" in window)) return;
  var list = new URL((page.dataset.base || ".") + "/offline/module-" + module + ".json", location.href).href;
  try {
    var before = sessionStorage.getItem(READING);
    sessionStorage.setItem(READING, module);
    if (before !== module) return;
  } catch (refused) { return; }
  function keep() {
    caches.match(list).then(function (held) {
      return held ? null : navigator.serviceWorker.register(new URL("sw.js", home).href).then(function () {
        return navigator.serviceWorker.ready;
      }).then(function (registration) {
        registration.active.postMessage({ keep: list }, [new MessageChannel().port2]);
      });
    }).catch(function () { /* refused by the browser's settings, or no room: the pages work as they are */ });
  }
  addEventListener("load", function () { setTimeout(keep, REST); });
})();
