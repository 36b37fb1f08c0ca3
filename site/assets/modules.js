// The list of modules: leaves out what one does not look for. Without it the page shows them all.
(function () {
  "use strict";
  var form = document.querySelector("[data-modules]");
  if (!form) return;
  var audience = form.elements.audience, role = form.elements.role, hours = form.elements.hours, said = form.querySelector(".chosen");
  var marks = Array.prototype.slice.call(document.querySelectorAll("[data-hours]"));

  var among = function (list, value) { return !value || list.split(" ").indexOf(value) >= 0; };
  var show = function () {
    var count = 0, bounds = hours.value.split("-").map(Number);
    marks.forEach(function (mark) {
      var long = Number(mark.dataset.hours);
      var fits = among(mark.dataset.audience, audience.value) && among(mark.dataset.asked, role.value)
        && (!hours.value || (long >= bounds[0] && long <= bounds[1]));
      mark.closest("li").hidden = !fits;
      if (fits) count += 1;
    });
    // A series of which nothing is left goes with its heading.
    document.querySelectorAll(".cards").forEach(function (box) {
      box.hidden = box.previousElementSibling.hidden = !box.querySelector("li:not([hidden])");
    });
    said.textContent = count + " " + (count === 1 ? said.dataset.one : said.dataset.many);
  };
  // What was chosen stands in the address, so that it can be kept and sent.
  var keep = function () {
    var chosen = [audience, role, hours].filter(function (one) { return one.value; }).map(function (one) {
      return one.name + "=" + encodeURIComponent(one.value);
    });
    try { history.replaceState(null, "", "#" + chosen.join("&")); } catch (refused) { /* some browsers refuse it for files */ }
    show();
  };
  location.hash.slice(1).split("&").forEach(function (part) {
    var pair = part.split("="), one = form.elements[pair[0]];
    try { if (one && pair.length === 2) one.value = decodeURIComponent(pair[1]); } catch (broken) { /* no choice of this form */ }
    if (one && one.selectedIndex < 0) one.selectedIndex = 0;
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  show();
})();
