// Progress, kept in this browser only. Pages say what they are about in `data-progress`; the handbook's page "Progress" says the rest.
(function (root) {
  "use strict";
  var KEY = "practicum-progress";
  var MODULE = /^[A-Za-z][\w-]{0,39}$/, PART = /^[\w-]{1,100}$/, WORD = /^[\w.-]{0,20}$/;
  var map = function () { return Object.create(null); };
  var blank = function () { return { l: map(), q: map(), f: map() }; };
  var real = function (day) {
    var there = /^\d{4}-\d\d-\d\d$/.test(day) && new Date(day + "T12:00:00Z");
    return there && !isNaN(there) && there.toISOString().slice(0, 10) === day;
  };
  var panel = document.querySelector("[data-progress]");
  var about = panel ? JSON.parse(panel.dataset.progress) : {};
  // Modules that have another id now.
  var moved = Object.assign(map(), about.was);
  // 1 where it is new, -1 where it was known, 0 where it makes no sense. The earliest day stays.
  var add = function (kept, module, kind, part, day, more) {
    module = moved[module] || module;
    if (!MODULE.test(module) || !real(day) || (kind !== "f" && !PART.test(part))) return 0;
    var told = kind === "f" ? [String(more[0] || ""), String(more[1] || "")] : [day, more ? 1 : 0];
    if (kind === "f" && !(WORD.test(told[0]) && WORD.test(told[1]))) return 0;
    var held = (kept[module] || (kept[module] = blank()))[kind];
    var name = kind === "f" ? day : part, before = held[name];
    if (kind === "f") { if (!before) held[name] = told; }
    else if (kind === "l") held[name] = before && before < day ? before : day;
    else held[name] = before ? [before[0] < day ? before[0] : day, Math.max(before[1], told[1])] : told;
    return String(before) === String(held[name]) ? -1 : 1;
  };
  // Another page of the same host may have written there: only what makes sense is taken.
  var load = function () {
    var kept = map(), raw;
    try { raw = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (refused) { return kept; }
    Object.keys(raw).forEach(function (module) {
      ["l", "q", "f"].forEach(function (kind) {
        var held = (raw[module] || {})[kind] || {};
        Object.keys(held).forEach(function (name) {
          var told = held[name] || "";
          if (kind === "f") add(kept, module, kind, "", name, told);
          else add(kept, module, kind, name, String(kind === "l" ? told : told[0]), told[1]);
        });
      });
    });
    return kept;
  };
  var save = function (kept) {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); return true; } catch (refused) { return false; }
  };
  var today = function () {
    var now = new Date(), two = function (number) { return ("0" + number).slice(-2); };
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  };
  var fill = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      var value = values[name];
      return value === undefined ? whole : typeof value === "number" ? value.toLocaleString(root.lang) : value;
    });
  };
  var spoken = function (day) {
    var said = new Date(day + "T12:00:00").toLocaleDateString(root.lang === "en" ? "en-GB" : root.lang, { day: "numeric", month: "long", year: "numeric" });
    return root.dir === "rtl" ? "\u2068" + said + "\u2069" : said;
  };
  var find = function (name) { return panel.querySelector("[data-" + name + "]"); };
  var one = function (kept) { return kept[about.module] || blank(); };
  var links = function (scope, then) {
    document.querySelectorAll(scope).forEach(function (link) {
      then(link, link.pathname.split("/").pop().replace(/\.html$/, ""));
    });
  };
  var steps = [function (kept) {
    links(".beside .steps-list a", function (link, lesson) { link.classList.toggle("is-read", !!one(kept).l[lesson]); });
  }];
  var draw = function () {
    var kept = load();
    steps.forEach(function (step) { step(kept); });
  };
  var change = function (then) {
    var kept = load();
    then(kept);
    if (save(kept)) draw();
    else if (find("said")) find("said").textContent = panel.dataset.refused;
  };
  window.practicumProgress = {
    KEY: KEY, about: about, panel: panel, blank: blank, add: add, load: load, save: save, change: change, draw: draw,
    fill: fill, find: find, links: links, one: one, spoken: spoken, steps: steps, today: today
  };
  document.addEventListener("practicum:done", function (event) {
    var detail = event.detail || {}, id = String(detail.id).replace(/^.*\//, "").replace(/\.md$/, "");
    if (about.module) change(function (kept) { add(kept, about.module, detail.kind === "question" ? "q" : "l", id, today(), detail.right); });
  });
  addEventListener("storage", draw);
  addEventListener("pageshow", function (event) { if (event.persisted) draw(); });
  if (about.kind === "lesson") {
    steps.push(function (kept) {
      var day = one(kept).l[about.lesson], press = find("press");
      find("said").textContent = day ? fill(panel.dataset.done, { day: spoken(day) }) : "";
      press.textContent = panel.dataset[day ? "undo" : "mark"];
      press.classList.toggle("quiet", !!day);
    });
    panel.hidden = false;
    find("press").addEventListener("click", function () {
      change(function (kept) {
        if (one(kept).l[about.lesson]) delete one(kept).l[about.lesson];
        else add(kept, about.module, "l", about.lesson, today());
      });
    });
  }
  if (panel) draw();
})(document.documentElement);
