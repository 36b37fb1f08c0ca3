// A button that copies a text which is there to be copied.
(function () {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach(function (text) {
    var button = document.createElement("button"), said = document.createElement("span");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = text.dataset.copy;
    said.setAttribute("role", "status");
    button.addEventListener("click", function () {
      // Marked as well, so that it can be taken by hand where a browser refuses.
      getSelection().selectAllChildren(text);
      var old = function () { said.textContent = document.execCommand("copy") ? text.dataset.copied : ""; };
      if (navigator.clipboard && window.isSecureContext) {
        navigator.clipboard.writeText(text.textContent).then(function () { said.textContent = text.dataset.copied; }, old);
      } else old();
    });
    text.after(button, " ", said);
  });
})();
