"""Plans: what somebody needs, the way chosen to it, and what a cohort of sessions comes to; days are day numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

NeedKind = Literal["all", "any", "module", "amount", "beside"]
# What an amount is of: learning, signed practice, contacts with a supervisor, practice that somebody observed, a review of practice.
AmountKind = Literal["cpd", "supervised", "contact", "observation", "review"]


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something is still short: ``total`` in ``unit``, of it at least so much in each category of ``least``.

    ``subject`` is the practicum, the kind of contact or the competency (`PRO-4@2`). Amounts of one ``pool`` are filled by the same
    work; ``modules_add`` says that the hours of modules taken now may be claimed; ``after`` names modules that come first.
    """

    kind: AmountKind
    unit: str
    total: float
    subject: str = ""
    least: tuple[tuple[str, float], ...] = ()
    pool: str = ""
    modules_add: bool = False
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What closes one gap, without learner and days, so that many learners share one.

    ``any`` needs ``short`` of its parts. A module is closed by one of ``offers``; ``in_order`` asks that their prerequisites be held too.
    ``beside`` is what no module closes: ``says`` names it, ``barrier`` is how far it lies out of a plan's reach (0: a paper to obtain);
    ``grants`` is the module that is then held, as where prior learning is decided again.
    """

    kind: NeedKind
    requirement: str = ""
    short: int = 0
    parts: tuple[Need, ...] = ()
    offers: tuple[str, ...] = ()
    in_order: bool = True
    amount: Amount | None = None
    says: str = ""
    barrier: float = 0.0
    wait_months: float = 0.0
    grants: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A module as a plan sees it: learner hours, the modules that are held before it counts, and for how many months it lasts."""

    module: str
    hours: float
    needs: tuple[str, ...] = ()
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A distinct set of gaps: what is needed, and which modules are held already; equal profiles have one plan.

    ``practised`` gives the hours of practica that are done and signed: they are hours of the module, and nobody does them again.
    """

    needs: tuple[Need, ...]
    held: frozenset[str] = frozenset()
    country: str = ""
    practised: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Prices:
    """The user's own prices: ``each`` by module or item for one learner, ``hourly`` by module or item for an hour; nothing is built in.

    Items beside modules are the kinds of amounts, or what is obtained (`vetting`); `module` prices each module that has no own price.
    """

    each: Mapping[str, float] = field(default_factory=dict)
    hourly: Mapping[str, float] = field(default_factory=dict)
    currency: str = ""

    def __bool__(self) -> bool:
        return bool(self.each or self.hourly)

    def of(self, item: str, amount: float, fallback: str = "") -> float:
        """What an amount of an item costs; ``fallback`` is looked up where the item has no price of its own."""
        name = item if item in self.each or item in self.hourly else fallback
        return self.each.get(name, 0.0) + self.hourly.get(name, 0.0) * amount


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver says of a choice: `optimal`, or `bounded` with the least it could still cost; ``gap`` is a share of the value."""

    status: Literal["optimal", "bounded", "impossible"]
    value: float = 0.0
    bound: float = 0.0

    @property
    def gap(self) -> float:
        """How far the value may lie from the optimum, as a share of the value.

        >>> Proof("bounded", 100.0, 99.0).gap
        0.01
        """
        return 0.0 if self.status == "optimal" else abs(self.value - self.bound) / max(abs(self.value), 1e-9)


@dataclass(frozen=True, slots=True)
class Work:
    """An amount that the plan fills: so much of a kind, by category; ``pool`` is that of the amounts it fills."""

    kind: AmountKind
    unit: str
    subject: str
    category: str
    quantity: float
    pool: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """The cheapest way through one profile: modules with prerequisites first, work, what lies beside, and the requirements it closes.

    ``claimed`` are modules whose hours also fill a learning amount: they have to be claimed as such. ``instead`` names what is out of a
    plan's reach and, where it is there already and only not on record, makes a shorter way.
    """

    modules: tuple[str, ...]
    work: tuple[Work, ...]
    beside: tuple[Need, ...]
    closes: tuple[tuple[str, tuple[str, ...]], ...]
    claimed: tuple[str, ...]
    price: float
    hours: float
    proof: Proof
    instead: str = ""
    practised: tuple[tuple[str, float], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.modules or self.work or self.beside)


