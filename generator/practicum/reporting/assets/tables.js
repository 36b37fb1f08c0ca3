"use strict";
// Tables are searched, filtered, sorted and shown in pieces. Without scripts they stay as they are. Text goes in as text.
(() => {
  const PIECE = 25;
  const make = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  let number = 0;
  for (const region of document.querySelectorAll("[data-live]")) {
    const table = region.querySelector("table");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, text: row.textContent.toLowerCase() }));
    const heads = [...table.tHead.rows[0].cells];
    const name = table.caption ? table.caption.textContent : "table";
    const filters = new Map();
    let most = PIECE, sorted = -1, down = false, wanted = "";
    number += 1;

    const bar = make("div", "filters live");
    const choices = make("div", "choices");
    const search = make("input");
    search.type = "search"; search.id = `live-${number}`; search.autocomplete = "off"; search.spellcheck = false;
    const label = make("label", "", "Search");
    label.htmlFor = search.id;
    choices.append(make("div", "field", label, search));
    const said = make("p", "hint");
    said.setAttribute("role", "status");
    heads.forEach((head, column) => {
      if (!head.dataset.filter) return;
      const values = [...new Set(rows.map(({ row }) => row.cells[column].textContent))].sort((a, b) => a.localeCompare(b));
      const select = make("select");
      select.id = `live-${number}-${column}`;
      select.append(new Option("All", ""), ...values.map((value) => new Option(value || "(empty)", value || " ")));
      const named = make("label", "", head.textContent);
      named.htmlFor = select.id;
      select.addEventListener("change", () => { filters.set(column, select.value); most = PIECE; draw(); });
      choices.append(make("div", "field", named, select));
    });
    bar.append(choices);
    region.before(bar);
    const more = make("button", "", "Show more");
    more.type = "button";
    more.addEventListener("click", () => { most += 1000; draw(); });
    const foot = make("div", "live-foot", said, more);
    region.after(foot);

    const value = (row, column) => {
      const cell = row.cells[column];
      const given = cell.dataset.v;
      if (given === undefined) {
        const text = cell.textContent;
        if (/^\d{1,2} [A-Z][a-z]{2} \d{4}$/.test(text)) return Date.parse(`${text} UTC`);
        return cell.classList.contains("n") && text ? Number(text.replaceAll(",", "")) : text;
      }
      return given !== "" && !Number.isNaN(Number(given)) ? Number(given) : given;
    };
    const order = (a, b) => {
      const one = value(a.row, sorted), other = value(b.row, sorted);
      if (one === "" || other === "") return one === other ? a.place - b.place : one === "" ? 1 : -1;
      const less = typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
      return (down ? -less : less) || a.place - b.place;
    };
    function draw() {
      let found = rows.filter(({ row, text }) => text.includes(wanted)
        && [...filters].every(([column, chosen]) => !chosen || row.cells[column].textContent === chosen.trim()));
      if (sorted >= 0) found = [...found].sort(order);
      body.replaceChildren(...found.slice(0, most).map(({ row }) => row));
      more.hidden = found.length <= most;
      said.textContent = `${Math.min(most, found.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows shown`;
      if (table.tFoot) table.tFoot.hidden = found.length !== rows.length;
    }
    heads.forEach((head, column) => {
      const button = make("button", "sort", head.textContent);
      button.type = "button";
      button.title = head.title ? `${head.title}. Sort by it.` : "Sort";
      button.addEventListener("click", () => {
        down = sorted === column ? !down : head.classList.contains("n");
        sorted = column;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        draw();
      });
      head.removeAttribute("title");
      head.replaceChildren(button);
    });
    search.addEventListener("input", () => { wanted = search.value.trim().toLowerCase(); most = PIECE; draw(); });
    search.setAttribute("aria-label", `Search in ${name}`);
    // Paper has no button to show more.
    addEventListener("beforeprint", () => { const before = most; most = Infinity; draw(); most = before; });
    addEventListener("afterprint", draw);
    draw();
  }
})();
