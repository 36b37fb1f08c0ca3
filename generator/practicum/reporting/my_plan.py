"""My plan: one page a learner, to print and hand over: what I hold, what I still need, and what to do first.

There are two versions: plain language, and short sentences in large letters with a picture beside each. Both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from practicum.model.catalogue import Catalogue
from practicum.model.plan import LearnerPlan, PlanStep
from practicum.planning.cheapest import HOURS_IN
from practicum.planning.dating import CLAIMED, PRACTISED
from practicum.planning.telling import amount, instead_says, step_says
from practicum.reporting.cases import Case
from practicum.reporting.closing import Plans, module_step
from practicum.reporting.markup import Markup, el
from practicum.reporting.naming import certification_title
from practicum.reporting.page import Setting, page, private
from practicum.reporting.showing.speaking import slug_of
from practicum.reporting.wording import count_says, day_says, epoch_day, number_says

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
# What is no learning, in everyday words and few of them.
BESIDE_EASY = {
    "vetting": "A check of your record is needed. Ask how to get it.",
    "referee": "Name people who know your work. They will be asked.",
    "approval": "Somebody has to decide. Ask when that will be.",
    "declaration": "Sign your declaration. Talk about it with your manager.",
    "degree": "Bring the paper about your studies.",
    "foreign_award": "Bring the paper from abroad.",
    "test": "Take the short test.",
    "plan": "Write the plan with your supervisor.",
    "experience": "Go on working in this role for some time.",
    "certificate": "Get the other certificate first.",
    "proof": "You have done the learning. Bring the paper.",
    "late_award": "Ask for your certificate. It comes late, so somebody has to say yes.",
    "decision": "You do not have to learn more. Ask for a new certificate.",
    "decided_again": "Ask to have your earlier learning looked at again.",
    "data": "Something is not written down. Bring the papers you have.",
}
# The same in whole sentences, where what a planner is told says too much or too little for the person.
BESIDE_PLAIN = {
    "late_award": "Ask for the award as {role}. It comes after its limit, so somebody has to decide that it may still be given.",
    "decision": "There is nothing left to learn for your certificate as {role}. Ask your training lead for a new one to be issued.",
    "approval": "Your approval has to be decided and written down. Ask when that will be.",
    "decided_again": "Your earlier learning ({about}) has to be looked at again by an assessor who is active. Ask for it.",
}
# What needs somebody's word, and no paper of one's own.
ASKED_FOR = frozenset({"late_award", "decision", "approval", "decided_again", "referee", "test"})
# A page that is this full, in lines of its own size, is set more tightly; fuller ones go on overleaf, under the same heading.
ROOMY, WIDE, LETTERS = 27.0, 24.0, (84, 46)
# Lines to write on; those that find no room on the page are not printed.
NOTES = 22
ASK = "ask your training lead what else is needed"
IN_FORCE = frozenset({"certified", "due", "grace", "restricted", "provisional", "bridging"})


def plan_files(cases: Sequence[Case], catalogue: Catalogue, setting: Setting, plans: Plans) -> Iterator[tuple[str, bytes]]:
    """``plans/<agency>.html`` and ``plans/<agency>-easy.html``: the people of one agency, one printed page each.

    What there is to do is what ``plans`` say, for all certificates of a person together.
    """
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
                el("p", "The same pages ", other, ".", class_="hint"),
                *(_sheet(learner, listed, catalogue, setting, plans, easy=easy) for learner, listed in people),
            ]  # fmt: skip
            file = f"plans/{slug}{'-easy' if easy else ''}.html"
            title = f"{'My plan, easy to read' if easy else 'My plan'}: {name}"
            lead = f"{count_says(len(people), 'page')} to print, one for each person."
            yield file, page(file, title, lead, body, setting, banner=private(PRIVATE), alone=True)


def picture(name: str) -> Markup:
    """A drawing of a few lines; it says nothing that the words do not say."""
    drawn = [el("path", d=line) for line in PICTURES[name]]
    return el("svg", *drawn, viewBox="0 0 34 34", class_=f"pic p-{name}", aria_hidden="true", focusable="false")


def _sheet(learner: str, cases: Sequence[Case], catalogue: Catalogue, setting: Setting, plans: Plans, *, easy: bool) -> Markup:
    wrong = "Is something wrong? Tell us." if easy else "Something is wrong here? Tell your training lead. Bring the paper if you have it."
    plan = _own_part(learner, cases, plans)
    steps = tuple(_steps(plan, catalogue, easy=easy)) if plan else ()
    agency = setting.agency(cases[0].agency)
    made = el("span", f"{agency} · " if agency else None, day_says(setting.as_of), class_="soft")
    head = el("div", el("p", el("span", "My plan", class_="mine"), made, class_="plan-top"), el("h2", learner), class_="plan-head")
    body = [
        *(_role(case, catalogue, setting, easy=easy) for case in cases),
        el("div", *_to_do(plan, steps, cases, setting, plans, easy=easy), class_="plan-do"),
        el(
            "div",
            el("p", picture("ask"), el("span", wrong)),
            el("p", el("span", "Talked about on"), el("i"), el("span", "with"), el("i"), class_="blanks"),
            class_="plan-foot",
        ),
        # On paper: room to write, as much as is left of the page, and whose it is.
        el("div", *[el("i")] * NOTES, class_="notes", aria_hidden="true"),
        el("p", "Private. It is for the person named above.", " Invented: there is no such person." if setting.synthetic else None,
           class_="fine"),
    ]  # fmt: skip
    full = _lines(cases, [says for _, says in steps], easy=easy)
    size = " tight" if full > (WIDE if easy else ROOMY) else ""
    # In print the heading stands again on every further page.
    return el("section", head, el("div", *body, class_="plan-body"), class_=f"plan{' easy' if easy else ''}{size}")


def _lines(cases: Sequence[Case], steps: Sequence[str], *, easy: bool) -> float:
    """About how many lines a page takes, with the space between."""
    across = LETTERS[easy]
    return 3.6 * len(cases) + sum(-(-len(says) // across) + 0.5 for says in steps) + 6


def _own_part(learner: str, cases: Sequence[Case], plans: Plans) -> LearnerPlan | None:
    """What a plan asks for these certificates; people with posts at two agencies have a page from each, with what is theirs."""
    plan = plans.plans.get(learner)
    if plan is None:
        return None
    wanted = {step for case in cases for step in plans.steps.get((learner, case.certification), ())}
    steps = tuple(step for step in plan.steps if step in wanted)
    if steps == plan.steps:
        return plan
    hours = sum(step.quantity * HOURS_IN.get(step.unit, 0.0) for step in steps)
    return replace(plan, steps=steps, hours=hours, price=sum(step.price for step in steps), instead="")


def _role(case: Case, catalogue: Catalogue, setting: Setting, *, easy: bool) -> Markup:
    role = certification_title(catalogue, case.certification).lower()
    long, short, sign = MAY.get(case.state, MAY["unknown"])
    until = _until(case, setting, easy=easy)
    parts: list[Markup | None] = [
        el("h3", certification_title(catalogue, case.certification)),
        el("p", picture(sign), el("strong", short if easy else long.format(role=role)), class_="may"),
        el("p", picture("day"), el("span", until)) if until else None,
    ]
    return el("div", *parts, class_=f"plan-role r-{sign}")


def _to_do(
    plan: LearnerPlan | None, steps: Sequence[tuple[str, str]], cases: Sequence[Case], setting: Setting, plans: Plans, *, easy: bool
) -> Iterator[Markup]:
    """What there is to do, in the order in which it can be done, for all certificates together, each with a box to tick."""
    if plan is None or not steps:
        yield el("p", picture("done"), el("span", _nothing(cases, easy=easy)))
        return
    by = min((case.next_deadline for case in cases if case.next_deadline is not None), default=None)
    late = by is not None and by < epoch_day(setting.as_of)
    # A day that is over is no day to work towards; saying so would only frighten.
    when = f" by {day_says(by)}" if by is not None and not late else " as soon as you can" if late else ""
    several = len(steps) > 1
    order = f", in this order{',' if when else ''}" if several else ""
    yield el("h3", f"{'Do this' if easy else f'What to do{order}'}{when}")
    yield el("ol", *(el("li", picture(sign), el("span", says), el("span", class_="tick")) for sign, says in steps), class_="todo")
    if easy:
        return
    if plan.hours:
        price = f", {number_says(plan.price)}{f' {plans.currency}' if plans.currency else ''}" if plan.price else ""
        kind = "cheapest" if plans.priced else "shortest"
        yield el("p", f"{'Together ' if several else ''}{number_says(plan.hours)} hours{price}: the {kind} way.", class_="soft")
    if instead := instead_says(plan):
        yield el("p", f"Is there a shorter way? Ask your training lead: {instead}.", class_="soft")


def _nothing(cases: Sequence[Case], *, easy: bool) -> str:
    """That there is nothing to do, and why, where somebody may wonder."""
    if any(case.state not in IN_FORCE and not case.requirements_met for case in cases):
        ask = "Ask your training lead what comes next."
        return ask if easy else f"There is nothing to learn now. {ask}"
    if any(case.state in {"due", "grace"} and case.requirements_met for case in cases):
        if easy:
            return "Nothing to do now. You have all you need to renew."
        return "There is nothing to do now: all that the renewal asks for is on record."
    return "Nothing to do now. Well done." if easy else "There is nothing to do now."


def _until(case: Case, setting: Setting, *, easy: bool) -> str:
    today = epoch_day(setting.as_of)
    if case.valid_until is None:
        return ""
    if case.valid_until < today:
        return f"It ended on {day_says(case.valid_until)}."
    return f"{'Good' if easy else 'Your certificate is good'} until {day_says(case.valid_until)}."


def _steps(plan: LearnerPlan, catalogue: Catalogue, *, easy: bool) -> Iterator[tuple[str, str]]:
    """Each thing to do with its drawing; the same words are said once."""
    said: dict[str, str] = {}
    for step in plan.steps:
        sign, says = in_plain_words(step, catalogue, easy=easy)
        said.setdefault(says, sign)
    yield from ((sign, says) for says, sign in said.items())


def in_plain_words(step: PlanStep, catalogue: Catalogue, *, easy: bool) -> tuple[str, str]:
    """A step in everyday words, and its drawing; ``easy`` in sentences of few words."""
    if step.kind == "module":
        return "course", _course(step, catalogue, easy=easy)
    if step.kind != "beside":
        return _amount(step, easy=easy)
    kind, _, about = step.what.partition(":")
    name, _, why = about.partition(":")
    if kind == "decision" and why in {"FALLS_WITH", "REVOKED", "CLOSED"}:
        # What has no everyday words is for a talk, not for a page in short sentences.
        return "ask", _sentence(ASK if easy else step_says(step, {}))
    if step.what.startswith("data:NOT_EVALUATED:"):
        return "ask", "Ask your training lead: somebody has to look at one point by hand."
    sign = "paper" if kind in BESIDE_EASY and kind not in ASKED_FOR else "ask"
    if easy:
        return sign, BESIDE_EASY.get(kind) or _sentence(ASK)
    if kind in BESIDE_PLAIN:
        return sign, BESIDE_PLAIN[kind].format(role=certification_title(catalogue, name).lower(), about=name)
    return sign, _sentence(step_says(step, {}))


def _amount(step: PlanStep, *, easy: bool) -> tuple[str, str]:
    """Learning, practice and what is seen of it, with how much."""
    number, _, unit = amount(step.quantity, step.unit).partition(" ")
    if step.kind == "cpd":
        more = f"{number} more {unit} of learning"
        if step.unit == "item":
            more = f"{number} more learning {'activity' if step.quantity == 1 else 'activities'}"
        peers = step.category == "peer_reflection"
        where = f" in {step.category.replace('_', ' ')}" if step.category and not peers else ""
        talk = " Talk about it with a colleague." if peers else ""
        if easy:
            return "day", f"Do {more}.{talk} Have it written down."
        return "day", f"Do {more}{where} and have it written down.{talk}"
    if step.kind == "supervised":
        where = f" of {step.what}" if step.what else ""
        if easy:
            return "day", f"Do {number} more {unit} of practice with your supervisor. Have it signed."
        in_part = f" ({step.category.replace('_', ' ')})" if step.category else ""
        return "day", f"Do {number} more {unit} of supervised practice{where}{in_part} and have your supervisor sign it."
    if step.kind in {"contact", "review"}:
        times = amount(step.quantity, "contact")
        what = "Meet your supervisor" if step.kind == "contact" else "Look back on your work with your supervisor"
        return "day", f"{what}, {times}{'. Have' if easy else ', and have'} it written down."
    if "@" in step.what:
        if easy:
            return "ask", "Ask a supervisor who saw your work to write that down."
        return "ask", _sentence(step_says(step, {}))
    times = f", {amount(step.quantity, 'contact')}" if step.quantity > 1 else ""
    return "ask", f"Ask somebody to watch you work{times}{'. Have' if easy else ', and have'} it written down."


def _course(step: PlanStep, catalogue: Catalogue, *, easy: bool) -> str:
    told = module_step(step, catalogue)
    if step.says == PRACTISED:
        left = f" ({number_says(step.quantity)} hours of teaching are left)" if step.quantity and not easy else ""
        return f"Finish {step.what}: {told.title}.{' It is passed when its hours of practice are signed.' if not easy else ''}{left}"
    if easy:
        return f"Take the course {step.what}: {told.title}."
    first = " It comes first, because another course needs it." if told.because == "needed_first" else ""
    claimed = " Have its hours written down as learning, too." if step.says == CLAIMED else ""
    return f"Take the course {step.what}, {told.title} ({number_says(step.quantity)} hours).{first}{claimed}"


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."
