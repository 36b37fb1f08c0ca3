"""What a browser needs to show the site without a network: a list of files a programme and a module, the worker, a manifest a language.

Lists name every file with a mark made from its content; the worker keeps files by these marks, so that after a new build it fetches
only what has changed. The worker's own text holds a mark of all lists: browsers compare it with the one they have.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from pathlib import Path

from practicum.publishing.carrying.bundles import Site, bundles, module_bundles, prefix
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.configuring import CORE
from practicum.publishing.staging import Staged
from practicum.publishing.words import Words, whole_title
from practicum.remembering import Remembered

FOLDER = "offline"
WORKER = "sw.js"
_SOURCE = "assets/worker.js"
# What the offline page itself needs, in every language.
_SHELL = ("palette.css", "site.css", "print.css", "early.js", "site.js", "carry.js", "exit.js", "search.js", "favicon.svg")
_ICONS = (
    {"src": "favicon.svg", "sizes": "any", "type": "image/svg+xml"},
    {"src": "icon-192.png", "sizes": "192x192", "type": "image/png"},
    {"src": "icon-512.png", "sizes": "512x512", "type": "image/png"},
    {"src": "icon-mask-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
)
_GROUND = "#f5f8f5"


def keep_offline(staged: Staged, output: Path) -> None:
    """Write lists, worker and manifests. The last of all steps: what changes a file afterwards is not noticed by browsers."""
    folder = SiteFolder(output)
    if not folder.holds(_SOURCE):
        return
    worker = folder.read(_SOURCE).decode()
    folder.remove(_SOURCE)
    site, marks = Site(staged, folder), _Marks(folder, staged.memory)
    lists = {}
    for bundle in (*bundles(site), *module_bundles(site)):
        names = sorted({*bundle.pages, *bundle.files})
        lists[f"{prefix(bundle.language)}{FOLDER}/{bundle.id}.json"] = _json(
            {
                "title": bundle.title,
                "page": bundle.page,
                "size": sum(marks.packed(name) for name in names),
                "files": [[name, marks.of(name)] for name in names],
            }
        )
    for name, data in lists.items():
        folder.write(name, data)
    for language in staged.languages:
        folder.write(f"{prefix(language)}manifest.webmanifest", _manifest(staged, language))
    shell = [name for name in _shell(staged) if folder.holds(name)]
    build = _mark(b"".join([*lists.values(), _json([[name, marks.of(name)] for name in shell])]))
    for name, value in (
        ("BUILD", build),
        ("SHELL", [[name, marks.of(name)] for name in shell]),
        ("LANGUAGES", [prefix(language) for language in staged.languages if language != CORE]),
    ):
        worker = worker.replace(f'"{name}"', _json(value).decode(), 1)
    folder.write(WORKER, worker.encode())


class _Marks:
    """Marks and lengths of files, each file read once."""

    def __init__(self, folder: SiteFolder, memory: Remembered) -> None:
        self._folder = folder
        self._memory = memory
        self._known: dict[str, tuple[str, int]] = {}

    def of(self, name: str) -> str:
        """The mark of a file's content."""
        return self._look(name)[0]

    def packed(self, name: str) -> int:
        """About how many bytes it takes on the wire, from a host that compresses."""
        return self._look(name)[1]

    def _look(self, name: str) -> tuple[str, int]:
        if name not in self._known:
            data = self._folder.read(name)
            # The quickest compression gives a little more than hosts send: nobody is promised too little.
            self._known[name] = self._memory.once(lambda: (_mark(data), len(zlib.compress(data, 1))), "a mark", data)
        return self._known[name]


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:10]


def _shell(staged: Staged) -> Iterable[str]:
    yield from (f"{prefix(language)}{page}" for language in staged.languages for page in ("offline.html", "blank.html", "help.html"))
    yield from (f"assets/{name}" for name in _SHELL)


def _manifest(staged: Staged, language: str) -> bytes:
    words = Words(language)
    up = "" if language == CORE else "../"
    return _json(
        {
            "id": f"{up or './'}?{language}",
            "name": whole_title(staged.title, words),
            "short_name": staged.title if len(staged.title) <= 12 else staged.title.split()[0],
            "description": words("Competencies, modules and roles for the people who move children’s care from institutions to families."),
            "lang": language,
            "dir": "auto",
            "start_url": "index.html",
            "scope": up or "./",
            "display": "standalone",
            "display_override": ["minimal-ui"],
            "background_color": _GROUND,
            "theme_color": "#08353f",
            "icons": [{**icon, "src": f"{up}assets/{icon['src']}"} for icon in _ICONS],
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
