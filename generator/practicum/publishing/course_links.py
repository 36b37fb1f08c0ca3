"""The HTML of a course's parts on one page: anchors that cannot meet, links that stay inside or open beside, pictures that are there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from practicum.publishing.course_parts import Part
from practicum.publishing.writing import attribute

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r'(?<=\s)(id|for|href|src|aria-labelledby|aria-describedby)="([^"]*)"')
_PICTURE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp)$", re.IGNORECASE)


@dataclass
class Gathered:
    """The parts of one course, and the ``pictures`` by their path in the project; ``used`` are those that were met: path → file."""

    parts: Sequence[Part]
    pictures: Mapping[str, bytes]
    used: dict[str, str] = field(default_factory=dict)

    def html(self, part: Part, text: str) -> str:
        """A part's HTML as it stands on the common page."""
        return _TAG.sub(lambda tag: self._tag(part, tag[0]), text)

    def _tag(self, part: Part, tag: str) -> str:
        name = re.match(r"<([A-Za-z][\w-]*)", tag)
        assert name is not None, "a tag begins with its name"

        def changed(found: re.Match[str]) -> str:
            key, value = found[1], found[2]
            if key == "href":
                return self._link(part, value)
            if key == "src":
                file = self._picture(part, value)
                return f'src="{attribute(file)}"' if file else ""
            return f'{key}="{" ".join(f"{part.key}--{one}" for one in value.split())}"'

        made = _ATTRIBUTE.sub(changed, tag)
        if name[1] == "img" and " src=" not in made:
            alt = re.search(r'alt="([^"]*)"', tag)
            return f"<em>{alt[1]}</em>" if alt else ""
        return made

    def _link(self, part: Part, way: str) -> str:
        """The attributes of a link: to a place in the course, or to a page elsewhere that opens beside it; none where it leads nowhere."""
        scheme = urlsplit(way).scheme
        if scheme in ("https", "http"):
            return f'href="{way}" target="_blank" rel="noopener noreferrer"'
        if scheme in ("mailto", "tel"):
            return f'href="{way}"'
        if scheme or way.startswith("//"):
            return ""
        path, _, anchor = unquote(way).partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(part.path), path)) if path else part.path
        there = next((one for one in self.parts if one.path == path.removesuffix(".html").removesuffix(".md") + ".md"), None)
        if there is None:
            return ""
        return f'href="#{attribute(f"{there.key}--{anchor}" if anchor else there.key)}"'

    def _picture(self, part: Part, way: str) -> str:
        """The file of a picture; a translated text may name that of its original."""
        if urlsplit(way).scheme or way.startswith("/") or not _PICTURE.search(way):
            return ""
        named = posixpath.normpath(posixpath.join(posixpath.dirname(part.origin), unquote(way)))
        top, _, rest = named.partition("/")
        original = f"{top}/{rest.partition('/')[2]}"
        path = next((one for one in (named, original) if one in self.pictures), "")
        if path and path not in self.used:
            ending = posixpath.splitext(path)[1].lower()
            self.used[path] = f"pictures/{len(self.used) + 1}{ending}"
        return self.used.get(path, "")
