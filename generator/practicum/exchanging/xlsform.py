"""An assessor's observation form as XLSForm, for KoboToolbox and ODK: from a module's rubric, or from the signs of a competency.

For each competency the form asks what level each sign showed, and then which level was seen all in all: that one becomes evidence. It asks
for ids, never for names, and has no free text in which one could be written.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from practicum.model.catalogue import CORE_LANGUAGE, Catalogue
from practicum.model.curriculum import Assessment
from practicum.model.exchange import Export, Format, Loss
from practicum.records.observation_form import (
    BETWEEN,
    DAY,
    GROUP,
    LEARNER,
    LEVEL,
    NOT_SEEN,
    OBSERVER,
    ROLE,
    SIGN,
    level_label,
    names_of,
    said,
)  # fmt: skip
from practicum.resolving import View, view_of
from practicum.resolving.releases import variants_of
from practicum.tables.writing import write_workbook

FORMAT = Format(
    name="XLSForm",
    version="as pyxform 4.5 reads it; for KoboToolbox, ODK and their like",
    direction="out",
    commands=("practicum export xlsform",),
    carries="an observation form for a module or a competency: signs, what each level looks like, in every language",
    checked="`pyxform` 4.5.0 makes an XForm of it without a warning; a form filled in the way Kobo and ODK write it comes back as evidence",
    page="observing",
)
# What collectors call a language: its name in English and its code.
_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sw": "Swahili", "uk": "Ukrainian",
}  # fmt: skip
_ID = "regex(., '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$')"
Told = Mapping[str, str]


@dataclass(frozen=True)
class Sign:
    """One sign of a competency: what it says, and what it looks like at each level (0 for `not yet`), by language."""

    name: str
    says: Told
    levels: Mapping[int, Told]


@dataclass(frozen=True)
class Seen:
    """A competency with the signs that are looked for."""

    id: str
    name: str
    title: Told
    statement: Told
    signs: Sequence[Sign]


@dataclass
class _Sheets:
    languages: Sequence[str]
    survey: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    untold: int = 0

    def told(self, column: str, words: Told) -> dict[str, str]:
        """The cells of a text in every language; what is not translated stands in English, so that no question is empty."""
        self.untold += sum(language not in words for language in self.languages)
        return {_heading(column, code): words.get(code, words[CORE_LANGUAGE]) for code in self.languages}

    def word(self, name: str) -> Told:
        """A word of the form's own in every language."""
        return {code: said(name, code) for code in self.languages}


def export(view: View, units: Sequence[str]) -> Export:
    """A workbook for each module or competency of ``units``. Raises NotObservable where one has no signs to look for."""
    languages = _languages(view)
    names = names_of(languages[CORE_LANGUAGE].competencies)
    files = {}
    untold = 0
    for id in units:
        data, lacking = _workbook(languages, names, id)
        files[f"{id}.xlsx"] = data
        untold += lacking
    notes = [f"{untold:,} texts of the form have no translation and stand in English"] if untold else []
    notes += ["upload it over an earlier form of the same id: `version` says which of them an answer was given on"]
    return Export(files, losses(view, units), tuple(notes))


class NotObservable(Exception):
    """A wish for a form that cannot be met: what is wrong, and what to do."""

    def __init__(self, message: str, help: str) -> None:
        """``message`` and ``help`` as people read them."""
        super().__init__(message)
        self.message, self.help = message, help


def losses(view: View, units: Sequence[str] = ()) -> tuple[Loss, ...]:
    """What of an assessment such a form does not hold; without ``units``, of every module that is assessed."""
    core = view.untold or view.catalogue
    wanted = [core.assessments[id].value for id in (units or core.assessments) if id in core.assessments]
    rows = [row for one in wanted for row in one.rubric]
    without = sum(not one.rubric for one in wanted) if not units else 0
    return (
        Loss("questions of self-checks", sum(len(one.questions) for one in wanted),
             "the form is for what is seen; GIFT and Moodle XML carry questions"),
        Loss("tasks and passing rules", len(wanted), "an answer says what was seen; `practicum gaps` decides what follows"),
        Loss("limits of attempts", sum(one.attempts is not None for one in wanted), "every answer is one observation"),
        Loss("levels that a rubric does not describe", sum(len(set(core.scale(row.competency)) - {0} - set(row.levels)) for row in rows),
             "the form offers those that are described"),
        Loss("assessments without a rubric", without, "there is nothing to look for; name a competency instead"),
    )  # fmt: skip


