"""My plan: one page a learner, to print and hand over: what I hold, what I still need, and what to do first.

There are two versions: plain language, and short sentences in large letters with a picture beside each. Both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from practicum.model.catalogue import Catalogue
from practicum.reporting.cases import Case
from practicum.reporting.closing import Step
from practicum.reporting.markup import Markup, el
from practicum.reporting.naming import certification_title
from practicum.reporting.page import Setting, page, private
from practicum.reporting.showing.speaking import slug_of
from practicum.reporting.wording import count_says, day_says, epoch_day, missing_says, number_says

PRIVATE = "Each page is for one person. Print it, hand it to them, and keep no copy where others can read it."
# May I do this work? In plain words, and in the fewest.
MAY = {
    "certified": ("You may work as {role}.", "You may work.", "yes"),
    "due": ("You may work as {role}. Your certificate has to be renewed soon.", "You may work. Renew soon.", "yes"),
    "grace": ("You may still work as {role} for a short time: your certificate has ended.", "You may work for a short time only.", "soon"),
    "provisional": ("You may work as {role} with some limits, for a fixed time.", "You may work with help, for a time.", "soon"),
    "bridging": ("You may work as {role} for now. Your certificate is due on a fixed day.", "You may work for now.", "soon"),
    "restricted": ("You may work as {role} only with limits: something is out of date.", "You may work with limits.", "soon"),
    "lapsed": ("You may not work as {role} now: your certificate has ended.", "You may not do this work now.", "no"),
    "never": ("You may not work as {role} yet: you have no certificate so far.", "You may not do this work yet.", "no"),
    "unknown": ("Nobody can tell from the records whether you may work as {role}.", "We do not know. Ask your training lead.", "soon"),
}  # fmt: skip
# Drawings of a few lines; the words beside them say the same.
PICTURES: dict[str, tuple[str, ...]] = {
    "yes": ("M6 18 l8 8 l14 -18",),
    "no": ("M7 7 l20 20", "M27 7 l-20 20"),
    "soon": ("M17 4 a13 13 0 1 0 .1 0", "M17 9 v8 l6 4"),
    "course": ("M4 8 q6.5 -4 13 0 q6.5 -4 13 0 v18 q-6.5 -4 -13 0 q-6.5 -4 -13 0 z", "M17 8 v18"),
    "paper": ("M8 4 h12 l6 6 v20 h-18 z", "M12 16 h10", "M12 22 h10"),
    "day": ("M5 8 h24 v21 h-24 z", "M5 14 h24", "M11 4 v6", "M23 4 v6"),
    "ask": ("M6 6 h22 v15 h-12 l-6 6 v-6 h-4 z",),
    "done": ("M5 5 h24 v24 h-24 z", "M10 17 l5 5 l9 -11"),
}
# Long words of a record office in everyday ones.
EVERYDAY = {
    "another certificate has to be held": "get the other certificate first",
    "the competency has to be assessed in practice": "ask somebody to watch you work and write down what they saw",
    "activity still has to be done and recorded": "do more learning hours and have them written down",
    "supervised practice still has to be done and signed": "do more practice with your supervisor and have it signed",
    "more months of active practice are needed": "work some more months in this role",
    "a document has to be put on record": "bring the missing paper",
    "more contacts have to take place and be recorded": "meet your supervisor more often and have it written down",
}

ASK = "ask your training lead what else is needed"


def plan_files(cases: Sequence[Case], catalogue: Catalogue, setting: Setting) -> Iterator[tuple[str, bytes]]:
    """``plans/<agency>.html`` and ``plans/<agency>-easy.html``: the people of one agency, one printed page each."""
    taken: set[str] = set()
    ordered = sorted(cases, key=lambda case: (case.agency, case.learner, case.certification))
    for agency, group in groupby(ordered, key=lambda case: case.agency):
        people = [(learner, list(of)) for learner, of in groupby(group, key=lambda case: case.learner)]
        slug = slug_of(agency, taken)
        taken |= {slug, f"{slug}-easy"}
        for easy in (False, True):
            name = setting.agency(agency) or "No agency on record"
            other = el("a", "in plain language" if easy else "easy to read", href=f"{slug}{'' if easy else '-easy'}.html")
            body = [
                el("p", "The same pages ", other, ".", class_="hint screen"),
                *(_sheet(learner, listed, catalogue, setting, easy=easy) for learner, listed in people),
            ]  # fmt: skip
            file = f"plans/{slug}{'-easy' if easy else ''}.html"
            title = f"{'My plan, easy to read' if easy else 'My plan'}: {name}"
            lead = f"{count_says(len(people), 'page')} to print, one for each person."
            yield file, page(file, title, lead, body, setting, banner=private(PRIVATE), alone=True)


def picture(name: str) -> Markup:
    """A drawing of a few lines; it says nothing that the words do not say."""
    drawn = [el("path", d=line) for line in PICTURES[name]]
    return el("svg", *drawn, viewBox="0 0 34 34", class_=f"pic p-{name}", aria_hidden="true", focusable="false")


def _sheet(learner: str, cases: Sequence[Case], catalogue: Catalogue, setting: Setting, *, easy: bool) -> Markup:
    wrong = "Is something wrong? Tell us." if easy else "Something is wrong here? Tell your training lead. Bring the paper if you have it."
    body = [
        el("p", el("span", "My plan", class_="mine"), el("span", day_says(setting.as_of), class_="soft"), class_="plan-top"),
        el("h2", learner),
        *(_role(case, catalogue, setting, easy=easy) for case in cases),
        el(
            "div",
            el("p", picture("ask"), el("span", wrong)),
            el("p", "Talked about on: ____________  with: ____________________________"),
            class_="plan-foot",
        ),
    ]
    return el("section", *body, class_="plan easy" if easy else "plan")


def _role(case: Case, catalogue: Catalogue, setting: Setting, *, easy: bool) -> Markup:
    role = certification_title(catalogue, case.certification).lower()
    long, short, sign = MAY.get(case.state, MAY["unknown"])
    until = _until(case, setting, easy=easy)
    parts: list[Markup | None] = [
        el("h3", certification_title(catalogue, case.certification)),
        el("p", picture(sign), el("strong", short if easy else long.format(role=role)), class_="may"),
        el("p", picture("day"), el("span", until)) if until else None,
    ]
    steps = list(_steps(case, easy=easy))
    by = case.next_deadline
    if steps:
        late = by is not None and by < epoch_day(setting.as_of)
        # A day that is over is no day to work towards; saying so would only frighten.
        when = f" by {day_says(by)}" if by is not None and not late else " as soon as you can" if late else ""
        parts.append(el("h4", f"{'Do this' if easy else 'What to do, in this order'}{when}"))
        parts.append(el("ol", *steps, class_="todo"))
        hours = case.closing.hours
        if hours and not easy:
            parts.append(el("p", f"Together {number_says(hours)} hours of courses.", class_="soft"))
    else:
        parts.append(el("p", picture("done"), el("span", "There is nothing to do now." if not easy else "Nothing to do now. Well done.")))
    return el("div", *parts, class_="plan-role")


def _until(case: Case, setting: Setting, *, easy: bool) -> str:
    today = epoch_day(setting.as_of)
    if case.valid_until is None:
        return ""
    if case.valid_until < today:
        return f"It ended on {day_says(case.valid_until)}."
    return f"{'Good' if easy else 'Your certificate is good'} until {day_says(case.valid_until)}."


def _steps(case: Case, *, easy: bool) -> Iterator[Markup]:
    for step in case.closing.path:
        yield el("li", picture("course"), el("span", _course(step, easy=easy)))
    # What has no everyday words is for a talk, not for a page in short sentences.
    said = dict.fromkeys(EVERYDAY.get(one, ASK if easy else one) for one in case.closing.otherwise)
    for otherwise in said:
        yield el("li", picture("ask" if otherwise == ASK else "paper"), el("span", _sentence(otherwise)))
    if not easy:
        hours = (gap for gap in case.gaps if not gap.advisory and gap.kind == "hours")
        for amount in dict.fromkeys(missing_says(gap.missing, gap.missing_unit) for gap in hours):
            if amount:
                yield el("li", picture("day"), el("span", f"Still missing: {amount}."))
    if case.closing.by_hand:
        yield el("li", picture("ask"), el("span", "Ask your training lead: somebody has to look at one point by hand."))


def _course(step: Step, *, easy: bool) -> str:
    if easy:
        return f"Take the course {step.module}: {step.title}."
    first = " It comes first, because another course needs it." if step.because == "needed_first" else ""
    soon = " It is not taught yet; ask when it begins." if step.planned else ""
    return f"Take the course {step.module}, {step.title} ({number_says(step.hours)} hours).{first}{soon}"


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."
