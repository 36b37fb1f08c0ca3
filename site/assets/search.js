// The search: loads small pieces of the index with plain script tags, so it also works from a folder on disk.
window.practicumSearch = (function () {
  "use strict";
  var SHOWN = 8;
  var FRENCH = document.documentElement.lang.slice(0, 2) === "fr";
  var SAY = FRENCH
    ? { label: "Rechercher dans le site", none: "Rien trouvé pour", hint: "Essayez un mot plus court ou un autre mot. Le site anglais a sa propre recherche.", found: "résultats", one: "résultat", close: "Fermer", start: "Écrivez deux lettres ou plus.", first: "les premiers :" }
    : { label: "Search the site", none: "Nothing found for", hint: "Try a shorter word or another one. French pages have a search of their own.", found: "results", one: "result", close: "Close", start: "Write two letters or more.", first: "the first" };
  var base = ".";
  var pages = null, starts = [], words = {}, texts = {}, waiting = {};

  function fold(text) {
    return text.toLowerCase().replace(/[’']/g, " ").replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }
  function tokens(text) {
    var folded = fold(text).replace(/\b([a-z]{2,4})-(\d{1,3})\b/g, "$1$2");
    return (folded.match(/[a-z0-9]+/g) || []).filter(function (word) { return word.length > 1; });
  }
  function need(name, then) {
    if (waiting[name] === true) { then(); return; }
    if (waiting[name]) { waiting[name].push(then); return; }
    waiting[name] = [then];
    var tag = document.createElement("script");
    tag.src = base + "/search/" + name + ".js";
    tag.onload = tag.onerror = function () {
      var all = waiting[name];
      waiting[name] = true;
      all.forEach(function (one) { one(); });
    };
    document.head.append(tag);
  }
  function each(names, then) {
    var left = names.length;
    if (!left) then();
    names.forEach(function (name) { need(name, function () { left -= 1; if (!left) then(); }); });
  }
  function stretch(word) {
    var at = 0, key = word.slice(0, 2);
    for (var i = 0; i < starts.length; i += 1) if (starts[i] <= key) at = i;
    return at;
  }
  // Every word of the query has to begin some word of the page; whole words and titles weigh more.
  function rank(asked) {
    var scores = null;
    asked.forEach(function (word) {
      var own = {}, held = words[stretch(word)] || {};
      Object.keys(held).forEach(function (known) {
        if (known.lastIndexOf(word, 0) !== 0) return;
        var flat = held[known], near = known === word ? 3 : known.length - word.length < 3 ? 1.5 : 1;
        for (var i = 0; i < flat.length; i += 2) own[flat[i]] = Math.max(own[flat[i]] || 0, flat[i + 1] * near);
      });
      if (scores === null) scores = own;
      else Object.keys(scores).forEach(function (page) {
        if (own[page]) scores[page] += own[page];
        else delete scores[page];
      });
    });
    return Object.keys(scores || {}).map(Number).sort(function (a, b) { return scores[b] - scores[a] || a - b; });
  }
  // Folding can change the length of a text, so the place of a hit is looked for word by word.
  function hits(text, asked) {
    var found = [], pattern = /[\p{L}\p{N}]+(?:-\p{N}+)?/gu, match;
    while ((match = pattern.exec(text))) {
      var plain = fold(match[0]).replace("-", "");
      if (asked.some(function (word) { return plain.lastIndexOf(word, 0) === 0; })) found.push([match.index, match.index + match[0].length]);
    }
    return found;
  }
  function marked(text, asked) {
    var out = document.createDocumentFragment(), at = 0;
    hits(text, asked).forEach(function (hit) {
      var mark = document.createElement("mark");
      mark.textContent = text.slice(hit[0], hit[1]);
      out.append(text.slice(at, hit[0]), mark);
      at = hit[1];
    });
    out.append(text.slice(at));
    return out;
  }
  function excerpt(number, asked) {
    var text = texts[number] || pages[number][3], first = hits(text, asked)[0];
    if (!first) return pages[number][3];
    var from = Math.max(0, first[0] - 60), to = Math.min(text.length, first[1] + 110);
    if (from) from = text.indexOf(" ", from) + 1;
    if (to < text.length) to = text.lastIndexOf(" ", to);
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }
  function element(name, look, text) {
    var made = document.createElement(name);
    if (look) made.className = look;
    if (text) made.textContent = text;
    return made;
  }
  function mount(place, root, close) {
    base = root;
    var form = element("form", "search-form"), label = element("label", "search-label", SAY.label), input = element("input");
    var said = element("p", "search-said", SAY.start), list = element("ol", "search-list");
    input.type = "search";
    input.id = "search-" + (close ? "dialog" : "page");
    input.autocomplete = "off";
    input.spellcheck = false;
    label.htmlFor = input.id;
    said.setAttribute("role", "status");
    form.setAttribute("role", "search");
    form.append(label, input);
    if (close) {
      var shut = element("button", "search-close", SAY.close);
      shut.type = "button";
      shut.addEventListener("click", close);
      form.append(shut);
    }
    place.append(form, said, list);
    var turn = 0;
    function run() {
      var asked = tokens(input.value), mine = (turn += 1);
      if (!asked.length) { list.textContent = ""; said.textContent = SAY.start; return; }
      need("pages", function () {
        if (!pages) return;
        each(asked.map(function (word) { return "words-" + stretch(word); }), function () {
          if (mine !== turn) return;
          var found = rank(asked), shown = found.slice(0, SHOWN);
          said.textContent = found.length
            ? found.length + " " + (found.length === 1 ? SAY.one : SAY.found) + (found.length > SHOWN ? ", " + SAY.first + " " + SHOWN : "")
            : SAY.none + " “" + input.value.trim() + "”. " + SAY.hint;
          draw(list, shown, asked);
          each(shown.map(function (number) { return "text-" + number; }), function () { if (mine === turn) draw(list, shown, asked); });
        });
      });
    }
    function draw(list, shown, asked) {
      var focused = list.contains(document.activeElement);
      if (focused) return;
      list.textContent = "";
      shown.forEach(function (number) {
        var page = pages[number], item = element("li"), link = element("a");
        link.href = base + "/" + page[0];
        link.append(marked(page[1], asked));
        var line = element("p");
        line.append(marked(excerpt(number, asked), asked));
        item.append(link, " ", element("span", "search-kind", page[2]), line);
        list.append(item);
      });
    }
    var timer;
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(run, 120); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
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
    if (query && !close) { input.value = decodeURIComponent(query[1].replace(/\+/g, " ")); run(); }
  }
  return {
    mount: mount,
    pages: function (first, rows) { starts = first; pages = rows; },
    words: function (number, held) { words[number] = held; },
    text: function (number, text) { texts[number] = text; }
  };
})();