def observable(view: View) -> list[str]:
    """Ids of the modules and competencies of which a form can be made."""
    core = view.untold or view.catalogue
    modules = [id for id, unit in core.assessments.items() if unit.value.rubric and id in core.modules]
    return [*modules, *(id for id, unit in core.competencies.items() if unit.value.retired is None)]


def _languages(view: View) -> dict[str, Catalogue]:
    core = view.untold or view.catalogue
    others = sorted(variants_of(core)[1] - {CORE_LANGUAGE})
    return {CORE_LANGUAGE: core, **{code: view_of(core, day=view.day, language=code).catalogue for code in others}}


def _told(languages: Mapping[str, str]) -> Told:
    """A text by language; one that reads as in English is not translated."""
    own = languages[CORE_LANGUAGE]
    return {code: text for code, text in languages.items() if text and (code == CORE_LANGUAGE or text != own)}


def _seen(languages: Mapping[str, Catalogue], names: Mapping[str, str], id: str) -> tuple[Told, list[Seen]]:
    """The title of a form and what it looks for."""
    core = languages[CORE_LANGUAGE]
    if id in core.assessments and id in core.modules:
        rubrics = {code: there.assessments[id].value for code, there in languages.items() if id in there.assessments}
        held = list(dict.fromkeys(row.competency for row in rubrics[CORE_LANGUAGE].rubric if row.competency in core.competencies))
        if not held:
            raise NotObservable(f"the assessment of `{id}` has no rubric", "name a competency instead, or write a rubric")
        title = _told({code: f"{id} {there.modules[id].value.title}" for code, there in languages.items()})
        return title, [_competency(languages, one, names[one], _by_rubric(rubrics, one, names[one])) for one in held]
    if id not in core.competencies:
        if id in core.modules:
            raise NotObservable(f"module `{id}` has no assessment", "name a competency instead, or write an assessment with a rubric")
        help = "`practicum export xlsform --list` names those that can be observed"
        raise NotObservable(f"there is no module or competency `{id}`", help)
    name = names[id]
    title = _told({code: f"{id} {there.competencies[id].value.title}" for code, there in languages.items()})
    return title, [_competency(languages, id, name, _by_scale(languages, id, name))]


def _competency(languages: Mapping[str, Catalogue], id: str, name: str, signs: Sequence[Sign]) -> Seen:
    there = {code: one.competencies[id].value for code, one in languages.items()}
    titles, says = ({code: getattr(one, part) for code, one in there.items()} for part in ("title", "statement"))
    return Seen(id, name, _told(titles), _told(says), signs)


def _by_rubric(rubrics: Mapping[str, Assessment], competency: str, name: str) -> list[Sign]:
    found: list[Sign] = []
    for position, row in enumerate(rubrics[CORE_LANGUAGE].rubric):
        if row.competency != competency:
            continue
        # A translation mirrors the rows of its original, in their order.
        rows = {code: one.rubric[position] for code, one in rubrics.items() if position < len(one.rubric)}
        levels = {0: _told({code: one.not_yet for code, one in rows.items()})}
        for level in sorted(row.levels):
            levels[level] = _told({code: one.levels.get(level, "") for code, one in rows.items()})
        found.append(Sign(f"{SIGN}{name}_{len(found) + 1}", _told({code: one.indicator for code, one in rows.items()}), levels))
    return found


