"""What comes back from a form → splices of the file: only fields that were answered otherwise are written, all else stays byte for byte.

Three states meet: what the form showed, what it gave back, and the file as it is by now. A field is written where the person changed it;
what somebody else changed meanwhile stays; where both changed the same field, nothing is written and the field is named.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.form_fields import FormField
from practicum.authoring.refusing import Refused
from practicum.model.edit import Edit, Places
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find

Answers = Mapping[str, Any]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def answers_of(fields: Sequence[FormField], tree: Tree) -> dict[str, Any]:
    """What a file says to the questions of its form, as `tidied` has it."""
    return tidied(fields, _read(tree))


def with_defaults(fields: Sequence[FormField], answers: Answers) -> dict[str, Any]:
    """Answers as a form shows them: what is not written is shown as the value that holds then."""
    found = {}
    for one in fields:
        value = answers.get(one.key, one.default)
        if value is not None and one.fields:
            value = [with_defaults(one.fields, row) for row in value] if one.widget == "entries" else with_defaults(one.fields, value)
        if value is not None:
            found[one.key] = value
    return found


def _read(tree: Tree) -> Any:
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Items):
        return [_read(one) for one in tree.items]
    return {key: _read(value) for key, value in tree.entries.items()}


def tidied(fields: Sequence[FormField], given: Any) -> dict[str, Any]:
    """Answers in one shape, whoever gives them: numbers are numbers, and nothing is kept that was not asked.

    What is empty is not there; neither is what holds anyway where nothing is written. Raises Refused where an answer is of the wrong kind.
    """
    if not isinstance(given, Mapping):
        raise Refused("the form gave no fields back", "open the form again")
    found = {one.key: _tidied(one, given.get(one.key)) for one in fields}
    return {one.key: value for one in fields if (value := found[one.key]) is not None and value != one.default}


def _tidied(field: FormField, value: Any) -> Any:
    if value is None or value in ("", [], {}):
        return None
    match field.widget:
        case "entries":
            rows = [tidied(field.fields, one) for one in _list(field, value)]
            return [row for row in rows if row] or None
        case "texts" | "choices":
            return [text for one in _list(field, value) if (text := _text(field, one)).strip()] or None
        case "group":
            return tidied(field.fields, value) or None
        case "number":
            return _number(field, value)
        case "yes_no":
            if value in (True, False, "true", "false"):
                return value in (True, "true")
            raise Refused(f"`{field.label}` has to be yes or no", "open the form again")
    text = _text(field, value)
    if field.widget == "day" and not _DAY.match(text):
        raise Refused(f"`{field.label}` is no day: {text[:40]}", "write year-month-day, such as 2026-10-15")
    # A line that was typed over two is one line.
    return " ".join(text.split("\n")) if field.widget == "line" else text


def _list(field: FormField, value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Refused(f"`{field.label}` has to be a list", "open the form again")
    return value


def _text(field: FormField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Refused(f"`{field.label}` has to be a text", "open the form again")
    return lined(value) if isinstance(value, str) else f"{value:g}"


def _number(field: FormField, value: Any) -> int | float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Refused(f"`{field.label}` has to be a number", "write digits only") from None
    if number != number or abs(number) > 1e12 or isinstance(value, bool):
        raise Refused(f"`{field.label}` has to be a number", "write digits only")
    return int(number) if number.is_integer() else number


def fill(draft: Draft, path: str, fields: Sequence[FormField], shown: Answers, given: Answers) -> tuple[str, ...]:
    """Write into the file at ``path`` what was answered otherwise than it was shown, and give back the labels of what was written.

    ``shown`` and ``given`` are tidied answers. Raises Refused where somebody else changed the same field in the meantime, and where a
    field cannot be written without touching others.
    """
    now = answers_of(fields, draft.yaml(path).tree)
    outside = _unasked(fields, draft.yaml(path).tree)
    wanted: dict[str, Any] = dict(now)
    written, both = [], []
    order = [one.key for one in fields]
    for field in fields:
        old, new, here = shown.get(field.key), given.get(field.key), now.get(field.key)
        if new in (old, here):
            continue
        if here != old:
            both.append(field.label)
            continue
        _write(draft, path, (field.key,), field, here, new, order)
        if new is None:
            wanted.pop(field.key, None)
        else:
            wanted[field.key] = new
        written.append(field.label)
    if both:
        raise Refused(
            f"somebody else changed {_joined(both)} since this form was opened, and nothing was written",
            "copy what you wrote, open the form again, and put it in anew", code=1,
        )  # fmt: skip
    after = draft.yaml(path).tree
    if answers_of(fields, after) != wanted or _unasked(fields, after) != outside:
        raise Refused(f"{path} cannot hold this without touching more than {_joined(written)}", "change it by hand in the file", code=1)
    return tuple(written)


def fill_text(draft: Draft, path: str, shown: str, given: str) -> bool:
    """The same for a file that is one text, such as a lesson: whether something was written. Lines that stay keep their ends."""
    now = draft.text(path)
    plain = lined(now)
    shown, given = lined(shown), lined(given)
    if given in (shown, plain):
        return False
    if plain != shown:
        raise Refused(
            f"somebody else changed {path} since this form was opened, and nothing was written",
            "copy what you wrote, open the form again, and put it in anew", code=1,
        )  # fmt: skip
    old, new, places = plain.split("\n"), given.split("\n"), Places(now)
    shorter = min(len(old), len(new))
    tail = next((at for at in range(shorter) if old[-1 - at] != new[-1 - at]), shorter)
    # Without a common end the last line is among those that differ, whether or not a line end follows it.
    head = next((at for at in range(shorter - max(tail, 1)) if old[at] != new[at]), shorter - max(tail, 1))
    middle = new[head : len(new) - tail]
    if tail:
        draft.edit(Edit(path, places.starts[head], places.starts[len(old) - tail], "".join(f"{line}\n" for line in middle)))
    else:
        draft.edit(Edit(path, places.starts[head], len(now), "\n".join(middle)))
    return True


def lined(text: str) -> str:
    """A text with LF at the end of its lines, as forms have it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unasked(fields: Sequence[FormField], tree: Tree) -> Any:
    """All of a file that its form does not show at its top."""
    asked = {one.key for one in fields}
    return {key: _read(value) for key, value in tree.entries.items() if key not in asked} if isinstance(tree, Entries) else None


