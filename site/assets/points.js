// Key points as messages: copy them, or hand them to the device's own way of sending where it has one.
(function () {
  "use strict";
  var COLON = document.documentElement.dataset.colon || ": ";
  document.querySelectorAll(".points").forEach(function (place) {
    var say = place.dataset.words.split("|"), items = Array.prototype.slice.call(place.querySelectorAll("li"));
    var texts = items.map(function (item) { return item.textContent.trim(); });
    var said = document.createElement("p"), doors = document.createElement("p");
    said.className = "small said";
    said.setAttribute("role", "status");
    doors.className = "doors";

    var copy = function (text, done) {
      // Pages from a folder on disk or without https have no clipboard of their own: the old way works there.
      var plain = function () {
        var field = document.createElement("textarea");
        field.value = text;
        field.setAttribute("readonly", "");
        field.className = "aside";
        document.body.append(field);
        field.select();
        try { done(document.execCommand("copy")); } catch (refused) { done(false); }
        field.remove();
      };
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(function () { done(true); }, plain);
      else plain();
    };
    var button = function (name, about, text) {
      var one = document.createElement("button");
      one.type = "button";
      one.className = "small-button";
      one.textContent = name;
      if (about) one.setAttribute("aria-label", name + COLON + about);
      one.addEventListener("click", function () {
        if (navigator.share) { navigator.share({ text: text }).catch(function () { /* the reader changed their mind */ }); return; }
        copy(text, function (done) {
          said.textContent = done ? say[2] + (about ? COLON + about : "") : say[5];
          one.focus();
        });
      });
      return one;
    };
    var name = navigator.share ? 3 : 0;
    items.forEach(function (item, number) { item.append(" ", button(say[name], texts[number], texts[number])); });
    var all = place.dataset.from + "\n\n" + texts.map(function (text) { return "• " + text; }).join("\n");
    doors.append(button(say[name + 1], "", all));
    place.append(doors, said);
  });
})();
