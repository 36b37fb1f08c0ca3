// Self-checks: makes forms of the questions that the page holds as text. Nothing is counted, kept or sent from here.
(function () {
  "use strict";
  var own = document.currentScript.src, place = document.querySelector(".questions");
  if (!place) return;
  var W = place.dataset.words.split("|");
  var COLON = document.documentElement.dataset.colon || ": ";
  var ASKS = { single: W[0], multiple: W[1], true_false: W[2], order: W[3], match: W[4], short: W[5] };
  var CHECK = W[6], COMPARE = W[7], AGAIN = W[8], ALL = W[9], RIGHT = W[10], WRONG = W[11], PLACED = W[12], MISPLACED = W[13];
  var DONE = W[14], NOT_YET = W[15], MISSING = W[16], FIRST = W[17], EVERY = W[18], UP = W[19], DOWN = W[20], PLACE = W[21], OF = W[22];
  var CHOOSE = W[23], ANSWER = W[24], SAYS = W[25], MISSES = W[26], SAID = W[27], SAW = W[28];

  function make(tag, look, text) {
    var one = document.createElement(tag);
    if (look) one.className = look;
    if (text) one.textContent = text;
    if (tag === "button") one.type = "button";
    return one;
  }
  function text(node) { return node ? node.textContent.trim() : ""; }
  function list(nodes) { return Array.prototype.slice.call(nodes); }
  // One line of what was said about an answer: the answer, whether it is right, what it teaches.
  function line(about, right, verdict, why) {
    var item = make("li", right === null ? "" : right ? "is-right" : "is-wrong");
    if (about) item.append(make("em", "", about), " ");
    item.append(make("strong", "", verdict), why ? " " + why : "");
    return item;
  }

  // Each kind gives: what to fill in, whether it is filled, what is said of it, what is said of all answers, and how to begin again.
  function choice(question, name, kind) {
    var several = kind === "multiple";
    var options = list(question.querySelectorAll("details.choice")).map(function (held, number) {
      var label = make("label", "option"), input = make("input");
      input.type = several ? "checkbox" : "radio";
      input.name = name;
      input.value = String(number);
      label.append(input, make("span", "", text(held.querySelector("summary"))));
      input.addEventListener("change", function () { options.forEach(function (one) { one.label.classList.remove("is-right", "is-wrong"); }); });
      return { label: label, input: input, right: held.classList.contains("right"), text: text(held.querySelector("summary")), why: text(held.querySelector(".why")) };
    });
    var box = make("div", "options");
    options.forEach(function (one) { box.append(one.label); });
    function chosen() { return options.filter(function (one) { return one.input.checked; }); }
    return {
      box: box,
      empty: function () { return chosen().length ? "" : FIRST; },
      check: function () {
        var good = chosen().every(function (one) { return one.right; });
        var whole = good && options.every(function (one) { return one.right === one.input.checked; });
        options.forEach(function (one) { one.label.classList.remove("is-right", "is-wrong"); });
        chosen().forEach(function (one) { one.label.classList.add(one.right ? "is-right" : "is-wrong"); });
        return {
          right: whole,
          said: whole ? DONE : good ? MISSING : NOT_YET,
          lines: chosen().map(function (one) { return line(several ? one.text : "", one.right, one.right ? RIGHT : WRONG, one.why); })
        };
      },
      all: function () { return options.map(function (one) { return line(one.text, one.right, one.right ? RIGHT : WRONG, one.why); }); },
      reset: function () { options.forEach(function (one) { one.input.checked = false; one.label.classList.remove("is-right", "is-wrong"); }); },
      first: function () { return options[0].input; }
    };
  }

  function order(question, name, kind, said) {
    var right = list(question.querySelectorAll(".answer li")).map(function (item) {
      return { text: text(item.querySelector("strong")), why: text(item.querySelector(".why")) };
    });
    var box = make("ol", "order");
    list(question.querySelectorAll(".loose li")).forEach(function (item) {
      var row = make("li"), words = make("span", "", text(item)), up = make("button", "small-button", UP), down = make("button", "small-button", DOWN);
      up.setAttribute("aria-label", UP + COLON + text(item));
      down.setAttribute("aria-label", DOWN + COLON + text(item));
      up.dataset.move = "-1";
      down.dataset.move = "1";
      row.append(words, up, down);
      box.append(row);
    });
    function rows() { return list(box.children); }
    function ends() {
      rows().forEach(function (row, number) {
        row.children[1].setAttribute("aria-disabled", String(number === 0));
        row.children[2].setAttribute("aria-disabled", String(number === box.children.length - 1));
      });
    }
    function words(row) { return text(row.querySelector("span")); }
    function clear() { rows().forEach(function (row) { row.classList.remove("is-right", "is-wrong"); }); }
    var mixed = rows();
    box.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      var row = button.parentNode, at = rows().indexOf(row), to = at + Number(button.dataset.move);
      if (to < 0 || to >= box.children.length) return;
      clear();
      box.insertBefore(row, button.dataset.move < 0 ? rows()[to] : rows()[to].nextSibling);
      ends();
      button.focus();
      said.textContent = words(row) + COLON + PLACE + " " + (to + 1) + " " + OF + " " + box.children.length + ".";
    });
    ends();
    return {
      box: box,
      empty: function () { return ""; },
      check: function () {
        clear();
        var whole = true, lines = rows().map(function (row, number) {
          var good = words(row) === right[number].text;
          row.classList.add(good ? "is-right" : "is-wrong");
          whole = whole && good;
          return line(words(row), good, good ? PLACED : MISPLACED, good ? right[number].why : "");
        });
        return { right: whole, said: whole ? DONE : NOT_YET, lines: lines };
      },
      all: function () { return right.map(function (one, number) { return line(number + 1 + ". " + one.text, null, "", one.why); }); },
      reset: clear,
      mix: function () { mixed.forEach(function (row) { box.append(row); }); ends(); },
      first: function () { return box.querySelector("button"); }
    };
  }

  function match(question, name) {
    var pairs = list(question.querySelectorAll(".pairs ul:last-child li")).map(text), box = make("div", "matches");
    var rows = list(question.querySelectorAll(".answer li")).map(function (item, number) {
      var row = make("div", "match"), label = make("label", "", text(item.querySelector("strong"))), select = make("select");
      select.id = name + "-" + number;
      label.htmlFor = select.id;
      [CHOOSE].concat(pairs).forEach(function (pair, at) {
        var option = make("option", "", pair);
        option.value = at ? pair : "";
        select.append(option);
      });
      row.append(label, select);
      box.append(row);
      select.addEventListener("change", function () { row.classList.remove("is-right", "is-wrong"); });
      return { row: row, select: select, text: text(item.querySelector("strong")), pair: text(item.querySelector(".pair")), why: text(item.querySelector(".why")) };
    });
    return {
      box: box,
      empty: function () { return rows.every(function (one) { return one.select.value; }) ? "" : EVERY; },
      check: function () {
        var whole = true, lines = rows.map(function (one) {
          var good = one.select.value === one.pair;
          one.row.classList.remove("is-right", "is-wrong");
          one.row.classList.add(good ? "is-right" : "is-wrong");
          whole = whole && good;
          return line(one.text, good, good ? RIGHT : WRONG, one.why);
        });
        return { right: whole, said: whole ? DONE : NOT_YET, lines: lines };
      },
      all: function () { return rows.map(function (one) { return line(one.text, null, "→ " + one.pair + ".", one.why); }); },
      reset: function () { rows.forEach(function (one) { one.select.value = ""; one.row.classList.remove("is-right", "is-wrong"); }); },
      first: function () { return rows[0].select; }
    };
  }

  function short(question, name) {
    var box = make("div"), label = make("label", "", ANSWER), field = make("textarea");
    field.id = name + "-own";
    field.rows = 4;
    label.htmlFor = field.id;
    box.append(label, field);
    return {
      box: box,
      own: true,
      empty: function () { return ""; },
      all: function () { return [line("", null, text(question.querySelector(".answer summary")) + ":", text(question.querySelector(".answer p")))]; },
      reset: function () { /* what was written stays, to be bettered */ },
      first: function () { return field; }
    };
  }

  var KINDS = { single: choice, multiple: choice, true_false: choice, order: order, match: match, short: short };

  function form(question) {
    var kind = question.dataset.kind, heading = question.querySelector("h3"), id = heading.id;
    var sheet = make("form", "check"), fields = make("fieldset"), legend = make("legend");
    var controls = make("div", "controls"), doors = make("p", "doors"), said = make("div", "said"), summary = make("p"), lines = make("ul", "taught");
    var check = make("button", "button", kind === "short" ? COMPARE : CHECK), again = make("button", "button quiet", AGAIN), all = make("button", "button quiet", ALL);
    said.setAttribute("role", "status");
    said.append(summary, lines);
    var asked = KINDS[kind](question, id, kind, summary);
    var after = question.querySelector(".after"), general = text(after);
    check.type = "submit";

    function tell(right) {
      document.dispatchEvent(new CustomEvent("practicum:done", { detail: { kind: "question", id: id, right: right } }));
    }
    function show(words, right, held) {
      said.classList.toggle("is-right", right === true);
      said.classList.toggle("is-wrong", right === false);
      summary.textContent = words;
      lines.textContent = "";
      held.forEach(function (one) { lines.append(one); });
    }
    // The keyboard goes on at the next button, the eye at what was said; a screen reader hears it as a status.
    function read() {
      again.focus({ preventScroll: true });
      said.scrollIntoView({ block: "nearest" });
    }
    function begin() {
      asked.reset();
      show("", null, []);
      check.hidden = false;
      again.hidden = all.hidden = true;
    }
    function judge() {
      var yes = make("button", "small-button", SAYS), no = make("button", "small-button", MISSES), row = make("li", "doors");
      row.append(yes, no);
      [yes, no].forEach(function (button) {
        button.addEventListener("click", function () {
          row.remove();
          show(button === yes ? SAID : SAW, null, asked.all().concat(general ? [line("", null, "", general)] : []));
          read();
          tell(button === yes);
        });
      });
      return row;
    }
    sheet.addEventListener("submit", function (event) {
      event.preventDefault();
      var empty = asked.empty();
      if (empty) { show(empty, null, []); asked.first().focus(); return; }
      check.hidden = true;
      again.hidden = false;
      if (asked.own) {
        show("", null, asked.all().concat(general ? [line("", null, "", general)] : [], [judge()]));
        read();
        return;
      }
      var found = asked.check();
      all.hidden = false;
      show(found.said, found.right, found.lines.concat(found.right && general ? [line("", null, "", general)] : []));
      read();
      tell(found.right);
    });
    again.addEventListener("click", function () { begin(); asked.first().focus(); });
    all.addEventListener("click", function () {
      show("", null, asked.all().concat(general ? [line("", null, "", general)] : []));
      all.hidden = true;
      read();
    });
    // Who counts a round of answers begins another.
    document.addEventListener("practicum:again", function () { if (asked.mix) asked.mix(); begin(); });
    // Whoever changes an answer after the check may check again at once.
    controls.addEventListener("input", function () { check.hidden = false; });
    if (kind === "order") asked.box.addEventListener("click", function () { check.hidden = false; });

    doors.append(check, again, all);
    controls.append(make("p", "asks", ASKS[kind]), asked.box, said, doors);
    question.insertBefore(sheet, heading);
    legend.append(heading);
    fields.append(legend, controls);
    sheet.append(fields);
    question.querySelector(":scope > .asks").remove();
    question.classList.add("has-form");
    begin();
  }
  // The forms come with their style sheet, so that nobody sees them half made.
  var style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = own.replace(/\.js.*$/, ".css");
  style.onload = style.onerror = function () {
    list(place.querySelectorAll(".question")).forEach(form);
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
  };
  document.head.append(style);
})();
