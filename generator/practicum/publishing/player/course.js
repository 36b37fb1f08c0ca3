// A module inside a player that speaks SCORM 1.2: shows one part after another, and tells the platform where one is and what one scored.
// Without a platform it is a course to read. Nothing goes to any other place than the player's own functions.
(function () {
  "use strict";
  var main = document.getElementById("text"), told = document.getElementById("told"), far = document.getElementById("far");
  var tally = main.querySelector(".tally"), D = main.dataset, W = D.words.split("|");
  var parts = list(main.querySelectorAll(".part")), lessons = words(D.lessons), scored = words(D.scored);
  var mark = D.mark === "" ? null : Number(D.mark), began = Date.now(), api = null, live = false, counts = false, sound = true, now = null, stopped = "";
  // 1 or 0 for each lesson: read or not; 1, 0 or - for each question of this round: right, not right at the first try, not answered.
  var read = fill("0", lessons.length), round = fill("-", scored.length), best = null;

  function list(nodes) { return Array.prototype.slice.call(nodes); }
  function words(text) { return text ? text.split(" ") : []; }
  function fill(sign, length) { return new Array(length + 1).join(sign); }
  function put(text, at, sign) { return text.slice(0, at) + sign + text.slice(at + 1); }
  function say(text, values) { text = text.replace(/\{\} %/g, "{}\u00a0%"); values.forEach(function (one) { text = text.replace("{}", one); }); return text; }
  function count(text, sign) { return text.split(sign).length - 1; }

  // -- the player
  function look(from) {
    for (var steps = 0; from && steps < 100; steps++) {
      // A frame around the player may be of another host, and then says nothing.
      try { if (from.API && from.API.LMSInitialize) return from.API; } catch (_) { return null; }
      if (from.parent === from) return null;
      from = from.parent;
    }
    return null;
  }
  function call(name, key, value) {
    try { return String(value === undefined ? api[name](key) : api[name](key, value)); } catch (_) { return ""; }
  }
  function get(key) { return live ? call("LMSGetValue", key) : ""; }
  function set(key, value) { if (live && call("LMSSetValue", key, String(value)) !== "true") sound = false; }
  function spent() {
    var all = Math.max(0, Date.now() - began) / 1000, hours = Math.min(9999, Math.floor(all / 3600));
    function two(number) { return (number < 10 ? "0" : "") + number; }
    return ("000" + hours).slice(-4) + ":" + two(Math.floor(all / 60) % 60) + ":" + two(Math.floor(all % 60)) + "." + two(Math.floor(all * 100) % 100);
  }
  function state() {
    var text = ["1", D.sign, read, round, best === null ? "" : best].join(";");
    // A player keeps 4,096 characters; where a course is longer than that, the score is what has to be kept.
    return text.length <= 4096 ? text : ["1", D.sign, "", "", best === null ? "" : best].join(";");
  }
  function status() {
    if (mark === null) return lessons.length === count(read, "1") ? "completed" : "incomplete";
    return best === null ? "incomplete" : best >= mark ? "passed" : "failed";
  }
  function save() {
    if (!live) return;
    sound = true;
    if (counts) {
      // A player takes a session that says nothing of its status for a completed one.
      set("cmi.core.lesson_status", status());
      if (best !== null) {
        set("cmi.core.score.raw", best);
        // A player need not know these two.
        call("LMSSetValue", "cmi.core.score.min", "0");
        call("LMSSetValue", "cmi.core.score.max", "100");
      }
      if (stopped) set("cmi.core.lesson_location", stopped);
      set("cmi.suspend_data", state());
    }
    set("cmi.core.exit", "suspend");
    set("cmi.core.session_time", spent());
    if (call("LMSCommit", "") !== "true") sound = false;
    if (!sound) tell(W[10], true);
    else if (told.classList.contains("is-fault")) tell("");
  }
  function leave() {
    if (!live) return;
    save();
    live = false;
    call("LMSFinish", "");
  }
  function begin() {
    api = look(window);
    try { api = api || (window.opener && look(window.opener)); } catch (_) { /* a player of another host */ }
    live = Boolean(api) && call("LMSInitialize", "") === "true";
    if (!live) return "";
    var mode = get("cmi.core.lesson_mode");
    counts = mode !== "review" && mode !== "browse";
    var kept = /^1;([0-9a-f]+);([01]*);([-01]*);(\d{0,3}(?:\.\d{1,2})?)$/.exec(get("cmi.suspend_data"));
    if (kept) {
      best = kept[4] === "" ? null : Math.min(100, Number(kept[4]));
      // Of another text nothing but the score is true any more.
      if (kept[1] === D.sign && kept[2].length === read.length) read = kept[2];
      if (kept[1] === D.sign && kept[3].length === round.length) round = kept[3];
    }
    return get("cmi.core.lesson_location");
  }

  // -- what is shown
  function tell(text, fault) {
    told.textContent = text;
    told.classList.toggle("is-fault", Boolean(fault));
  }
  function find(id) {
    try { id = decodeURIComponent(id); } catch (_) { return null; }
    var place = id && document.getElementById(id);
    return place && place.closest(".part") ? place : null;
  }
  function show(place, quietly) {
    var part = place.closest(".part"), other = part !== now;
    now = part;
    // Words and sources are looked up; where one goes on is the part before them.
    if (/^(lesson|assessment)$/.test(part.dataset.part)) stopped = part.id;
    document.body.classList.toggle("at-start", part === parts[0]);
    parts.forEach(function (one) { one.hidden = one !== part; });
    list(document.querySelectorAll(".beside a")).forEach(function (one) {
      if (one.getAttribute("href") === "#" + part.id) one.setAttribute("aria-current", "page");
      else one.removeAttribute("aria-current");
    });
    if (place !== part) place.scrollIntoView({ behavior: "instant" });
    else if (other) window.scrollTo({ top: 0, behavior: "instant" });
    if (!quietly) {
      var heading = part.querySelector("h1");
      if (place === part && heading) { heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
      if (other && !told.classList.contains("is-fault")) tell("");
    }
    watch();
    if (other) save();
  }
  function progress() {
    lessons.forEach(function (id, at) {
      list(document.querySelectorAll('.beside a[href="#' + id + '"], .lessons a[href="#' + id + '"]')).forEach(function (way) {
        if (read[at] !== "1" || way.classList.contains("is-read")) return;
        way.classList.add("is-read");
        way.append(hidden(" (" + W[12] + ")"));
      });
    });
    far.textContent = lessons.length ? say(W[14], [count(read, "1"), lessons.length]) : "";
  }
  function hidden(text) {
    var one = document.createElement("span");
    one.className = "unseen";
    one.textContent = text;
    return one;
  }
  // A lesson is read when its end was on the screen.
  function watch() {
    var at = now ? lessons.indexOf(now.id) : -1, end = now && now.querySelector(".around");
    if (at < 0 || read[at] === "1" || !end) return;
    var box = end.getBoundingClientRect();
    if (box.top >= (window.innerHeight || 0)) return;
    read = put(read, at, "1");
    progress();
    save();
    if (mark === null && status() === "completed") tell(W[13]);
  }

  // -- the self-check
  function line(text, strong) {
    var one = document.createElement("p");
    (strong ? one.appendChild(document.createElement("strong")) : one).textContent = text;
    return one;
  }
  function score() {
    if (!tally) return;
    var answered = scored.length - count(round, "-"), whole = scored.length > 0 && answered === scored.length;
    var right = count(round, "1"), lines = [];
    tally.classList.remove("is-right", "is-wrong");
    if (!scored.length) return;
    lines.push(line(say(W[0], [answered, scored.length]), false));
    if (whole) {
      var share = percent(right);
      tally.classList.add(share >= mark ? "is-right" : "is-wrong");
      lines.push(line(share >= mark ? W[3] : W[4], true), line(say(W[1], [right, scored.length, Math.floor(share)]) + " " + say(W[2], [mark]), false));
    }
    if (best !== null && (!whole || best > percent(right))) lines.push(line(say(W[6], [Math.floor(best)]) + (best >= mark ? " " + W[3] : ""), false));
    if (whole && live && counts && sound) lines.push(line(W[16], false));
    if (whole) {
      var again = document.createElement("button"), row = document.createElement("p");
      again.type = "button";
      again.className = "button";
      again.textContent = W[5];
      again.addEventListener("click", another);
      row.append(again);
      lines.push(row);
    }
    tally.textContent = "";
    lines.forEach(function (one) { tally.append(one); });
  }
  function percent(right) { return Math.floor(10000 * right / scored.length) / 100; }
  function another() {
    round = fill("-", scored.length);
    list(main.querySelectorAll(".before-now")).forEach(function (one) { one.remove(); });
    document.dispatchEvent(new CustomEvent("practicum:again"));
    save();
    score();
    var first = document.getElementById(scored[0]);
    if (first) { first.tabIndex = -1; first.focus(); first.scrollIntoView(); }
  }
  function answered(event) {
    var at = scored.indexOf(event.detail.id);
    if (event.detail.kind !== "question" || at < 0 || round[at] !== "-") return;
    round = put(round, at, event.detail.right ? "1" : "0");
    if (round.indexOf("-") < 0) best = Math.max(best === null ? 0 : best, percent(count(round, "1")));
    save();
    score();
  }
  // Forms come empty with every session: what was answered before is said at the question.
  function remind() {
    scored.forEach(function (id, at) {
      var heading = document.getElementById(id), question = heading && heading.closest(".question");
      if (!question || round[at] === "-") return;
      var said = document.createElement("p");
      said.className = "before-now " + (round[at] === "1" ? "is-right" : "is-wrong");
      said.textContent = round[at] === "1" ? W[7] : W[8];
      question.append(said);
    });
  }

  document.documentElement.classList.add("js");
  stopped = begin();
  // A bookmark of another text may name what is not there any more.
  if (!find(stopped)) stopped = "";
  var resumed = stopped, start = find(location.hash.slice(1)) || find(stopped) || parts[0];
  show(start, true);
  if (!live) tell(W[9]);
  else if (!counts) tell(W[15]);
  else if (resumed && start.id === resumed) tell(W[11]);
  remind();
  progress();
  score();
  window.addEventListener("hashchange", function () {
    var place = find(location.hash.slice(1));
    if (place) show(place);
  });
  // Whoever presses the way to where they are goes to its beginning all the same.
  document.addEventListener("click", function (event) {
    var way = event.target.closest ? event.target.closest('a[href^="#"]') : null;
    if (way && way.getAttribute("href") === location.hash) { var place = find(location.hash.slice(1)); if (place) show(place); }
  });
  window.addEventListener("scroll", watch, { passive: true });
  window.addEventListener("resize", watch, { passive: true });
  document.addEventListener("practicum:done", answered);
  // A phone may end a page that is out of sight without a word.
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") save(); });
  window.addEventListener("pagehide", leave);
  // A page that comes back from a browser's memory has lost its session.
  window.addEventListener("pageshow", function (event) { if (event.persisted && api) location.reload(); });
})();