def _by_scale(languages: Mapping[str, Catalogue], competency: str, name: str) -> list[Sign]:
    """The signs of a competency with the levels of the framework as they are described there."""
    core = languages[CORE_LANGUAGE]
    levels: dict[int, Told] = {0: {code: said("not_yet", code) for code in languages}}
    for level in core.scale(competency):
        there = {code: one.scale(competency).get(level) for code, one in languages.items()}
        if level:
            levels[level] = _told({code: f"{one.name}: {one.means}" for code, one in there.items() if one is not None})
    texts = zip_longest(*(one.competencies[competency].value.indicators for one in languages.values()), fillvalue="")
    return [
        Sign(f"{SIGN}{name}_{number}", _told(dict(zip(languages, words, strict=True))), levels) for number, words in enumerate(texts, 1)
    ]


def _workbook(languages: Mapping[str, Catalogue], names: Mapping[str, str], id: str) -> tuple[bytes, int]:
    title, seen = _seen(languages, names, id)
    # A language in which nothing of this form is told would only repeat the English.
    told = {code for one in seen for texts in (one.title, *(sign.says for sign in one.signs)) for code in texts} | set(title)
    sheets = _Sheets([code for code in languages if code in told])
    sheets.survey += _beginning(sheets)
    for one in seen:
        sheets.survey += _about(sheets, one)
    _choices(sheets, languages, seen)
    _checklist(sheets, languages, id)
    columns = [_heading(column, code) for column in ("label", "hint") for code in sheets.languages]
    columns += ["required", *(_heading("required_message", code) for code in sheets.languages), "relevant", "constraint"]
    columns += [*(_heading("constraint_message", code) for code in sheets.languages), "appearance", "calculation"]
    form = f"practicum_{names_of([id])[id]}"
    sheets.survey.insert(2, {"type": "calculate", "name": "practicum_unit", "calculation": f"'{id}'"})
    version = hashlib.sha256(json.dumps([sheets.survey, sheets.choices], sort_keys=True).encode()).hexdigest()[:10]
    settings = {
        "form_title": title[CORE_LANGUAGE], "form_id": form, "version": version,
        "default_language": _language(CORE_LANGUAGE), "instance_name": f"concat('{id} ', ${{{DAY}}})",
    }  # fmt: skip
    stream = io.BytesIO()
    used = [name for name in columns if any(row.get(name) for row in sheets.survey)]
    write_workbook(stream, {
        "survey": (("type", "name", *used), _rows(sheets.survey, ("type", "name", *used))),
        "choices": (("list_name", "name", *(_heading("label", code) for code in sheets.languages)),
                    _rows(sheets.choices, ("list_name", "name", *(_heading("label", code) for code in sheets.languages)))),
        "settings": (tuple(settings), [tuple(settings.values())]),
    })  # fmt: skip
    return stream.getvalue(), sheets.untold


