"""What one xAPI statement tells of learning, in the few words that records need; versions 1.0.x and 2.0 are read alike.

The specification is the ADL's, and IEEE 9274.1.1 for 2.0. Only what decides on a record is read: who, which verb, which activity, result,
time. What real systems leave out or write wrongly elsewhere (an empty `response`, extensions without a meaning) never matters here.
"""

from __future__ import annotations

import hashlib
import math
import re
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

# Why a statement, or what it says, cannot be used. What is set aside is told by these, never by what stands there.
REASONS: dict[str, str] = {
    "BAD_JSON": "the line is no JSON, or was cut off; ask for the export once more",
    "TOO_LARGE": "the statement is larger than any that is read (4 MB)",
    "TOO_DEEP": "the statement is nested deeper than any that is read",
    "NOT_A_STATEMENT": "it has no actor, verb or object, so it is no statement",
    "WRONG_VERSION": "the statement is of another version of xAPI than 1.0 and 2.0",
    "NO_PERSON": "the actor has no e-mail address, account or other identifier",
    "GROUP": "the actor is a group, and records are of single people",
    "NO_TIME": "it does not say when it happened or was stored",
    "BAD_TIME": "its time is not a time, or has parts that no day has",
    "CONTRADICTION": "its verb and its result contradict each other, such as `passed` without success",
    "BAD_SCORE": "its score lies outside its own bounds, or is no number",
    "BAD_DURATION": "its duration is not written as ISO 8601 says, in months, or longer than a year",
    "NO_DURATION": "hours are counted for this activity, and the statement has no duration",
    "UNMAPPED_ACTIVITY": "nobody said which module this activity is; fill `module` in the list of activities",
    "OTHER_CONTENT": "an earlier statement has the same id and says something else; the earlier one is used",
    "VOID_OF_VOID": "it voids a statement that voids one itself; xAPI has no such thing",
}

MOST_LETTERS = 1000
_ADL = "adlnet.gov/expapi/verbs/"
_CMI5 = "w3id.org/xapi/adl/verbs/"
# Verbs that say by themselves what became of an activity, in the forms that systems in use write.
VERBS: dict[str, str] = {
    **{f"{_ADL}{word}": word for word in ("completed", "passed", "failed", "mastered", "attended", "voided")},
    **{f"{_CMI5}{word}": word for word in ("satisfied", "waived")},
    "activitystrea.ms/schema/1.0/complete": "completed",
    "activitystrea.ms/complete": "completed",
}
_SAYS = {"passed": "passed", "mastered": "passed", "failed": "failed"}
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([Zz])|([+-]\d\d)(?::?(\d\d))?)?)?"
)
_MINUTE, _SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"), re.compile(r"(?::[0-5]\d(?:\.\d{1,9})?)?Z")
_DURATION = re.compile(
    r"P(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?"
)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?")
# Half a letter, and signs that steer a machine: a table that holds one is no text any more.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_YEAR_HOURS = 366 * 24
_CMI5_CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/"


