// A term's definition in a dialog: loaded with the terms of the language when the first one is asked for.
window.practicumTermDialog = function (words, terms) {
  "use strict";
  var COLON = document.documentElement.dataset.colon || ": ";
  var dialog = document.createElement("dialog"), title = document.createElement("h2"), text = document.createElement("p");
  var see = document.createElement("p"), foot = document.createElement("p");
  var way = document.createElement("a"), close = document.createElement("button");
  dialog.className = "search-dialog term";
  title.id = "term-title";
  title.tabIndex = -1;
  dialog.setAttribute("aria-labelledby", title.id);
  foot.className = "doors";
  way.className = "button quiet";
  way.textContent = words[2];
  close.type = "button";
  close.className = "button";
  close.textContent = words[0];
  close.addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
  foot.append(close, way);
  dialog.append(title, text, see, foot);
  document.body.append(dialog);

  function show(id, glossary) {
    var held = terms[id], language = held[3] || "";
    title.textContent = held[0].charAt(0).toUpperCase() + held[0].slice(1);
    text.textContent = held[1];
    [title, text, see].forEach(function (one) { if (language) one.lang = language; else one.removeAttribute("lang"); });
    way.href = glossary + "#" + id;
    see.textContent = "";
    if (language) see.append("(" + words[3] + ") ");
    held[2].forEach(function (other, number) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "as-link";
      button.textContent = terms[other][0];
      button.addEventListener("click", function () { show(other, glossary); title.focus(); });
      see.append(number ? ", " : words[1] + COLON, button);
    });
    see.hidden = !see.textContent;
  }
  return function (link, follow) {
    var parts = link.href.split("#"), id = decodeURIComponent(parts[1]);
    if (!terms[id]) { follow(); return; }
    show(id, parts[0]);
    dialog.showModal();
    title.focus();
  };
};
