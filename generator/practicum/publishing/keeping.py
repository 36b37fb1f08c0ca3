"""Progress that a learner's own browser keeps: what a page tells the scripts of `site/assets/` and in which words they speak.

Nothing here knows a learner. The file that the page "My progress" writes is described in the handbook, and read by `records/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from practicum.model.renamed import by_kind
from practicum.publishing.addresses import Addresses
from practicum.publishing.configuring import CORE
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.programmes import bridge_of
from practicum.publishing.trust import as_taught, country_of
from practicum.publishing.words import Words

MINE = "my-progress.md"
_STORE = "progress.js"
_PANELS = (_STORE, "progress-panels.js")
_REFUSED = "This browser does not let the site keep anything, so progress is not kept. Reading works all the same."
# What the site keeps in a browser, by the name it is kept under.
_KEYS = {
    "practicum-progress": "lessons read, questions answered, modules finished",
    "practicum-learner": "the name you asked to keep",
    "practicum-notes": "what you wrote in lessons",
    "practicum-light": "light or dark",
    "practicum-not-kept": "programmes that you took off this device",
}


def with_keeping(making: Making, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, those that show or note progress with what their scripts need."""
    renamed = making.catalogue.renamed.get("renamed")
    was = dict(by_kind(renamed.value).get("module", {})) if renamed else {}
    for page in pages:
        keep, scripts = _keep(making, page)
        if keep is not None and was:
            # What a browser keeps under an id that was given up is found under the one it has.
            keep = {**keep, "about": {**keep["about"], "was": was}}
        scripts = (*scripts, "copy.js") if page.kind == "module" else scripts
        yield replace(page, keep=keep, scripts=tuple(dict.fromkeys((*page.scripts, *scripts)))) if scripts else page


def keep_meta(page: Page, addresses: Addresses) -> dict[str, Any] | None:
    """What the templates need of it: addresses instead of schemes, and the scripts' part as one JSON text."""
    if page.keep is None:
        return None
    keep = dict(page.keep)
    about = dict(keep.pop("about"))
    for name, told in about.get("modules", {}).items():
        if isinstance(told, dict):
            way, other = addresses.way(f"module:{name}")
            about["modules"] = {**about["modules"], name: {**told, "u": way, **({"other": 1} if other else {})}}
    keep["about"] = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    if keep.get("words", {}).get("mine") and MINE in (addresses.pages | addresses.other):
        keep["here"], keep["here_other"] = addresses.way("page:my-progress")
    return keep


def _keep(making: Making, page: Page) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    words, parts = making.words, page.path.removesuffix(".md").split("/")
    if page.path == MINE:
        return _mine(making), (_STORE, "my-progress.js")
    if parts[0] == "modules" and len(parts) == 3 and parts[1] in making.catalogue.modules:
        if page.kind == "lesson":
            said = {
                "mark": words("Mark this lesson as read"),
                "done": words("You read this lesson on {day}."),
                "undo": words("Not read after all"),
                "refused": words(_REFUSED),
            }
            about = {"kind": "lesson", "module": parts[1], "lesson": parts[2]}
            return {"kind": "lesson", "about": about, "said": said, "words": _titled(words)}, (_STORE,)
        if page.kind == "assessment":
            return {"kind": "assessment", "about": {"kind": "assessment", "module": parts[1]}}, (_STORE,)
    if page.kind == "module" and len(parts) == 2:
        keep = _module(making, *country_of(making, parts[1]))
        return keep, _PANELS if keep else ()
    if page.kind in ("programme", "bridge"):
        id = parts[-1] if page.kind == "programme" else getattr(bridge_of(making), "id", "")
        keep = _programme(making, id)
        return keep, _PANELS if keep else ()
    return None, ()


def _module(making: Making, id: str, country: str) -> dict[str, Any] | None:
    """A module's panel, or that of a country's edition of it."""
    words = making.words
    if id not in making.catalogue.modules or not making.lessons(id):
        return None
    lessons = [name.removesuffix(".md") for name, _ in making.lessons(id)]
    assessment = making.catalogue.assessments.get(id)
    about = {
        "kind": "module",
        "module": id,
        "version": as_taught(making, id, country)[1].version,
        "edition": country,
        "lessons": lessons,
        "questions": len(assessment.value.questions) if assessment else 0,
    }
    said = {
        "count": words("{n} of {all} lessons read"),
        "answered": words("{n} of {all} questions answered, {right} of them right"),
        "read": words("read"),
        "done": words("You finished this module on {day}, by your own word."),
        "refused": words(_REFUSED),
    }
    shown = {
        "why": words(
            "When you have done the lessons and passed the assessment, say so here. It is your own word: "
            "for a certificate somebody else has to confirm it."
        ),
        "on": words("Finished on"),
        "finish": words("I have finished this module"),
        "back": words("Take it back"),
    }
    return {"kind": "module", "about": about, "said": said, "words": {**_titled(words), **shown}, "most": len(lessons)}


