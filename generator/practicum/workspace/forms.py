"""Forms in the browser on this machine: Decap CMS over an endpoint that splices the field that changed, and checks before it writes.

The endpoint speaks the protocol of Decap's own `decap-server`, with three differences: it answers one page with a secret in its
address, it knows only the files that are offered, and what it gives and takes is the data of a file, never its YAML.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from practicum.workspace.disk import TOPS
from practicum.workspace.memories import memories_of
from practicum.workspace.offering import Offered, offered_files
from practicum.workspace.project import Checked, Project, check_project, today
from practicum.workspace.serving import looked_at
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.authoring.form_fields import FormField
    from practicum.workspace.changing import Changed

# So many openings of forms are remembered; a person has far fewer open.
MOST_OPENED = 2_000
MOST_NAMED = 3
_NOT_SAVED = "copy what you wrote, go back to the list, and open the form again"


class NotDone(Exception):
    """A request that is not met: the status and one sentence for the person at the form."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class _Opened:
    """One opening of a form: the file, and what the form showed, or gave back when it was last saved."""

    offered: Offered
    shown: Any


class Forms:
    """The forms of one project. Each method may be called from any thread; they take turns."""

    def __init__(self, project: Project) -> None:
        from practicum.workspace.changing import owned

        owned(project)
        self.project = project
        self._turn = threading.RLock()
        self._memories = memories_of(project.output)
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._forms: dict[str, tuple[FormField, ...]] = {}
        self._files: dict[str, Offered] = {}
        self._seen: dict[str, tuple[int, int]] = {}
        self._checked: Checked | None = None
        self.reread()

    def reread(self) -> None:
        """Read the project anew where a file is another than at the last look: which files there are, and what may be chosen."""
        with self._turn:
            seen = self._look()
            if seen != self._seen or self._checked is None or self._checked.day != today():
                self._take_in(check_project(self.project, day=today(), memories=self._memories), seen)

    def _look(self) -> dict[str, tuple[int, int]]:
        return looked_at(*(self.project.root / top for top in TOPS))

    def _take_in(self, checked: Checked, seen: dict[str, tuple[int, int]]) -> None:
        from practicum.authoring.form_fields import OFFERED, choices_of, form_of

        self._checked, self._seen = checked, seen
        self._memories.save()
        choices = choices_of(checked.catalogue)
        self._files = offered_files(checked)
        self._forms = {name: form_of(name, choices) for name in OFFERED if any(one.form == name for one in self._files.values())}

    def configuration(self, address: str) -> dict[str, Any]:
        """Decap's configuration, with today's choices."""
        from practicum.publishing.forms import local_configuration

        with self._turn:
            return local_configuration(self._forms, address=address)

    def answer(self, wish: Mapping[str, Any]) -> Any:
        """What one request of Decap comes to. Raises NotDone."""
        given = wish.get("params")
        given = given if isinstance(given, Mapping) else {}
        with self._turn:
            match wish.get("action"):
                case "info":
                    return {"repo": self.project.root.name, "publish_modes": ["simple"], "type": "local_fs"}
                case "entriesByFolder":
                    folder = str(given.get("folder", ""))
                    return [self._listed(name) for name, one in self._files.items() if one.form == folder]
                case "getEntry":
                    return self._entry(str(given.get("path", "")))
                case "persistEntry":
                    return {"message": self._save(given)}
                case "entriesByFiles" | "getMedia" | "unpublishedEntries":
                    return []
                case "getDeployPreview":
                    return None
        raise NotDone(
            HTTPStatus.UNPROCESSABLE_ENTITY, "forms change texts and fields only; for anything else use `practicum new`"
        )

    def _offered(self, name: str) -> Offered:
        found = self._files.get(name)
        if found is None:
            raise NotDone(HTTPStatus.NOT_FOUND, "there is no form for this file")
        return found

    def _listed(self, name: str) -> dict[str, Any]:
        """A line of a list. It names no opening, so nothing can be saved from it."""
        from practicum.publishing.forms import CALLED

        one = self._files[name]
        return _file(name, {CALLED: one.called, **({"module": one.module} if one.module else {})})

    def _entry(self, name: str) -> dict[str, Any]:
        from practicum.authoring.filling import with_defaults
        from practicum.publishing.forms import CALLED, OPENED, TEXT

        one = self._offered(name)
        shown = self._now(one)
        key = secrets.token_hex(8)
        self._opened[key] = _Opened(one, shown)
        while len(self._opened) > MOST_OPENED:
            self._opened.popitem(last=False)
        data = {TEXT: shown} if isinstance(shown, str) else with_defaults(self._forms[one.form], shown)
        return _file(name, {OPENED: key, CALLED: one.called, **({"module": one.module} if one.module else {}), **data})

    def _now(self, one: Offered) -> Any:
        """What a file says now: the answers of its form, or a lesson's text with LF at the ends of its lines."""
        from practicum.authoring import Draft, Refused
        from practicum.authoring.filling import answers_of, lined

        try:
            draft = Draft(self.project.disk)
            if one.form == "lesson":
                return lined(draft.text(one.path))
            return answers_of(self._forms[one.form], draft.yaml(one.path).tree)
        except Refused as refused:
            raise NotDone(HTTPStatus.CONFLICT, f"{refused.message}; mend the file first") from refused
        except OSError as error:
            raise NotDone(HTTPStatus.CONFLICT, f"{one.path} cannot be read: {(error.strerror or 'no reason is given').lower()}") from error

    def _save(self, given: Mapping[str, Any]) -> str:
        """Write what a form gave back, or say why not; nothing is written by halves."""
        from practicum.authoring import Draft, Refused
        from practicum.authoring.filling import fill, fill_text, tidied
        from practicum.publishing.forms import OPENED, TEXT
        from practicum.workspace.changing import change

        name, data = _answered(given)
        one = self._offered(name)
        opened = self._opened.get(str(data.get(OPENED, "")))
        if opened is None or opened.offered.path != one.path:
            raise NotDone(HTTPStatus.CONFLICT, f"this form was opened too long ago, or before the forms were started anew; {_NOT_SAVED}")
        try:
            draft = Draft(self.project.disk)
            if one.form == "lesson":
                answers: Any = data.get(TEXT)
                if not isinstance(answers, str) or not answers.strip():
                    raise NotDone(HTTPStatus.UNPROCESSABLE_ENTITY, "the text is empty; a lesson is taken away in the file system, not here")
                if opened.shown.endswith("\n") and not answers.endswith("\n"):
                    # Nobody sees in a form that the last line has an end.
                    answers += "\n"
                written: tuple[str, ...] = ("Text",) if fill_text(draft, one.path, opened.shown, answers) else ()
            else:
                fields = self._forms[one.form]
                answers = tidied(fields, data)
                written = fill(draft, one.path, fields, opened.shown, answers)
            changes = draft.changes()
            if not changes.paths:
                return f"Nothing to save: {one.path} says this already."
            self.reread()
            changed = change(self.project, changes, day=today(), memories=self._memories, before=self._checked)
        except Refused as refused:
            raise NotDone(HTTPStatus.CONFLICT, "; ".join(filter(None, (refused.message, refused.help)))) from refused
        except Trouble as trouble:
            raise NotDone(HTTPStatus.CONFLICT, "; ".join(filter(None, (trouble.message, trouble.help)))) from trouble
        if changed.brought:
            raise NotDone(HTTPStatus.UNPROCESSABLE_ENTITY, _brought(changed))
        opened.shown = answers
        self._take_in(changed.after, self._look())
        many = len(changed.warnings)
        hint = f"\n{many} {'thing' if many == 1 else 'things'} to look at: {changed.warnings[0].message}." if many else ""
        return f"Saved: {', '.join(written)} in {one.path}.{hint}"


def _file(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(data, ensure_ascii=False)
    return {"data": text, "file": {"path": name, "label": None, "id": hashlib.sha256(text.encode()).hexdigest()}}


def _answered(given: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The one file that a request to save is about, and its answers. Raises NotDone."""
    files = given.get("dataFiles", [given.get("entry")])
    try:
        (one,) = files
        name, data = one["path"], json.loads(one["raw"])
        if one.get("newPath") not in (None, name) or given.get("assets") or not isinstance(name, str) or not isinstance(data, dict):
            raise ValueError("more than one answered form")
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as fault:
        raise NotDone(HTTPStatus.UNPROCESSABLE_ENTITY, "a form is saved alone, without pictures and under its own name") from fault
    return name, data


def _brought(changed: Changed) -> str:
    named = "\n".join(f"• {one.message}{f' ({one.help})' if one.help else ''}" for one in changed.brought[:MOST_NAMED])
    more = len(changed.brought) - MOST_NAMED
    return f"This would bring what `practicum check` refuses:\n{named}" + (f"\n… and {more} more" if more > 0 else "")