def _rows(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple(row.get(column, "") for column in columns)


def _language(code: str) -> str:
    return f"{_NAMES.get(code.partition('-')[0], code)} ({code})"


def _heading(column: str, code: str) -> str:
    return f"{column}::{_language(code)}"


def _beginning(sheets: _Sheets) -> list[dict[str, str]]:
    """Who saw whom, in what role and when."""
    needed = {"required": "yes", **sheets.told("required_message", sheets.word("required"))}
    id_refused = sheets.told("constraint_message", sheets.word("id_refused"))
    return [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
        {"type": "text", "name": LEARNER, **sheets.told("label", sheets.word("learner")),
         **sheets.told("hint", sheets.word("learner_hint")), **needed, "constraint": _ID, **id_refused},
        {"type": "text", "name": OBSERVER, **sheets.told("label", sheets.word("observer")), **needed,
         "constraint": f"{_ID} and . != ${{{LEARNER}}}", **sheets.told("constraint_message", sheets.word("observer_refused"))},
        {"type": "select_one roles", "name": ROLE, **sheets.told("label", sheets.word("role_of_observer")), **needed},
        {"type": "date", "name": DAY, **sheets.told("label", sheets.word("date")), **needed, "constraint": ". <= today()",
         **sheets.told("constraint_message", sheets.word("date_refused"))},
    ]  # fmt: skip


def _about(sheets: _Sheets, one: Seen) -> list[dict[str, str]]:
    """The questions about one competency: each sign, then the whole."""
    needed = {"required": "yes", **sheets.told("required_message", sheets.word("required"))}
    group = {code: f"{one.id} {text}" for code, text in one.title.items()}
    rows = [{"type": "begin_group", "name": f"{GROUP}{one.name}", **sheets.told("label", group)}]
    rows.append({"type": "note", "name": f"says_{one.name}", **sheets.told("label", one.statement)})
    for sign in one.signs:
        rows.append({"type": f"select_one {sign.name}", "name": sign.name, **sheets.told("label", sign.says), **needed})
    refs = [f"${{{sign.name}}}" for sign in one.signs]
    whole = {code: level_label(one.id, code) for code in sheets.languages}
    rows.append({
        "type": f"select_one levels_{one.name}", "name": f"{LEVEL}{one.name}", **sheets.told("label", whole),
        **sheets.told("hint", sheets.word("level_hint")), **needed,
        "relevant": " or ".join(f"({ref} != '' and {ref} != '{NOT_SEEN}')" for ref in refs),
        "constraint": " and ".join(f"({ref} = '{NOT_SEEN}' or number(.) <= number({ref}))" for ref in refs),
        **sheets.told("constraint_message", sheets.word("level_refused")),
    })  # fmt: skip
    return [*rows, {"type": "end_group"}]


def _choices(sheets: _Sheets, languages: Mapping[str, Catalogue], seen: Sequence[Seen]) -> None:
    core = languages[CORE_LANGUAGE]
    for id, unit in core.roles.items():
        if unit.value.kind == "role":
            titles = _told({code: f"{id}{BETWEEN}{there.roles[id].value.title}" for code, there in languages.items()})
            sheets.choices.append({"list_name": "roles", "name": id, **sheets.told("label", titles)})
    for one in seen:
        offered = sorted({level for sign in one.signs for level in sign.levels})
        for sign in one.signs:
            for level, words in sorted(sign.levels.items()):
                numbered = {code: f"{level}{BETWEEN}{text}" for code, text in words.items()}
                sheets.choices.append({"list_name": sign.name, "name": str(level), **sheets.told("label", numbered)})
            sheets.choices.append({"list_name": sign.name, "name": NOT_SEEN, **sheets.told("label", sheets.word("not_seen"))})
        for level in offered:
            words = sheets.word("not_yet") if not level else _level_names(languages, one.id, level)
            numbered = {code: f"{level}{BETWEEN}{text}" for code, text in words.items()}
            sheets.choices.append({"list_name": f"levels_{one.name}", "name": str(level), **sheets.told("label", numbered)})


def _level_names(languages: Mapping[str, Catalogue], competency: str, level: int) -> Told:
    """What a level is called; a rubric may describe one that the scale does not have, and its number is its name."""
    there = {code: one.scale(competency).get(level) for code, one in languages.items()}
    return _told({code: one.name if one is not None else str(level) for code, one in there.items()})


def _checklist(sheets: _Sheets, languages: Mapping[str, Catalogue], id: str) -> None:
    """What an observer ticks on paper, as one question with many answers."""
    lists = {code: there.assessments[id].value.checklist for code, there in languages.items() if id in there.assessments}
    if not lists.get(CORE_LANGUAGE):
        return
    sheets.survey.append({"type": "select_multiple checklist", "name": "checklist", **sheets.told("label", sheets.word("checklist"))})
    for position, _ in enumerate(lists[CORE_LANGUAGE]):
        words = _told({code: items[position] for code, items in lists.items() if position < len(items)})
        sheets.choices.append({"list_name": "checklist", "name": f"c{position + 1}", **sheets.told("label", words)})