def _programme(making: Making, id: str) -> dict[str, Any] | None:
    words = making.words
    unit = making.catalogue.programmes.get(id)
    modules = {name: len(making.lessons(name)) for name in unit.value.modules if name in making.catalogue.modules} if unit else {}
    if not any(modules.values()):
        return None
    said = {
        "count": words("{n} of {all} modules finished, {begun} begun"),
        "read": words("{n} of {all} lessons read"),
        "finished": words("finished"),
        "refused": words(_REFUSED),
    }
    about = {"kind": "programme", "modules": modules}
    return {"kind": "programme", "about": about, "said": said, "words": _titled(words), "most": len(modules)}


def _titled(words: Words) -> dict[str, str]:
    return {"title": words("Your progress on this device"), "mine": words("My progress")}


def _foreign(making: Making, id: str) -> dict[str, str]:
    """The language of a module's title where it is not that of the page."""
    return {} if making.words.language == CORE or making.catalogue.modules[id].path in making.translated else {"l": CORE}


def _mine(making: Making) -> dict[str, Any]:
    words = making.words
    about = {
        "kind": "mine",
        "modules": {
            id: {"t": making.module(id).title, "n": len(making.lessons(id)), **_foreign(making, id)}
            for id in making.modules()
            if making.lessons(id)
        },
        "keys": {key: words(said) for key, said in _KEYS.items()},
    }
    said = {
        "count": words("{n} of {all} lessons read"),
        "answered": words("{n} questions answered, {right} of them right"),
        "done": words("finished on {day}"),
        "refused": words(_REFUSED),
        "empty": words("Nothing is kept here yet, so there is nothing to save."),
        "saved": words("The file {file} was handed to your browser. Look among your downloads."),
        "nameless": words("It holds no name: another device can take it over, a training lead cannot tell whose it is."),
        "foreign": words("This is not a progress file of this site. Nothing was changed."),
        "taken": words("Taken over: {fresh} new, {known} were here already. Nothing was lost."),
        "partly": words("Taken over: {fresh} new, {known} were here already."),
        "lost": words("Lines that could not be read and were left out: {lost}."),
        "nothing": words("This file holds no progress yet. Nothing was changed."),
        "unclear": words(
            "A spreadsheet program has changed the days in this file so that day and month can no longer be told apart. "
            "Lines left out for that: {unclear}. Save the file once more on the other device and bring it here without opening it."
        ),
        "offline": words("{title}: pages to read without internet"),
        "erased": words("Your progress is erased from this device."),
        "erased-all": words("Everything that this site kept on this device is erased."),
    }
    shown = {
        "needs": words("Progress is kept by JavaScript, which is switched off here. Reading works all the same."),
        "here": words("What is kept here"),
        "nothing": words("Nothing yet. Open a lesson and press “Mark this lesson as read” at its end."),
        "take": words("Take it along"),
        "take_why": words(
            "Save your progress as a small file: for another device of yours, or for your training lead, who sees it as your own word. "
            "You send it yourself; this page sends nothing. Your reflections are not in it."
        ),
        "name": words("Your name or number"),
        "name_why": words("As your organisation writes it. Only your training lead needs it; you can leave it empty."),
        "remember": words("Keep this name on this device"),
        "save": words("Save as a file"),
        "as_text": words("No file appeared?"),
        "as_text_why": words("Copy this text, and send it or keep it in a file that ends in .csv."),
        "bring": words("Bring it over from another device"),
        "bring_why": words("Choose a file that was saved on this page. What it holds is added to what is here; nothing here is lost."),
        "file": words("Progress file"),
        "erase": words("Erase"),
        "erase_why": words("On a shared phone, save your file first and then erase. Nobody can bring back what is erased."),
        "keys_none": words("This site keeps nothing in this browser."),
        "erase_progress": words("Erase my progress"),
        "erase_sure": words("Erase the lessons read, questions answered and modules finished, and the name?"),
        "erase_all": words("Erase everything this site keeps here"),
        "erase_all_sure": words("Erase everything in the list above: progress, reflections, choices, programmes?"),
        "yes": words("Yes, erase"),
        "no": words("No, keep it"),
    }
    return {"kind": "mine", "about": about, "said": said, "words": shown}
