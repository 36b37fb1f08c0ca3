// Progress on the pages of modules and programmes: how much of them was read and finished, by the learner's own word.
(function () {
  "use strict";
  var progress = window.practicumProgress;
  if (!progress || !progress.panel) return;
  var panel = progress.panel, about = progress.about, find = progress.find, words = panel.dataset;

  var mark = function (beside, text) {
    var old = beside.parentNode.querySelector(".kept");
    if (old) old.remove();
    if (!text) return;
    var made = document.createElement("span");
    made.className = "kept";
    made.textContent = text;
    beside.after(" ", made);
  };
  var module = function (kept) {
    var held = progress.one(kept), answered = Object.keys(held.q), days = Object.keys(held.f).sort();
    var read = about.lessons.filter(function (name) { return held.l[name]; }).length;
    find("count").textContent = progress.fill(words.count, { n: read, all: about.lessons.length });
    find("bar").value = read;
    find("asked").textContent = answered.length && about.questions ? progress.fill(words.answered, {
      n: Math.min(answered.length, about.questions),
      all: about.questions,
      right: Math.min(answered.filter(function (id) { return held.q[id][1]; }).length, about.questions)
    }) : "";
    find("said").textContent = days.length ? progress.fill(words.done, { day: progress.spoken(days[days.length - 1]) }) : "";
    find("undo").hidden = !days.length;
    progress.links(".lessons ol a", function (link, lesson) { mark(link, held.l[lesson] && words.read); });
  };
  var programme = function (kept) {
    var done = 0, begun = 0, ids = Object.keys(about.modules);
    ids.forEach(function (id) {
      var held = kept[id] || progress.blank();
      if (Object.keys(held.f).length) done += 1;
      else if (Object.keys(held.l).length) begun += 1;
    });
    find("count").textContent = progress.fill(words.count, { n: done, all: ids.length, begun: begun });
    find("bar").value = done;
    progress.links(".cards a, .stage li a", function (link, id) {
      if (about.modules[id] === undefined) return;
      var held = kept[id] || progress.blank(), read = Math.min(Object.keys(held.l).length, about.modules[id]);
      mark(link, Object.keys(held.f).length ? words.finished : read ? progress.fill(words.read, { n: read, all: about.modules[id] }) : "");
    });
  };
  var place = document.querySelector(about.kind === "module" ? "article .lessons" : "article .badges");
  if (place) place.after(panel);
  panel.hidden = false;
  if (about.kind === "module") {
    progress.steps.push(module);
    find("day").max = find("day").value = progress.today();
    find("finish").addEventListener("submit", function (event) {
      event.preventDefault();
      var day = find("day").value, last = progress.today();
      progress.change(function (kept) {
        progress.add(kept, about.module, "f", "", day && day < last ? day : last, [about.version, about.edition]);
      });
    });
    find("undo").addEventListener("click", function () {
      progress.change(function (kept) {
        var days = progress.one(kept).f;
        delete days[Object.keys(days).sort().pop()];
      });
      find("day").focus();
    });
  } else progress.steps.push(programme);
  progress.draw();
})();
