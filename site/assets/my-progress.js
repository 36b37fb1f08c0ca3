// The page "My progress": what is kept here, as a file for a training lead or another device, from a file, and erased.
(function () {
  "use strict";
  var progress = window.practicumProgress;
  if (!progress || !progress.panel) return;
  var panel = progress.panel, about = progress.about, words = panel.dataset, find = progress.find, fill = progress.fill;
  var NAME = "practicum-learner", OURS = /^practicum-/;
  var home = new URL("../", document.currentScript.src).href, site = "practicum " + new URL(home).pathname + " ";
  // The headings by which `practicum gaps` knows the file; see the handbook, "Progress from the site".
  var HEADINGS = ["learner", "practicum_progress", "module", "version", "edition", "part", "date", "right", "written"];
  var KINDS = { f: "module finished", l: "lesson read", q: "question answered" };
  var MOST_BYTES = 2000000, MOST_ROWS = 20000;

  var usable = (function () {
    try { localStorage.setItem(NAME + "-try", "1"); localStorage.removeItem(NAME + "-try"); return true; } catch (refused) { return false; }
  })();
  var element = function (name, text) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    return made;
  };

  // Programmes that are kept to be read without internet lie in the browser's cache. Each has a list, under its address.
  var programmes = function () {
    if (!("caches" in window)) return Promise.resolve([]);
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(site) === 0; }).map(function (name) {
        return caches.open(name).then(function (cache) {
          return cache.keys().then(function (all) {
            return Promise.all(all.filter(function (one) { return /\/offline\/[^/]+\.json$/.test(one.url); }).map(function (one) {
              return cache.match(one).then(function (answer) { return answer.json(); }).then(function (list) {
                return { list: one.url, title: list.title };
              });
            }));
          });
        });
      }));
    }).then(function (some) { return [].concat.apply([], some); }).catch(function () { return []; });
  };
  // The service worker takes a programme off and leaves what another needs; without one, all that lies there goes.
  var takeOff = function () {
    return programmes().then(function (found) {
      if (!found.length) return null;
      return navigator.serviceWorker.getRegistration(home).then(function (registration) {
        var worker = registration && registration.active;
        if (!worker) {
          return caches.keys().then(function (names) {
            return Promise.all(names.filter(function (name) { return name.indexOf(site) === 0; }).map(function (name) { return caches.delete(name); }));
          });
        }
        return found.reduce(function (before, one) {
          return before.then(function () {
            return new Promise(function (done, failed) {
              var channel = new MessageChannel();
              channel.port1.onmessage = function (event) { if (event.data.done) done(); else failed(new Error(event.data.failed)); };
              worker.postMessage({ drop: one.list }, [channel.port2]);
            });
          });
        }, Promise.resolve());
      });
    });
  };

  // -- what is kept
  var turn = 0;
  var show = function (kept) {
    var list = find("list"), ids = Object.keys(kept).sort();
    list.textContent = "";
    find("none").hidden = ids.length > 0;
    ids.forEach(function (id) {
      var known = Object.prototype.hasOwnProperty.call(about.modules, id) ? about.modules[id] : null, held = kept[id], item = element("li"), days = Object.keys(held.f).sort();
      var title = element(known ? "a" : "span", known ? id + " " + known.t : id);
      if (known) title.href = known.u;
      if (known && known.other) title.hreflang = "en";
      if (known && known.l) title.lang = known.l;
      var read = Object.keys(held.l).length, told = [];
      told.push(fill(words.count, { n: known ? Math.min(read, known.n) : read, all: known ? known.n : read }));
      if (Object.keys(held.q).length) {
        told.push(fill(words.answered, {
          n: Object.keys(held.q).length,
          right: Object.keys(held.q).filter(function (one) { return held.q[one][1]; }).length
        }));
      }
      if (days.length) told.push(fill(words.done, { day: days.map(progress.spoken).join(", ") }));
      item.append(title, element("span", told.join(" · ")));
      list.append(item);
    });
    var names = find("keys"), mine = (turn += 1);
    names.textContent = "";
    try {
      Object.keys(localStorage).filter(function (key) { return OURS.test(key); }).sort().forEach(function (key) {
        var item = element("li");
        item.append(element("code", key), " " + (about.keys[key] || ""));
        names.append(item);
      });
    } catch (refused) { /* nothing can be kept, so nothing is */ }
    find("keys-none").hidden = names.children.length > 0;
    programmes().then(function (found) {
      if (mine !== turn) return;
      found.forEach(function (one) { names.append(element("li", fill(words.offline, { title: one.title }))); });
      find("keys-none").hidden = names.children.length > 0;
    });
  };

  // -- out
  var cell = function (text) {
    text = String(text);
    return /[",;\s]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  // A name that begins like a formula would be calculated by the spreadsheet of whoever opens the file.
  var spokenName = function (text) {
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").replace(/^[\s=+\-@]+/, "").trim().slice(0, 100);
  };
  var written = function (kept, learner) {
    var rows = [HEADINGS], day = progress.today();
    Object.keys(kept).sort().forEach(function (id) {
      var held = kept[id];
      Object.keys(held.f).sort().forEach(function (done) { rows.push([learner, KINDS.f, id, held.f[done][0], held.f[done][1], "", done, "", day]); });
      Object.keys(held.l).sort().forEach(function (part) { rows.push([learner, KINDS.l, id, "", "", part, held.l[part], "", day]); });
      Object.keys(held.q).sort().forEach(function (part) { rows.push([learner, KINDS.q, id, "", "", part, held.q[part][0], held.q[part][1], day]); });
    });
    return rows.map(function (row) { return row.map(cell).join(","); }).join("\r\n") + "\r\n";
  };
  var out = function (event) {
    event.preventDefault();
    var learner = spokenName(find("learner").value), kept = progress.load();
    if (!Object.keys(kept).length) { find("out-said").textContent = words.empty; return; }
    try {
      if (find("remember").checked && learner) localStorage.setItem(NAME, learner);
      else localStorage.removeItem(NAME);
    } catch (refused) { /* the name is typed again next time */ }
    var text = written(kept, learner);
    // Letters of any script: who is called Élodie or ليلى finds the file by the name.
    var slug = learner.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 30);
    var link = element("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
    link.download = ["progress", slug, progress.today()].filter(Boolean).join("-") + ".csv";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    find("text").value = text;
    find("as-text").hidden = false;
    find("out-said").textContent = fill(words.saved, { file: link.download }) + (learner ? "" : " " + words.nameless);
    show(kept);
  };

  // -- in
  // A spreadsheet program may have saved the file anew, with semicolons or tabs.
  var cells = function (text) {
    var head = text.split(/\r?\n/, 1)[0], between = [",", ";", "\t"].sort(function (a, b) { return head.split(b).length - head.split(a).length; })[0];
    var rows = [[]], field = "", quoted = false;
    for (var at = 0; at < text.length && rows.length <= MOST_ROWS + 1; at += 1) {
      var sign = text[at];
      if (quoted) {
        if (sign !== '"') field += sign;
        else if (text[at + 1] === '"') { field += '"'; at += 1; }
        else quoted = false;
      } else if (sign === '"' && !field) quoted = true;
      else if (sign === between) { rows[rows.length - 1].push(field); field = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(field.replace(/\r$/, "")); field = ""; rows.push([]); }
      else field += sign;
    }
    rows[rows.length - 1].push(field.replace(/\r$/, ""));
    return rows.filter(function (row) { return row.join("").trim(); });
  };
  // Spreadsheet programs write days anew as their country does. A point puts the day first everywhere; strokes only tell it where a
  // number above 12 stands among the file's days, for one program writes all of them the same way. Nothing is guessed.
  var STROKES = /^(\d{1,2})[\/-](\d{1,2})[\/-](\d{4}|\d\d)$/, POINTS = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/, FIRST = /^(\d{4})[\/.-](\d{1,2})[\/.-](\d{1,2})$/;
  var two = function (number) { return ("0" + number).slice(-2); };
  var order = function (days) {
    var found = days.map(function (day) { return STROKES.exec(day); }).filter(Boolean);
    var dayFirst = found.some(function (one) { return +one[1] > 12; }), monthFirst = found.some(function (one) { return +one[2] > 12; });
    return dayFirst === monthFirst ? "" : dayFirst ? "day" : "month";
  };
  var readDay = function (text, first) {
    var found = FIRST.exec(text);
    if (found) return [found[1], two(found[2]), two(found[3])].join("-");
    found = POINTS.exec(text);
    if (found) return [found[3], two(found[2]), two(found[1])].join("-");
    found = STROKES.exec(text);
    if (!found) return text;
    if (found[3].length < 4 || (!first && found[1] !== found[2])) return null;
    return [found[3], two(found[first === "day" ? 2 : 1]), two(found[first === "day" ? 1 : 2])].join("-");
  };
  var taken = function (text) {
    var rows = cells(text.replace(/^\ufeff/, "")), head = (rows.shift() || []).map(function (name) { return name.trim().toLowerCase(); });
    var where = HEADINGS.map(function (name) { return head.indexOf(name); });
    if (where.some(function (place) { return place < 0; })) return null;
    var kept = progress.load(), counts = { fresh: 0, known: 0, lost: 0, unclear: 0 };
    var values = rows.slice(0, MOST_ROWS).map(function (row) {
      var value = {};
      HEADINGS.forEach(function (name, number) { value[name] = (row[where[number]] || "").trim(); });
      return value;
    });
    var first = order([].concat.apply([], values.map(function (value) { return [value.date, value.written]; })));
    values.forEach(function (value) {
      value.date = readDay(value.date, first);
      if (value.date === null) { counts.unclear += 1; return; }
      var kind = Object.keys(KINDS).filter(function (one) { return KINDS[one] === value.practicum_progress.toLowerCase(); })[0];
      var more = kind === "f" ? [value.version, value.edition] : value.right === "1";
      var became = kind && value.date <= progress.today() ? progress.add(kept, value.module, kind, value.part, value.date, more) : 0;
      counts[became > 0 ? "fresh" : became < 0 ? "known" : "lost"] += 1;
    });
    counts.lost += Math.max(0, rows.length - MOST_ROWS);
    return progress.save(kept) ? counts : false;
  };
  var inward = function () {
    var file = find("file").files[0], said = find("in-said");
    if (!file) return;
    if (file.size > MOST_BYTES) { said.textContent = words.foreign; return; }
    var reader = new FileReader();
    reader.onerror = function () { said.textContent = words.foreign; };
    reader.onload = function () {
      var counts = taken(String(reader.result));
      said.textContent = counts === null ? words.foreign : counts === false ? words.refused
        : [
          counts.unclear ? fill(words.unclear, counts) : "",
          counts.fresh + counts.known ? fill(counts.lost + counts.unclear ? words.partly : words.taken, counts) : "",
          counts.lost ? fill(words.lost, counts) : ""
        ].join(" ").trim() || words.nothing;
      find("file").value = "";
      progress.draw();
    };
    reader.readAsText(file);
  };

  // -- away
  var erase = function (which, said) {
    try {
      Object.keys(localStorage).filter(which).forEach(function (key) { localStorage.removeItem(key); });
      find("erase-said").textContent = said;
    } catch (refused) { find("erase-said").textContent = words.refused; }
    find("learner").value = "";
    find("remember").checked = false;
    progress.draw();
  };
  var ask = function (button, sure, then) {
    var open = function (asked) { sure.hidden = !asked; button.setAttribute("aria-expanded", String(asked)); };
    button.addEventListener("click", function () {
      open(sure.hidden);
      if (!sure.hidden) sure.querySelector("button").focus();
    });
    sure.querySelector("[data-yes]").addEventListener("click", function () { then(); open(false); button.focus(); });
    sure.querySelector("[data-no]").addEventListener("click", function () { open(false); button.focus(); });
  };

  panel.hidden = false;
  if (!usable) {
    find("none").textContent = words.refused;
    panel.querySelectorAll("form, section:not(:first-child)").forEach(function (part) { part.hidden = true; });
    return;
  }
  find("learner").value = localStorage.getItem(NAME) || "";
  find("remember").checked = !!find("learner").value;
  find("out").addEventListener("submit", out);
  find("file").addEventListener("change", inward);
  ask(find("erase"), find("erase-sure"), function () {
    erase(function (key) { return key === progress.KEY || key === NAME; }, words.erased);
  });
  ask(find("erase-all"), find("erase-all-sure"), function () {
    erase(function (key) { return OURS.test(key); }, "");
    takeOff().then(function () {
      if (!find("erase-said").textContent) find("erase-said").textContent = words.erasedAll;
      progress.draw();
    }, function () { find("erase-said").textContent = words.refused; });
  });
  progress.steps.push(show);
  progress.draw();
})();
