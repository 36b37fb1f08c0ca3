// The quick exit: nothing of this page stays on the screen or behind the back button, whatever the connection does.
(function () {
  "use strict";
  var way = document.querySelector(".exit .leave");
  if (!way) return;
  var gone = function (event) {
    if (event) event.preventDefault();
    document.documentElement.hidden = true;
    document.documentElement.style.display = "none";
    document.title = "";
    location.replace(way.href || "about:blank");
  };
  way.addEventListener("click", gone);
  var pressed = 0, last = 0;
  addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { pressed = 0; return; }
    var now = Date.now();
    pressed = now - last < 1500 ? pressed + 1 : 1;
    last = now;
    if (pressed === 3) gone();
  }, true);
})();
