// Runs before the first paint: the reader's choice of light or dark, and the mark that scripts work.
(function (root) {
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("practicum-light");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (refused) {
    // Storage is refused in some private windows: the system's own setting holds.
  }
})(document.documentElement);