StepKind = Literal["module", "cpd", "supervised", "contact", "observation", "review", "beside"]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing to do, on the day on which it is done at a steady pace; ``late`` where that day lies after ``by``.

    ``confirmed`` is None until the rules engine has looked at the plan as if it had been carried out; ``unconfirmed`` says why it does not
    find closed what the step is for.
    """

    kind: StepKind
    what: str
    quantity: float
    unit: str
    category: str
    price: float
    begins: int
    done_by: int
    by: int | None
    requirements: tuple[str, ...]
    says: str = ""
    late: bool = False
    confirmed: bool | None = None
    unconfirmed: str = ""


@dataclass(frozen=True, slots=True)
class LearnerPlan:
    """The plan of one learner over all certificates asked of them; ``profile`` numbers the distinct set of gaps it shares."""

    learner: str
    country: str
    agency: str
    certifications: tuple[str, ...]
    profile: int
    steps: tuple[PlanStep, ...]
    price: float
    hours: float
    finish: int
    deadline: int | None
    proof: Proof
    instead: str = ""

    @property
    def late(self) -> bool:
        """Whether a step cannot be done by the day it is needed."""
        return any(step.late for step in self.steps)


@dataclass(frozen=True, slots=True)
class CandidateSession:
    """A session that could be held; ``seats`` at most and ``minimum`` at least, a ``price`` for holding it at all.

    ``trainers`` are those who may give it, empty for anybody; days both inclusive; an empty language or country, and no agencies, fit
    everybody. What is held at a distance is within everybody's reach.
    """

    id: str
    module: str
    begins: int
    ends: int
    seats: int
    minimum: int = 1
    price: float = 0.0
    seat_price: float = 0.0
    language: str = ""
    country: str = ""
    agencies: tuple[str, ...] = ()
    place: str = ""
    room: str = ""
    time: str = ""
    mode: str = ""
    ask: str = ""
    note: str = ""
    trainers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trainer:
    """Somebody who teaches: which modules, in which languages and countries, between which days, at most so many days and sessions."""

    id: str
    modules: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    starts: int | None = None
    until: int | None = None
    most_days: int | None = None
    day_price: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A need for a seat: one learner, one module, the day it is needed by, and what was held or is planned before it."""

    learner: str
    module: str
    by: int | None
    weight: float
    agency: str = ""
    languages: tuple[str, ...] = ()
    country: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CohortTask:
    """Who needs which seats, what could be held, and within which bounds; ``floor`` is the least share of each group that is seated."""

    places: tuple[Place, ...]
    sessions: tuple[CandidateSession, ...]
    trainers: tuple[Trainer, ...] = ()
    budget: float | None = None
    floor: float = 0.0


UnmetReason: TypeAlias = Literal[
    "no_session", "after_deadline", "wrong_language", "travel", "no_seat", "no_trainer", "no_room", "budget", "minimum", "order", "several"
]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need for a seat that is not met, and each bound that alone keeps it so: left out, it is seated and nobody else is moved.

    Where no bound does so alone, the reason is `several`, and ``together`` names some that do together and of which none can stay.
    """

    place: Place
    reasons: tuple[UnmetReason, ...]
    together: tuple[UnmetReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """Which sessions are held, by whom, who sits in them, what it costs, and what is unmet.

    ``weight`` is the urgency that is seated, of which ``proof`` tells how near it is to the most; ``floors`` gives for each agency how many
    of how many seats that are needed it has.
    """

    held: tuple[tuple[CandidateSession, str], ...]
    seated: tuple[tuple[Place, CandidateSession], ...]
    unmet: tuple[Unmet, ...]
    cost: float
    weight: float
    proof: Proof
    floors: tuple[tuple[str, int, int], ...] = ()
