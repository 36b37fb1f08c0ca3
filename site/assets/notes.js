// Notes below a reflection: kept on this device, in one entry of the browser's storage, and nowhere else.
(function (body) {
  "use strict";
  var KEY = "practicum-notes";
  var page = (body.dataset.module || "") + "/" + (body.dataset.lesson || "");
  var heading = document.querySelector("h1").textContent.trim();
  var kept = {}, works = true, used = {};
  var read = function () {
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (refused) { works = false; }
    // Another page of the same host may have written there.
    if (!kept || typeof kept !== "object" || Array.isArray(kept)) kept = {};
  };
  var write = function (name, text) {
    if (works) read();
    if (text) kept[name] = { page: heading, about: name.split("#")[1], text: text };
    else delete kept[name];
    try {
      if (Object.keys(kept).length) localStorage.setItem(KEY, JSON.stringify(kept));
      else localStorage.removeItem(KEY);
      works = true;
    } catch (refused) { works = false; }
    return works;
  };
  var make = function (tag, look, text) {
    var one = document.createElement(tag);
    if (look) one.className = look;
    if (text) one.textContent = text;
    if (tag === "button") one.type = "button";
    return one;
  };
  read();

  document.querySelectorAll(".note").forEach(function (place, number) {
    var say = place.dataset.words.split("|");
    var title = place.parentNode.querySelector("h2, h3, h4");
    var name = page + "#" + (title ? title.textContent.replace(/\s*\(.*\)\s*$/, "").trim() : number);
    used[name] = (used[name] || 0) + 1;
    if (used[name] > 1) name += " " + used[name];
    var label = make("label", "", say[0]), field = make("textarea"), about = make("p", "small", say[1]);
    var erase = make("button", "small-button", say[2]), save = make("button", "small-button", say[3]), said = make("p", "small said");
    var doors = make("p", "doors"), timer;
    field.id = "note-" + number;
    field.rows = 4;
    field.value = kept[name] ? kept[name].text : "";
    label.htmlFor = field.id;
    about.id = "note-about-" + number;
    field.setAttribute("aria-describedby", about.id);
    said.setAttribute("role", "status");
    var show = function () { doors.hidden = !field.value; };
    var keep = function () {
      clearTimeout(timer);
      timer = 0;
      said.textContent = write(name, field.value.trim()) ? (field.value.trim() ? say[4] : "") : say[5];
    };
    field.addEventListener("input", function () {
      show();
      clearTimeout(timer);
      timer = setTimeout(keep, 500);
    });
    addEventListener("pagehide", function () { if (timer) keep(); });
    erase.addEventListener("click", function () {
      var before = field.value, back = make("button", "as-link", say[7]);
      field.value = "";
      keep();
      show();
      said.textContent = say[6] + " ";
      said.append(back);
      back.addEventListener("click", function () { field.value = before; keep(); show(); field.focus(); });
      field.focus();
    });
    // All notes of this device in one plain text, the notes of each lesson under its title.
    save.addEventListener("click", function () {
      keep();
      if (!kept[name] && field.value.trim()) kept[name] = { page: heading, about: name.split("#")[1], text: field.value.trim() };
      var last = "", lines = Object.keys(kept).sort().map(function (one) {
        var note = kept[one], head = note.page === last ? "" : note.page + "\n" + "=".repeat(note.page.length) + "\n\n";
        last = note.page;
        return head + note.about + "\n\n" + note.text + "\n";
      });
      var link = make("a");
      link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain" }));
      link.download = say[8].toLowerCase().replace(/\s+/g, "-") + ".txt";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
    doors.append(save, erase);
    place.append(label, field, about, doors, said);
    if (!works) said.textContent = say[5];
    show();
  });
})(document.body);