def _joined(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels) or "what was asked"


# --- where an answer goes


def _write(draft: Draft, path: str, at: FieldPath, field: FormField, old: Any, new: Any, order: Sequence[str]) -> None:
    """Write one answer, entry by entry and field by field as far as both states have them."""
    yaml = draft.yaml(path)
    if old is None and find(yaml.tree, at) is not None:
        # What holds anyway is written out.
        old = field.default or None
    if new is None:
        draft.edit(yaml.take_out(at))
    elif old is None:
        draft.edit(yaml.set_field(at, _as_yaml(field, new), order=order))
    elif field.widget == "group":
        _write_fields(draft, path, at, field.fields, old, new)
    elif field.widget in ("entries", "texts", "choices"):
        _write_list(draft, path, at, field, old, new)
    else:
        draft.edit(yaml.set_field(at, _as_yaml(field, new), order=order))


def _write_fields(draft: Draft, path: str, at: FieldPath, fields: Sequence[FormField], old: Answers, new: Answers) -> None:
    order = [one.key for one in fields]
    for one in fields:
        before, after = old.get(one.key), new.get(one.key)
        if before != after:
            _write(draft, path, (*at, one.key), one, before, after, order)


def _write_list(draft: Draft, path: str, at: FieldPath, field: FormField, old: Sequence[Any], new: Sequence[Any]) -> None:
    """Bring a list from one state to another: entries that stay are touched only inside, from the last to the first."""
    for sign, first, last, start, end in reversed(_steps(field, old, new)):
        pairs = min(last - first, end - start) if sign in ("equal", "replace") else 0
        for number in reversed(range(start + pairs, end)):
            # All that are new here go before the entry that follows them.
            draft.edit(draft.yaml(path).add_entry(at, _as_yaml_entry(field, new[number]), at=last))
        for number in reversed(range(first + pairs, last)):
            draft.edit(draft.yaml(path).take_out((*at, number)))
        for number in reversed(range(pairs)):
            before, after = old[first + number], new[start + number]
            if before == after:
                continue
            if field.widget == "entries":
                _write_fields(draft, path, (*at, first + number), field.fields, before, after)
            else:
                draft.edit(draft.yaml(path).swap((*at, first + number), after))


def _steps(field: FormField, old: Sequence[Any], new: Sequence[Any]) -> Sequence[tuple[str, int, int, int, int]]:
    """Which entries stay, which are others, which come and which go; entries are known by their ids where they have some."""
    before, after = ([_mark(field, one) for one in state] for state in (old, new))
    return difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _mark(field: FormField, entry: Any) -> str:
    called = entry.get(field.called) if field.called and isinstance(entry, Mapping) else None
    return str(called) if called is not None else json.dumps(entry, sort_keys=True, ensure_ascii=False)


def _as_yaml_entry(field: FormField, value: Any) -> Any:
    return {one.key: _as_yaml(one, value[one.key]) for one in field.fields if one.key in value} if field.widget == "entries" else value


def _as_yaml(field: FormField, value: Any) -> Any:
    """An answer as the file holds it: days are days, and texts that look like numbers stay texts."""
    match field.widget:
        case "entries" | "texts" | "choices":
            return [_as_yaml_entry(field, one) for one in value]
        case "group":
            return {one.key: _as_yaml(one, value[one.key]) for one in field.fields if one.key in value}
        case "day":
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise Refused(f"`{field.label}` is no day: {value}", "write year-month-day, such as 2026-10-15") from None
    return value