class Told(NamedTuple):
    """What one statement tells.

    ``verb`` is a short word (`completed`, `waived` …), `other` for any other verb; that states no record, unless its result says that
    the activity was completed (``stated``). ``fault`` is a reason why it cannot be used. ``who`` is an address, an account's name or
    another identifier, ``home`` the home page of an account. ``score`` is in percent. ``hours`` is None where there is no duration, and
    below zero where it cannot be read. ``target`` is the id of the statement that it voids, ``by`` who taught or assessed.
    """

    id: str = ""
    verb: str = "other"
    fault: str = ""
    stated: bool = False
    who: str = ""
    home: str = ""
    activity: str = ""
    also: tuple[str, ...] = ()
    name: str = ""
    result: str = ""
    score: float | None = None
    hours: float | None = None
    time: str = ""
    stored: str = ""
    target: str = ""
    by: str = ""
    by_home: str = ""

    @property
    def says(self) -> tuple[object, ...]:
        """What two statements of one id have to agree in; when it was stored is no part of it."""
        if self.verb == "other" and not self.stated:
            return (self.activity, self.fault)
        return (*self[1:8], *self[9:12], self.time if self.time != self.stored else "", self.target)

    @property
    def digest(self) -> bytes:
        """Eight bytes that stand for what it says, the same on every machine."""
        return hashlib.blake2b(repr(self.says).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def told_by(raw: Any) -> Told:
    """What a statement, as JSON gives it, tells. Nothing in it raises an error: what cannot be used is told as a fault."""
    if not isinstance(raw, dict):
        return Told(fault="NOT_A_STATEMENT")
    id, verb, actor, target = raw.get("id"), raw.get("verb"), raw.get("actor"), raw.get("object")
    id = _text(id).lower()
    if not (isinstance(verb, dict) and isinstance(actor, dict) and isinstance(target, dict)):
        return Told(id, fault="NOT_A_STATEMENT")
    iri, version = verb.get("id"), raw.get("version")
    if not isinstance(iri, str) or not iri.strip():
        return Told(id, fault="NOT_A_STATEMENT")
    if version != "1.0.3" and version is not None and not _text(version).startswith(("1.0", "2.0")):
        return Told(id, fault="WRONG_VERSION")
    word, result = _verb(iri), raw.get("result")
    completed = result.get("completion") if isinstance(result, dict) else None
    if word == "other" and completed is not True:
        # Seen, answered, launched: most statements, and no record by themselves.
        return Told(id, activity=_text(target.get("id")))
    said_stored, said_time = raw.get("stored"), raw.get("timestamp")
    stored, known = _time(said_stored)
    when, sound = (stored, known) if said_time == said_stored else _time(said_time)
    if word == "voided":
        void = _text(target.get("id")).lower()
        if target.get("objectType") != "StatementRef" or not void:
            return Told(id, word, "NOT_A_STATEMENT")
        return Told(id, word, "" if sound and known else "BAD_TIME", time=when or stored, stored=stored, target=void)
    result = result if isinstance(result, dict) else {}
    if target.get("objectType", "Activity") != "Activity":
        return Told(id, "other", stored=stored)
    activity = _text(target.get("id"))
    if not activity:
        return Told(id, word, "NOT_A_STATEMENT")
    who, home, fault = _person(actor)
    fault = fault or ("BAD_TIME" if not (sound and known) else "" if when or stored else "NO_TIME")
    said = result.get("success")
    outcome = _SAYS.get(word, "")
    if (outcome == "passed" and said is False) or (outcome == "failed" and said is True) or (word == "completed" and completed is False):
        fault = fault or "CONTRADICTION"
    if isinstance(said, bool):
        outcome = "passed" if said else "failed"
    score, bounded = _score(result.get("score"))
    context, by, by_home = raw.get("context"), "", ""
    also: tuple[str, ...] = ()
    if isinstance(context, dict):
        also = _publishers(context) if "contextActivities" in context else ()
        if isinstance(teacher := context.get("instructor"), dict):
            by, by_home, _ = _person(teacher)
    return Told(
        id, word, fault or ("" if bounded else "BAD_SCORE"), word == "other", who, home, activity, also, _named(target),
        outcome, score, _hours(result.get("duration")), when or stored, stored, "", by, by_home,
    )  # fmt: skip


def _text(value: object) -> str:
    """A text without spaces around it; empty for what is no text, or longer than any that names something, or that no table can hold."""
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        return ""
    return value.strip() if value.isprintable() or not _NO_TEXT.search(value) else ""


@lru_cache(1024)
def _verb(iri: str) -> str:
    """The short word of a verb; `other` where it is none that says what became of an activity."""
    scheme, _, rest = iri.strip().partition("://")
    return VERBS.get(rest.rstrip("/") if rest and scheme.lower() in ("http", "https") else iri, "other")


def _person(actor: dict[str, Any]) -> tuple[str, str, str]:
    """An identifier, the home page where it is an account's name, and a fault where there is none."""
    if actor.get("objectType", "Agent") == "Group":
        return "", "", "GROUP"
    mail = _text(actor.get("mbox"))
    if mail:
        address = (mail[7:] if mail[:7].lower() == "mailto:" else mail).strip()
        return (_flat(address).lower(), "", "") if "@" in address else ("", "", "NO_PERSON")
    account = actor.get("account")
    if isinstance(account, dict):
        named, home = account.get("name"), _text(account.get("homePage"))
        # Some systems write the number of an account as a number.
        name = str(named) if isinstance(named, int) and not isinstance(named, bool) else _text(named)
        return (_flat(name), _flat(home), "") if name and home else ("", "", "NO_PERSON")
    hashed = _text(actor.get("mbox_sha1sum")).lower()
    if hashed:
        return (f"sha1:{hashed}", "", "") if re.fullmatch("[0-9a-f]{40}", hashed) else ("", "", "NO_PERSON")
    openid = _text(actor.get("openid"))
    return (_flat(openid), "", "") if openid else ("", "", "NO_PERSON")


def _flat(text: str) -> str:
    return text if text.isalnum() else " ".join(text.split())


def _time(value: object) -> tuple[str, bool]:
    """A time without its seconds, as the records take it, and whether it is sound; nothing is sound too.

    >>> _time("2026-03-04T23:30:15.123Z"), _time("2026-03-04T23:30:15+0300"), _time("2026-02-30T10:00:00Z"), _time(None)
    (('2026-03-04T23:30Z', True), ('2026-03-04T23:30+03:00', True), ('', False), ('', True))
    """
    if value is None or value == "":
        return "", True
    if isinstance(value, str) and value[-1] == "Z" and (_SECONDS.fullmatch(value, 16) and _is_minute(value[:16])):
        # As nearly all systems write it.
        return f"{value[:16]}Z", True
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= 60 else None
    if found is None:
        return "", False
    day, hour, minute, second, utc, ahead, quarter = found.groups()
    try:
        datetime.fromisoformat(f"{day}T{hour or '00'}:{minute or '00'}")
    except ValueError:
        return "", False
    # A leap second is written as the sixtieth.
    if (second is not None and int(second) > 60) or (ahead is not None and (abs(int(ahead)) > 18 or int(quarter or 0) > 59)):
        return "", False
    if hour is None:
        return day, True
    return f"{day}T{hour}:{minute}" + ("Z" if utc else f"{ahead}:{quarter or '00'}" if ahead else ""), True


@lru_cache(8192)
def _is_minute(text: str) -> bool:
    """Whether a text is a day and a minute, as in `2026-03-04T23:30`."""
    return bool(_MINUTE.fullmatch(text)) and _time(f"{text}:00+00:00")[1]


def _number(value: object) -> float | None:
    """A number that ends, also where a system wrote it as a text; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _score(score: object) -> tuple[float | None, bool]:
    """The score in percent, and whether it is sound; without a scaled one and without a maximum nobody knows what a score is worth.

    >>> _score({"scaled": 0.55}), _score({"raw": 8, "max": 10}), _score({"raw": 8}), _score({"scaled": 85})
    ((55.0, True), (80.0, True), (None, True), (None, False))
    """
    if not isinstance(score, dict):
        return None, score is None
    scaled, raw = score.get("scaled"), score.get("raw")
    if scaled is not None:
        found = _number(scaled)
        if found is not None and -1 <= found <= 1:
            return _percent(found * 100), True
    if raw is not None and score.get("max") is not None:
        found, most, least = _number(raw), _number(score["max"]), _number(score.get("min", 0))
        if found is None or most is None or least is None:
            return None, False
        if most <= least:
            # Some systems write a maximum of nought for what is not graded.
            return None, scaled is None
        if least <= found <= most:
            return _percent((found - least) / (most - least) * 100), True
        return None, False
    return None, scaled is None and (raw is None or _number(raw) is not None)


def _percent(value: float) -> float:
    """A percentage without the crumbs of binary fractions; below 1 it is nothing, so that nobody takes it for a share of 1."""
    found = round(value, 4)
    return found if found >= 1 else 0.0


def _hours(duration: object) -> float | None:
    """A duration in hours; None where there is none, below zero where it cannot be read.

    >>> _hours("PT1H30M"), _hours("P1DT0.5H"), _hours("P1M"), _hours("90 minutes"), _hours(None)
    (1.5, 24.5, -1.0, -1.0, None)
    """
    if duration is None or duration == "":
        return None
    return _written_hours(duration) if isinstance(duration, str) else -1.0


@lru_cache(4096)
def _written_hours(duration: str) -> float:
    found = _DURATION.fullmatch(duration.strip()) if len(duration) <= 60 else None
    if found is None or not any(found.groups()):
        return -1.0
    weeks, days, hours, minutes, seconds = (float(part.replace(",", ".")) if part else 0.0 for part in found.groups())
    total = weeks * 168 + days * 24 + hours + minutes / 60 + seconds / 3600
    return round(total, 4) if total <= _YEAR_HOURS else -1.0


def _publishers(context: dict[str, Any]) -> tuple[str, ...]:
    """The ids that the publisher gave a cmi5 activity: the system names the activity as it likes, and groups it under these."""
    around = context.get("contextActivities")
    if not isinstance(around, dict):
        return ()
    marks, groups = _ids(around.get("category")), _ids(around.get("grouping"))
    return groups if any(mark.startswith(_CMI5_CATEGORY) for mark in marks) else ()


def _ids(activities: object) -> tuple[str, ...]:
    """The ids in a list of activities; a single one may stand without a list."""
    several = activities if isinstance(activities, list) else [activities]
    return tuple(id for one in several[:20] if isinstance(one, dict) and (id := _text(one.get("id"))))


def _named(activity: dict[str, Any]) -> str:
    """What the activity is called, in English or the first language that there is."""
    definition = activity.get("definition")
    names = definition.get("name") if isinstance(definition, dict) else None
    if not isinstance(names, dict):
        return ""
    chosen = names.get("en") or next((names[key] for key in ("en-US", "en-GB") if key in names), next(iter(names.values()), ""))
    return _flat(_text(chosen[:120])) if isinstance(chosen, str) else ""
