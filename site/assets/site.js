// Menu, light or dark, search, wide tables, print. Everything here improves a page that already works without it.
(function (root) {
  "use strict";
  var base = root.dataset.base || ".";
  var script = document.currentScript.src;

  var menu = document.querySelector("button.menu");
  if (menu) {
    var areas = document.getElementById(menu.getAttribute("aria-controls"));
    var show = function (open) {
      menu.setAttribute("aria-expanded", String(open));
      areas.classList.toggle("open", open);
    };
    menu.addEventListener("click", function () { show(menu.getAttribute("aria-expanded") !== "true"); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.getAttribute("aria-expanded") === "true") { show(false); menu.focus(); }
    });
  }

  var lamp = document.querySelector("[data-lamp]");
  if (lamp) {
    var dark = function () {
      return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    };
    lamp.setAttribute("aria-pressed", String(dark()));
    lamp.addEventListener("click", function () {
      root.dataset.theme = dark() ? "light" : "dark";
      lamp.setAttribute("aria-pressed", String(dark()));
      try { localStorage.setItem("practicum-light", root.dataset.theme); } catch (refused) { /* the choice holds for this page */ }
    });
  }

  // A table of a few columns that does not fit becomes cards, each cell under its heading; roles keep it a table for those who listen.
  document.querySelectorAll(".wide > table").forEach(function (table) {
    var place = table.parentNode, head = table.tHead && table.tHead.rows[0];
    if (!head || head.cells.length < 3 || head.cells.length > 7 || place.scrollWidth <= place.clientWidth + 1) return;
    var names = Array.from(head.cells, function (cell) { return cell.textContent.trim(); });
    if (names.indexOf("") > 0) return;
    table.classList.add("stack", "told");
    table.setAttribute("role", "table");
    Array.from(table.rows).forEach(function (row) {
      row.setAttribute("role", "row");
      Array.from(row.cells).forEach(function (cell, number) {
        cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell");
        if (cell.tagName === "TD" && names[number]) cell.dataset.label = names[number];
      });
    });
    Array.from(table.children).forEach(function (group) { if (group.rows) group.setAttribute("role", "rowgroup"); });
  });

  // A table that fits needs no stop for the keyboard.
  var wide = document.querySelectorAll(".wide, pre");
  var measure = function () {
    wide.forEach(function (one) {
      if (one.scrollWidth > one.clientWidth + 1) one.setAttribute("tabindex", "0");
      else one.removeAttribute("tabindex");
    });
  };
  // What is folded away has no width yet.
  if (wide.length) { measure(); addEventListener("resize", measure); document.addEventListener("toggle", measure, true); }

  // What a programme costs: nothing is kept, nothing is sent.
  document.querySelectorAll("form.cost").forEach(function (form) {
    var per = Number(form.dataset.cost), named = (form.dataset.words || "absence|teaching|supervision|in all").split("|");
    var figure = function (name) { return Math.max(0, Number(form.elements[name].value) || 0); };
    var show = function (name, label, sum) {
      form.querySelector('[data-sum="' + name + '"]').textContent = label + sum.toLocaleString(root.lang || "en", { maximumFractionDigits: 2 });
    };
    var add = function () {
      var absence = figure("learners") * (figure("taught") + figure("practice")) * figure("backfill");
      var teaching = figure("groups") * figure("taught") * figure("trainer");
      var supervision = figure("learners") * figure("practice") / per * figure("supervisor");
      var whole = absence + teaching + supervision + figure("other");
      ["absence", "teaching", "supervision"].forEach(function (name) { form.querySelector('[data-sum="' + name + '"]').textContent = ""; });
      if (!whole) { form.querySelector('[data-sum="whole"]').textContent = form.dataset.empty; return; }
      show("absence", named[0] + " ", absence);
      show("teaching", named[1] + " ", teaching);
      show("supervision", named[2] + " ", supervision);
      show("whole", named[3] + " ", whole);
    };
    form.hidden = false;
    form.addEventListener("input", add);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    add();
  });

  // From a server the site can be installed; from disk a browser would only complain.
  if (/^http/.test(location.protocol)) {
    var manifest = document.createElement("link");
    manifest.rel = "manifest";
    manifest.href = base + "/manifest.webmanifest";
    document.head.append(manifest);
  }

  // On paper every answer is open.
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (one) { one.open = true; one.dataset.opened = "print"; });
  });
  addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-opened]").forEach(function (one) { one.open = false; delete one.dataset.opened; });
  });

  var loading;
  var load = function (then) {
    if (window.practicumSearch) { then(); return; }
    if (!loading) {
      loading = document.createElement("script");
      loading.src = script.replace(/site\.js$/, "search.js");
      document.head.append(loading);
    }
    loading.addEventListener("load", then);
  };
  var dialog;
  var openSearch = function (event) {
    if (event && (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement)) return;
    if (event) event.preventDefault();
    load(function () {
      if (!dialog) {
        dialog = document.createElement("dialog");
        dialog.className = "search-dialog";
        dialog.setAttribute("aria-label", opener.textContent.trim());
        dialog.dataset.away = opener.dataset.away;
        document.body.append(dialog);
        window.practicumSearch.mount(dialog, base, function () { dialog.close(); });
        dialog.addEventListener("click", function (click) { if (click.target === dialog) dialog.close(); });
      }
      dialog.showModal();
      dialog.querySelector("input").focus();
    });
  };
  var opener = document.querySelector("[data-search-open]");
  var here = document.querySelector("[data-search-here]");
  if (here) load(function () { window.practicumSearch.mount(here, base); });
  else if (opener) {
    opener.addEventListener("click", openSearch);
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      if ((event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) || (event.key === "k" && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        openSearch();
      }
    });
  }
})(document.documentElement);
