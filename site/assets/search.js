// Search: loads small pieces of the index with plain script tags, so it also works from a folder on disk.
// How words are folded and cut has to be the same as in generator/practicum/publishing/searching.py.
window.practicumSearch = (function () {
  "use strict";
  var SHOWN = 6, TRIES = 40;
  // What the nine steps of the index weigh: said once, twice, often; in the summary; in the title;
  // in both; the whole name.
  var WEIGHT = [0, 1, 1.6, 2, 5, 6, 7, 16, 19, 26];
  var BETWEEN = "\\u0900-\\u0963\\u0966-\\u0dff\\u0e00-\\u0e4e\\u0e80-\\u0fff\\u1000-\\u109f\\u1780-\\u17d3";
  var TOKEN = new RegExp("[\\p{L}\\p{N}" + BETWEEN + "]+", "gu");
  var MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;
  var UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}/g;
  var SHOWS = new RegExp("[\\p{L}\\p{M}\\p{N}]+(?:-\\p{N}+)?", "gu");
  var base = ".", say = null, starts = [], keys = "", pieces = {}, texts = {}, waiting = {};

  function fold(text) {
    return text.toLowerCase().replace(/[’']/g, " ").replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").normalize("NFKD").replace(MARKS, "");
  }
  function tokens(text) {
    var found = [];
    (fold(text).replace(/\b([a-z]{2,4})-(\d{1,3})\b/g, "$1$2").match(TOKEN) || []).forEach(function (word) {
      var runs = word.match(UNSPACED);
      if (!runs) { if (word.length > 1) found.push(word); return; }
      runs.forEach(function (run) { for (var i = 0; i + 1 < run.length; i += 1) found.push(run.slice(i, i + 2)); });
    });
    return found;
  }
  // A piece that did not come is asked for again next time: the network may be back.
  function need(name, then) {
    if (waiting[name] === true) { then(); return; }
    if (waiting[name]) { waiting[name].push(then); return; }
    waiting[name] = [then];
    var tag = document.createElement("script");
    tag.src = base + "/search/" + name + ".js";
    tag.onload = tag.onerror = function (event) {
      var all = waiting[name];
      waiting[name] = event.type === "load" || undefined;
      tag.remove();
      all.forEach(function (one) { one(); });
    };
    document.head.append(tag);
  }
  function each(names, then) {
    var left = names.length;
    if (!left) then();
    names.forEach(function (name) { need(name, function () { left -= 1; if (!left) then(); }); });
  }
  function piece(start) {
    return "words-" + Array.from(start).map(function (letter) { return letter.codePointAt(0).toString(16); }).join("-");
  }
  // The pieces in which words with this beginning lie: one, or for two letters perhaps several.
  function where(word) {
    var from = 0, key = Array.from(word).slice(0, 3).join(""), found = [];
    starts.forEach(function (start, at) { if (start <= key) from = at; });
    for (var i = from; i < starts.length && (i === from || starts[i].lastIndexOf(key, 0) === 0); i += 1) found.push(starts[i]);
    return found;
  }
  // Whether one letter more, less, other or two swapped make one word the other.
  function near(one, two) {
    if (Math.abs(one.length - two.length) > 1) return false;
    var i = 0, j = 0;
    while (i < one.length && one[i] === two[i]) i += 1;
    while (j < one.length - i && j < two.length - i && one[one.length - 1 - j] === two[two.length - 1 - j]) j += 1;
    var a = one.slice(i, one.length - j), b = two.slice(i, two.length - j);
    return (a.length < 2 && b.length < 2) || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]);
  }
  function shared(one, two) {
    var i = 0;
    while (i < one.length && one[i] === two[i]) i += 1;
    return i;
  }
  // Rows of the index that a word means, each with how well: the word or another form of it, a longer word, one with a slip of the
  // finger, and where there is none of these, words that begin like it.
  function rows(word) {
    var all = [], best = 0;
    where(word).forEach(function (start) {
      var held = pieces[start] || [];
      for (var i = 0; i < held.length; i += 2) all.push({ forms: held[i].split(" "), pages: held[i + 1] });
    });
    all.forEach(function (row) {
      row.near = 0;
      row.forms.forEach(function (form) {
        var how = form === word ? 3 : form.lastIndexOf(word, 0) === 0 ? (form.length - word.length < 3 ? 1.5 : 1) : 0;
        row.near = Math.max(row.near, how);
      });
    });
    var found = all.filter(function (row) { return row.near; });
    if (!found.length && word.length > 3) {
      found = all.filter(function (row) { return (row.near = row.forms.some(function (form) { return near(form, word); }) ? 1 : 0); });
    }
    if (!found.length && word.length > 4) {
      all.forEach(function (row) {
        row.alike = Math.max.apply(null, row.forms.map(function (form) { return shared(form, word); }));
        best = Math.max(best, row.alike);
      });
      if (best >= Math.max(4, word.length * 0.6)) found = all.filter(function (row) { row.near = 0.7; return row.alike === best; });
    }
    return found;
  }
  // Pages that have every word, best first; where none has, those that have most of them.
  function rank(asked, lit) {
    var scores = {}, has = {};
    asked.forEach(function (word) {
      var own = {};
      rows(word).forEach(function (row) {
        var page = 0;
        row.forms.forEach(function (form) { lit[form] = true; });
        row.pages.forEach(function (packed) {
          page += Math.floor(packed / 10);
          own[page] = Math.max(own[page] || 0, WEIGHT[packed % 10] * row.near);
        });
      });
      Object.keys(own).forEach(function (page) {
        scores[page] = (scores[page] || 0) + own[page];
        has[page] = (has[page] || 0) + 1;
      });
    });
    var pages = Object.keys(scores).map(Number);
    var most = Math.max.apply(null, pages.map(function (page) { return has[page]; }).concat(0));
    return {
      whole: most === asked.length,
      pages: pages.filter(function (page) { return has[page] === most; }).sort(function (a, b) { return scores[b] - scores[a] || a - b; })
    };
  }
  // Folding can change the length of a text, so the place of a hit is looked for word by word.
  function hits(text, asked, lit) {
    var found = [], match;
    SHOWS.lastIndex = 0;
    while ((match = SHOWS.exec(text))) {
      var plain = fold(match[0]).replace("-", "");
      if (lit[plain] || asked.some(function (word) { return plain.lastIndexOf(word, 0) === 0; })) found.push([match.index, match.index + match[0].length]);
    }
    return found;
  }
  function marked(text, asked, lit) {
    var out = document.createDocumentFragment(), at = 0;
    hits(text, asked, lit).forEach(function (hit) {
      var mark = document.createElement("mark");
      mark.textContent = text.slice(hit[0], hit[1]);
      out.append(text.slice(at, hit[0]), mark);
      at = hit[1];
    });
    out.append(text.slice(at));
    return out;
  }
  // The line in which most of the words stand close together.
  function excerpt(held, asked, lit) {
    var text = held.text, all = hits(text, asked, lit), first = null, most = 0;
    all.forEach(function (hit, at) {
      var seen = {}, count = 0;
      for (var i = at; i < all.length && all[i][1] < hit[0] + 170; i += 1) {
        var word = fold(text.slice(all[i][0], all[i][1]));
        if (!seen[word]) { seen[word] = true; count += 1; }
      }
      if (count > most) { most = count; first = hit; }
    });
    if (!first) return held.row[3];
    var from = Math.max(0, first[0] - 60), to = Math.min(text.length, first[0] + 170);
    if (from) from = text.indexOf(" ", from) + 1 || from;
    if (to < text.length && text.lastIndexOf(" ", to) > first[1]) to = text.lastIndexOf(" ", to);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }
  function element(name, look, text) {
    var made = document.createElement(name);
    if (look) made.className = look;
    if (text) made.textContent = text;
    return made;
  }
  function key(page) { return keys.slice(page * 5, page * 5 + 5); }
  function mount(place, root, close) {
    base = root;
    var form = element("form", "search-form"), label = element("label", "search-label"), input = element("input"), shut;
    var said = element("p", "search-said"), list = element("ol", "search-list"), more = element("button", "search-more");
    input.type = "search";
    input.id = "search-" + (close ? "dialog" : "page");
    input.autocomplete = "off";
    input.spellcheck = false;
    label.htmlFor = input.id;
    said.setAttribute("role", "status");
    form.setAttribute("role", "search");
    form.append(label, input);
    if (close) {
      shut = element("button", "search-close");
      shut.type = "button";
      shut.addEventListener("click", close);
      form.append(shut);
    }
    more.type = "button";
    more.hidden = true;
    place.append(form, said, list, more);
    // The page's own words say what the field is for until the index has brought the rest.
    label.textContent = place.dataset.label || place.getAttribute("aria-label") || "";
    if (shut) shut.textContent = "✕";
    function speak() {
      if (!say) return;
      label.textContent = say.label;
      more.textContent = say.more;
      if (shut) shut.textContent = say.close;
      if (!said.textContent) said.textContent = say.start;
    }
    var turn = 0;
    function run() {
      var asked = tokens(input.value), mine = (turn += 1);
      need("index", function () {
        if (mine !== turn) return;
        speak();
        if (!say) { said.textContent = place.dataset.away; return; }
        if (!asked.length) { clear(); said.textContent = say.start; return; }
        var names = {};
        asked.forEach(function (word) { where(word).forEach(function (start) { names[piece(start)] = true; }); });
        names = Object.keys(names);
        each(names, function () {
          if (mine !== turn) return;
          if (names.every(function (name) { return !waiting[name]; })) { clear(); said.textContent = place.dataset.away; return; }
          var lit = {}, found = rank(asked, lit);
          gather(found.pages, 0, 0, [], mine, function (shown, missing, next) { draw(found, shown, missing, next, asked, lit, mine); });
        });
      });
    }
    function clear() { list.textContent = ""; more.hidden = true; }
    // Without a network only the texts that are kept come: others take the place of those that do not.
    function gather(pages, from, missing, shown, mine, then) {
      var wanted = pages.slice(from, from + SHOWN - shown.length);
      if (!wanted.length || from > TRIES + shown.length) { then(shown, missing, from); return; }
      each(wanted.map(function (page) { return "text-" + key(page); }), function () {
        if (mine !== turn) return;
        wanted.forEach(function (page) { if (texts[key(page)]) shown.push(page); else missing += 1; });
        gather(pages, from + wanted.length, missing, shown, mine, then);
      });
    }
    function draw(found, shown, missing, next, asked, lit, mine) {
      var count = found.pages.length;
      said.textContent = !shown.length
        ? missing ? say.none + " “" + input.value.trim() + "”. " + say.kept : say.none + " “" + input.value.trim() + "”. " + say.hint
        : count + " " + (count === 1 ? say.one : say.found) + (found.whole ? "" : ". " + say.partly) + (missing ? ". " + say.kept : "");
      list.textContent = "";
      add(shown, asked, lit);
      more.hidden = next >= count;
      more.onclick = function () {
        gather(found.pages, next, 0, [], mine, function (further, lost, then) {
          next = then;
          var first = add(further, asked, lit);
          more.hidden = next >= count || !further.length;
          if (first) first.focus();
        });
      };
    }
    function add(shown, asked, lit) {
      var first = null;
      shown.forEach(function (page) {
        var held = texts[key(page)], item = element("li"), link = element("a"), line = element("p");
        link.href = base + "/" + held.row[0];
        link.append(marked(held.row[1], asked, lit));
        line.append(marked(excerpt(held, asked, lit), asked, lit));
        item.append(link, " ", element("span", "search-kind", held.row[2]), line);
        list.append(item);
        first = first || link;
      });
      return first;
    }
    var timer;
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(run, 120); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      clearTimeout(timer);
      run();
      var first = list.querySelector("a");
      if (first) first.focus();
    });
    input.addEventListener("keydown", function (event) {
      // A search field keeps the first Escape to empty itself; people who press it want to leave.
      if (event.key === "Escape" && close) { event.preventDefault(); close(); }
      if (event.key === "ArrowDown") { var first = list.querySelector("a"); if (first) { event.preventDefault(); first.focus(); } }
    });
    list.addEventListener("keydown", function (event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      var links = Array.prototype.slice.call(list.querySelectorAll("a")), at = links.indexOf(document.activeElement);
      var next = at + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      if (next < 0) input.focus();
      else if (links[next]) links[next].focus();
    });
    var query = /[?&]q=([^&]*)/.exec(location.search);
    if (query && !close) {
      input.value = query[1].replace(/\+/g, " ");
      try { input.value = decodeURIComponent(input.value); } catch (broken) { /* a typed % is a % */ }
    }
    run();
  }
  return {
    mount: mount,
    index: function (words, first, all) { say = words; starts = first; keys = all; },
    words: function (start, held) { pieces[start] = held; },
    text: function (name, row, text) { texts[name] = { row: row, text: text }; }
  };
})();
