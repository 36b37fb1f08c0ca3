"use strict";
// The list of learners: filtered, ordered and drawn in pieces. All text goes in as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (number) => data.texts[number];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const PIECE = 50;

  const makeGap = (g) => ({
    requirement: text(g[0]), says: text(g[1]), part: text(g[2]), state: text(g[3]), reason: text(g[4]), depth: g[5], missing: text(g[6]),
    deadline: g[7], until: g[8], loser: text(g[9]), loserReason: text(g[10]), choice: g[11], advisory: g[12], kind: text(g[13]),
    record: text(g[14]),
  });
  const makeCase = (c) => ({
    certification: text(c[0]), country: text(c[1]), agency: text(c[2]), state: text(c[3]), also: c[4].map(text), reason: text(c[5]),
    from: c[6], until: c[7], deadline: c[8], next: c[9], version: text(c[10]), notEvaluated: c[11], disagreement: text(c[12]),
    open: c[13], met: c[14], gaps: c[15], closing: c[16], role: text(c[17]),
  });
  const people = data.people.map(([learner, cases]) => ({ learner, cases: cases.map(makeCase) }));

  const day = (number) => {
    const when = new Date(number * 86400000);
    return `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()]} ${when.getUTCFullYear()}`;
  };
  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const hours = (number) => `${+number.toFixed(2)} ${number === 1 ? "hour" : "hours"}`;
  const make = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
    return made;
  };
  const stateMark = (state) => make("span", `state s-${state.replace(/[^a-z_]/g, "")}`, data.states[state] || state);
  const reason = (code) => (code ? data.reasons[code] || code : "");
  const name = (kind, key) => data[kind][key] || key;
  const place = (one) => [data.agencies[one.agency] || one.agency, one.country && name("countries", one.country)].filter(Boolean).join(", ");
  const fact = (list, title, ...value) => {
    if (value.some((part) => part !== "" && part !== null)) list.append(make("dt", "", title), make("dd", "", ...value));
  };

  const since = (one) => {
    if (one.state === "never" || one.from === null) return one.until === null ? "" : `ended ${day(one.until)}`;
    if (one.until === null) return `since ${day(one.from)}, without an end`;
    if (one.until < data.asOf) return `held from ${day(one.from)} to ${day(one.until)}; not since ${day(one.until + 1)}`;
    return `since ${day(one.from)}, until ${day(one.until)}`;
  };

  const gapItem = (gap) => {
    const notes = [reason(gap.reason)];
    if (gap.missing) notes.push(`Still missing: ${gap.missing}.`);
    if (gap.until !== null && gap.until < data.asOf) notes.push(`Not held since ${day(gap.until + 1)}.`);
    if (gap.deadline !== null) notes.push(`Deadline: ${day(gap.deadline)}${gap.deadline < data.asOf ? ", passed" : ""}.`);
    if (gap.record) notes.push(`Decided by record ${gap.record}.`);
    const said = notes.filter(Boolean).join(" ");
    // The reason of the best record is often the reason of the gap itself; it is said once.
    const lost = [gap.loser && `record ${gap.loser}`, gap.loserReason !== gap.reason && reason(gap.loserReason)].filter(Boolean).join(": ");
    return make(
      "li", `gap depth-${Math.min(gap.depth, 4)}`,
      make("p", "gap-head", stateMark(gap.state), make("strong", "", gap.says), gap.advisory ? make("span", "soft", "advice only") : ""),
      said ? make("p", "gap-note", said) : "",
      lost ? make("p", "gap-note", `Best evidence that does not count: ${lost.replace(/[.]$/, "")}.`) : "",
      make("p", "gap-note rule-id", gap.requirement),
    );
  };

  const somethingLeft = (one) => one.closing[0].length > 0 || one.closing[1].length > 0;
  const closingPart = (one) => {
    const [path, otherwise, byHand, total, instead] = one.closing;
    const box = make("div", "closing", make("h4", "", "What closes it"));
    if (path.length) {
      const list = make("ol", "");
      for (const [module, title, each, first] of path) {
        const notes = first ? "needed first" : "";
        list.append(make("li", "", make("b", "", text(module)), ` ${text(title)}, ${hours(each)}`, notes ? make("span", "soft", ` (${notes})`) : ""));
      }
      box.append(list, make("p", "", path.length > 1 ? `${hours(total)} in all, in this order.` : ""));
    } else {
      box.append(make("p", "", "No course closes this."));
    }
    const others = otherwise.map(text);
    if (byHand) others.push(`${count(byHand, "requirement")} of a kind that Practicum does not judge yet: somebody has to check by hand`);
    if (others.length) box.append(make("p", "", path.length ? "Besides:" : "Instead:"), make("ul", "", ...others.map((way) => make("li", "", way))));
    if (text(instead)) box.append(make("p", "", `Shorter, where it is true: ${text(instead)}.`));
    return box;
  };

  const caseSection = (one) => {
    const facts = make("dl", "facts");
    fact(facts, "Certificate", stateMark(one.state), ...one.also.map((state) => make("span", "also", " and ", stateMark(state))), since(one) && `, ${since(one)}`);
    fact(facts, "Why", reason(one.reason));
    if (one.deadline !== null) fact(facts, "Deadline", one.deadline < data.asOf ? `${day(one.deadline)}, passed` : day(one.deadline));
    fact(facts, "Place", place(one));
    if (one.role && one.role !== one.certification) fact(facts, "Post", one.role);
    fact(facts, "Rule", one.version && `${one.certification}, version ${one.version}`);
    fact(facts, "Look into", one.disagreement);
    if (one.notEvaluated) fact(facts, "Not judged", `${count(one.notEvaluated, "requirement")} of a kind not judged yet`);
    const section = make("section", "case", make("h3", "", name("certifications", one.certification)), facts);
    if (!one.gaps.length) {
      // Somebody whose certificate is over may lack nothing but a new one.
      if (somethingLeft(one)) section.append(closingPart(one));
      else section.append(make("p", "", one.met ? "All requirements are met; nothing is left to do for now." : "Nothing is open."));
      return section;
    }
    let part = null;
    let list = null;
    for (const gap of one.gaps.map(makeGap)) {
      if (gap.part !== part || !list) {
        part = gap.part;
        list = make("ul", "gaps");
        section.append(make("h4", "", data.parts[part] || part || "Open"), list);
      }
      list.append(gapItem(gap));
    }
    section.append(closingPart(one));
    return section;
  };

  const oneself = (learner) => {
    const others = data.merged[learner];
    return others ? make("p", "soft", `Records under ${[learner, ...others].join(", ")} are one person's and were put together.`) : "";
  };

  const personItem = ({ learner, cases, next }) => {
    const roles = make("span", "p-roles", ...cases.map((one) => make("span", "p-role", `${name("certifications", one.certification)} `, stateMark(one.state))));
    const open = cases.reduce((sum, one) => sum + one.open, 0);
    const summary = make(
      "summary", "",
      make("span", "p-id", learner),
      roles,
      make("span", "p-place soft", place(cases[0])),
      make("span", "p-deadline", next === null ? "no deadline" : next < data.asOf ? `passed ${day(next)}` : `by ${day(next)}`),
      make("span", "p-open", open ? `${open} open` : "nothing open"),
    );
    const details = make("details", "", summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(make("div", "cases", oneself(learner), ...cases.map(caseSection)));
    });
    return make("li", "", details);
  };

  const form = document.getElementById("filters");
  const list = document.getElementById("people");
  const shown = document.getElementById("shown");
  const paging = document.getElementById("paging");
  const FIELDS = ["search", "country", "agency", "role", "state", "deadline", "open", "order"];
  let found = [];
  let drawn = 0;

  const fitsDeadline = (one, wanted) => {
    if (!wanted) return true;
    if (wanted === "none") return one.next === null;
    if (one.next === null) return false;
    return wanted === "passed" ? one.next < data.asOf : one.next >= data.asOf && one.next <= data.asOf + Number(wanted);
  };
  const wanted = () => Object.fromEntries(FIELDS.map((field) => [field, form.elements[field].value.trim()]));

  const draw = (upTo) => {
    list.append(...found.slice(drawn, upTo).map(personItem));
    drawn = Math.min(upTo, found.length);
    shown.textContent = found.length
      ? `Showing ${drawn.toLocaleString("en")} of ${count(found.length, "learner")} that fit; ${people.length.toLocaleString("en")} in all.`
      : `No learner fits; ${people.length.toLocaleString("en")} in all.`;
    paging.hidden = drawn >= found.length;
  };

  const refresh = () => {
    const want = wanted();
    const search = want.search.toLowerCase();
    found = [];
    for (const person of people) {
      const ids = [person.learner, ...(data.merged[person.learner] || [])];
      if (search && !ids.some((id) => id.toLowerCase().includes(search))) continue;
      const cases = person.cases.filter(
        (one) =>
          (want.open === "all" || one.open > 0 || somethingLeft(one) || search) && (!want.country || one.country === want.country) &&
          (!want.agency || one.agency === want.agency) && (!want.role || one.certification === want.role) &&
          (!want.state || one.state === want.state) && fitsDeadline(one, want.deadline),
      );
      if (!cases.length) continue;
      const days = cases.map((one) => one.next).filter((next) => next !== null);
      found.push({ learner: person.learner, cases, next: days.length ? Math.min(...days) : null });
    }
    const byId = (a, b) => (a.learner < b.learner ? -1 : a.learner > b.learner ? 1 : 0);
    const last = Number.MAX_SAFE_INTEGER;
    found.sort(want.order === "learner" ? byId : (a, b) => (a.next ?? last) - (b.next ?? last) || byId(a, b));
    list.replaceChildren();
    drawn = 0;
    draw(PIECE);
    // A learner's id stays out of the address, and so out of the browser's history.
    const set = FIELDS.filter((field) => field !== "search" && want[field]).map((field) => `${field}=${encodeURIComponent(want[field])}`);
    try {
      history.replaceState(null, "", set.length ? `#${set.join("&")}` : "#");
    } catch {
      // A file opened in a locked-down browser may not touch its address; the list works all the same.
    }
  };

  for (const pair of location.hash.slice(1).split("&")) {
    const [field, value] = pair.split("=");
    if (FIELDS.includes(field) && value) {
      try {
        form.elements[field].value = decodeURIComponent(value);
      } catch {
        // A mangled address filters nothing.
      }
    }
  }
  form.hidden = false;
  const wide = window.matchMedia("(min-width: 50rem)").matches;
  document.getElementById("choices").open = wide || location.hash.length > 1;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", refresh);
  form.addEventListener("reset", () => setTimeout(refresh));
  document.getElementById("more").addEventListener("click", () => draw(drawn + PIECE));
  document.getElementById("all").addEventListener("click", () => draw(found.length));
  window.addEventListener("beforeprint", () => draw(found.length));
  refresh();
})();
