// The path finder: makes choosing quicker. What can be chosen is read from the lists of links on the page.
(function () {
  "use strict";
  var form = document.querySelector("[data-paths]");
  if (!form) return;
  var start = form.elements.start, end = form.elements.end, country = form.elements.country;
  var said = form.querySelector(".chosen"), go = form.querySelector(".button");

  // What the page says of one beginning.
  var within = function (kind) {
    var held = document.getElementById("from-" + start.value);
    return held ? held.querySelectorAll(kind) : [];
  };
  var links = {};

  var fill = function () {
    var before = end.value, groups = {};
    links = {};
    end.textContent = "";
    within(".paths li").forEach(function (item) {
      var link = item.querySelector("a"), meta = item.querySelector(".meta");
      var id = link.getAttribute("href").split("/").pop().replace(/\.html$/, "").slice(start.value.length + 1);
      var kind = meta.dataset.kind === "role" ? end.dataset.roles : end.dataset.added;
      links[id] = { href: link.getAttribute("href"), said: meta.textContent, own: meta.dataset.own.split(" "), none: meta.dataset.none.split(" ") };
      if (!groups[kind]) {
        groups[kind] = document.createElement("optgroup");
        groups[kind].label = kind;
        end.append(groups[kind]);
      }
      groups[kind].append(new Option(link.textContent, id));
    });
    if (links[before]) end.value = before;
    show();
  };
  var show = function () {
    var one = links[end.value];
    end.disabled = go.hidden = !one;
    if (!one) {
      // A role whose path goes out from another certificate says so.
      said.textContent = "";
      within("p").forEach(function (text) {
        text.childNodes.forEach(function (node) { said.append(node.cloneNode(true)); });
      });
      return;
    }
    var there = country && country.value;
    var own = there && one.own.indexOf(there) >= 0, none = there && one.none.indexOf(there) >= 0;
    go.setAttribute("href", own ? one.href.replace(/\.html$/, "-" + there + ".html") : one.href);
    said.textContent = one.said + (there ? ". " + country.selectedOptions[0].textContent + ": " + said.dataset[own ? "own" : none ? "none" : "same"] : "") + ".";
  };

  start.addEventListener("change", fill);
  end.addEventListener("change", show);
  if (country) country.addEventListener("change", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); if (!go.hidden) location.href = go.href; });
  // Whoever comes by a link to one beginning finds it chosen and open.
  var arrive = function () {
    var asked = /^#from-(.+)$/.exec(location.hash), held = asked && document.getElementById("from-" + asked[1]);
    if (!held) return;
    start.value = asked[1];
    held.closest("details").open = true;
    fill();
  };
  addEventListener("hashchange", arrive);
  form.hidden = false;
  fill();
  arrive();
})();
