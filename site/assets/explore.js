// The competencies: leaves out what one does not look for. Without it the page shows them all.
(function () {
  "use strict";
  var form = document.querySelector("[data-explore]");
  if (!form) return;
  var domain = form.elements.domain, role = form.elements.role, level = form.elements.level, said = form.querySelector(".chosen");
  var marks = Array.prototype.slice.call(document.querySelectorAll("[data-needed]"));
  var words = marks.map(function (mark) { return mark.textContent; });

  var show = function () {
    var count = 0;
    marks.forEach(function (mark, number) {
      var asked = mark.dataset.needed.split(" ").filter(function (one) {
        var parts = one.split(":");
        return one && (!role.value || parts[0] === role.value) && (!level.value || parts[1] === level.value);
      });
      var fits = (!domain.value || mark.dataset.domain === domain.value) && (asked.length > 0 || (!role.value && !level.value));
      mark.closest("li").hidden = !fits;
      mark.textContent = role.value && fits ? said.dataset.at + " " + asked[0].split(":")[1] : words[number];
      if (fits) count += 1;
    });
    document.querySelectorAll(".domain").forEach(function (box) { box.hidden = !box.querySelector("li:not([hidden])"); });
    said.textContent = count + " " + (count === 1 ? said.dataset.one : said.dataset.many);
  };
  // What was chosen stands in the address, so that it can be kept and sent.
  var keep = function () {
    var chosen = [domain, role, level].filter(function (one) { return one.value; }).map(function (one) {
      return one.name + "=" + encodeURIComponent(one.value);
    });
    try { history.replaceState(null, "", "#" + chosen.join("&")); } catch (refused) { /* some browsers refuse it for files */ }
    show();
  };
  location.hash.slice(1).split("&").forEach(function (part) {
    var pair = part.split("="), one = form.elements[pair[0]];
    if (one && pair.length === 2) one.value = decodeURIComponent(pair[1]);
    if (one && one.selectedIndex < 0) one.selectedIndex = 0;
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  show();
})();
