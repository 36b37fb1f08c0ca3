"""A repository of one's own: empty or from the shipped curriculum, ready to be checked, built and deployed.

Nothing in it names another curriculum's addresses: ids are published under the base address that its owner gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import written_right
from practicum.authoring.refusing import Refused
from practicum.authoring.workflows import github, gitlab
from practicum.authoring.writing_yaml import as_file
from practicum.model.edit import Changes
from practicum.model.fields import TO_WRITE
from practicum.reading.files import InMemory
from practicum.reading.formats import FORMATS

SCHEMAS = ".vscode/schemas"
PUBLICATION = "curriculum/publication.yaml"
# The scale of a framework that has none yet.
LEVELS = (
    {"level": 0, "name": "No evidence", "means": "nothing is recorded, or the evidence is out of date", "granted_by": "none"},
    {"level": 1, "name": "Aware", "means": "recognises it, follows guidance, knows when to hand on"},
    {"level": 2, "name": "Supervised practice", "means": "does it in ordinary situations, with regular supervision"},
    {"level": 3, "name": "Independent practice", "means": "does it in complex situations and accounts for the reasoning"},
    {"level": 4, "name": "Leading practice", "means": "shapes how others do it", "granted_by": "portfolio"},
)
# A framework, which is called as its project, has no longer one.
MOST_TITLE = 100
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d+)?(?:/[^\s?#\"'<>]*)?\Z")


@dataclass(frozen=True, kw_only=True)
class NewProject:
    """A project to be: its title, the address under which its ids are published, and its framework's id.

    ``requirement`` is the line by which pip installs the program again, just as it is installed now; ``wheel`` the file that
    this line names below `wheels/`, where it does. ``version`` is the program's, and so that of the curriculum that came with it;
    ``publisher`` is who answers for it, as citations name them.
    """

    title: str
    base_url: str
    framework: str
    version: str
    requirement: str
    wheel: str = ""
    host: Literal["github", "gitlab"] = "github"
    publisher: str = ""


def address(text: str) -> str:
    """A base address, with a slash at its end. Raises Refused where it is none.

    >>> address("https://care.example.org/ids")
    'https://care.example.org/ids/'
    """
    if not _ADDRESS.match(text):
        raise Refused(f"`{text}` is no address under which ids can be published", "write one such as https://care.example.org/")
    return text.rstrip("/") + "/"


def start(wish: NewProject, schemas: Mapping[str, bytes], shipped: Mapping[str, bytes] | None = None) -> Changes:
    """The files of a new project; with ``shipped``, all of the shipped curriculum is in it, comments and layout as they are."""
    base_url = address(wish.base_url)
    if not wish.title.strip() or len(wish.title) > MOST_TITLE:
        message = f"the title has {len(wish.title)} characters; the most is {MOST_TITLE}" if wish.title.strip() else "the title is empty"
        raise Refused(message, "write such as `--title \"Family care\"`")
    texts: dict[str, str | bytes | None] = dict(_around(wish, base_url, shipped is not None))
    texts |= {f"{SCHEMAS}/{name}": data for name, data in schemas.items()}
    if shipped is None:
        texts |= _empty(wish, base_url)
    else:
        texts |= _own_address(shipped, base_url)
    texts[PUBLICATION] = _publication(wish, based=shipped is not None)
    what = "an empty curriculum" if shipped is None else f"the curriculum of Practicum {wish.version}"
    return Changes(texts, says=(f"new project with {what}; its ids are published under {base_url}",))


def _publication(wish: NewProject, *, based: bool) -> str:
    fields = {
        "format": 1,
        "title": wish.title,
        "publisher": wish.publisher or f"The authors of {wish.title}",
        "based_on": f"Practicum {wish.version}, The Practicum contributors, CC BY 4.0" if based else None,
    }
    comment = (
        "What the curriculum as a whole is called, and who answers for it: pages, citations and CITATION.cff say so.\n"
        "`address: https://…/` says where the site is read, `repository: https://…` where its sources are kept."
    )
    return as_file(fields, comment=comment)


def _empty(wish: NewProject, base_url: str) -> dict[str, str]:
    framework = written_right("framework", wish.framework)
    if framework.lower() in ("framework", "core"):
        raise Refused(f"`{framework}` says nothing of whose framework it is", "name it after your work, such as `family-care`")
    note = "`To be written.` marks what is left to do."
    competency = {"id": "CORE-1", "title": TO_WRITE, "statement": TO_WRITE, "indicators": [TO_WRITE]}
    return {
        f"competencies/frameworks/{framework}/framework.yaml": as_file(
            {
                "format": 1,
                "id": framework,
                "title": wish.title,
                "version": "0.1",
                "base_url": base_url,
                "description": TO_WRITE,
                "domains": ["CORE"],
                "levels": LEVELS,
            },
            comment=f"{note}\nEach domain is a file of the same name in this folder; the order below is the order everywhere.",
        ),
        f"competencies/frameworks/{framework}/CORE.yaml": as_file(
            {"format": 1, "id": "CORE", "title": TO_WRITE, "summary": TO_WRITE, "competencies": [competency]}, comment=note
        ),
        "competencies/roles/TRA.yaml": as_file(
            {
                "format": 1,
                "id": "TRA",
                "title": "Trainer and assessor",
                "holder": TO_WRITE,
                "mandate": "Teaches the modules and assesses who took them.",
                "levels": [],
            },
            comment=f"Who assesses. {note}",
        ),
        "curriculum/people.yaml": as_file(
            {"format": 1, "people": []}, comment="Who works on this curriculum. No learner ever stands here."
        ),
        "curriculum/organisations.yaml": as_file({"format": 1, "organisations": []}, comment="The bodies they belong to."),
        "curriculum/references.yaml": as_file(
            {"format": 1, "references": []}, comment="The sources. `permission` says what we may do with each."
        ),
        "curriculum/glossary.yaml": as_file(
            {"format": 1, "terms": []}, comment="One sense for each word. Lessons link to one as term:<id>."
        ),
    }


def _own_address(shipped: Mapping[str, bytes], base_url: str) -> dict[str, str | bytes]:
    """The shipped files with the owner's address in each framework."""
    draft = Draft(InMemory(shipped))
    for path in shipped:
        if re.fullmatch(r"competencies/frameworks/[^/]+/framework\.yaml", path):
            draft.edit(draft.yaml(path).set_field(("base_url",), base_url))
    texts: dict[str, str | bytes] = dict(shipped)
    texts |= {path: text for path, text in draft.changes().texts.items() if text is not None}
    return texts


# --- around the curriculum


def _around(wish: NewProject, base_url: str, from_shipped: bool) -> dict[str, str]:
    files = {
        "README.md": _readme(wish, base_url, from_shipped),
        "requirements.txt": f"# The program, at the version this project is checked and built with.\n{wish.requirement}\n",
        ".gitignore": _IGNORED,
        ".gitattributes": _ATTRIBUTES,
        ".editorconfig": _EDITORS,
        ".pre-commit-config.yaml": _PRE_COMMIT,
        ".vscode/settings.json": json.dumps(editor_settings(f"./{SCHEMAS}"), indent=2) + "\n",
        ".vscode/extensions.json": json.dumps(
            {"recommendations": ["redhat.vscode-yaml", "davidanson.vscode-markdownlint", "editorconfig.editorconfig"]}, indent=2
        )
        + "\n",
    }  # fmt: skip
    return files | (github() if wish.host == "github" else gitlab())


def editor_settings(schemas: str) -> dict[str, object]:
    """What VS Code has to know: which schema belongs to which file, and that nothing is laid out anew when it is saved.

    ``schemas`` is the folder of the JSON Schemas, as seen from the project.
    """
    wired: dict[str, object] = {}
    for form in FORMATS:
        place = form.pattern.replace("[^/]+", "*").replace("\\.", ".")
        place = re.sub(r"\(\?P<id>(?:[^()]|\([^()]*\))*\)", "*", place).replace("*-*", "*")
        wired[f"{schemas}/{form.name}.json"] = [place, "!competencies/frameworks/*/framework.yaml"] if form.name == "domain" else place
    return {
        "yaml.schemas": wired,
        "yaml.format.enable": False,
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "markdownlint.config": {"MD013": False, "MD033": False},
    }


def _readme(wish: NewProject, base_url: str, from_shipped: bool) -> str:
    origin = (
        f"It began as the curriculum that came with Practicum {wish.version}, whose texts are licensed CC BY 4.0: keep its name where you "
        "pass them on. The modules in it are demonstrations; nobody has signed them.\n\n"
        if from_shipped
        else ""
    )
    deploys = (
        "Every change is checked by `.github/workflows/curriculum.yml`, and a comment says what it does to people "
        "(`.github/workflows/comment.yml`); what reaches the branch `main` is published as GitHub Pages. Switch them on once: *Settings*, "
        "*Pages*, *Source: GitHub Actions*."
        if wish.host == "github"
        else "Every change is checked by `.gitlab-ci.yml`; what reaches the default branch is published as GitLab Pages. For a "
        "comment that says what a change does to people, save a token as that file says."
    )
    return f"""# {wish.title}

A curriculum as plain text under review: competencies and roles in `competencies/`, modules in `curriculum/`. Its ids are published under
<{base_url}>.

{origin}## Work on it

```sh
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
.venv/bin/practicum check      # names every fault with its place and the fix
.venv/bin/practicum serve      # shows the site while you write
.venv/bin/practicum new module # asks what it needs, and writes a draft
```

On Windows the folder is `.venv\\Scripts` instead of `.venv/bin`. Visual Studio Code shows faults while you type, with the extensions it
recommends when you open this folder. `pre-commit install` lets `practicum check` run before each commit.

## Publish it

{deploys}

`practicum new change` tells what you changed; `practicum release` gathers it under the name of the month, says what nobody told, and writes
how to cite it (`CITATION.cff`). What the curriculum is called and who publishes it stands in `curriculum/publication.yaml`.

`requirements.txt` pins the program (Practicum {wish.version}). To move to another version, change it there, run `practicum upgrade`, and
look at what changed.

Records about learners never belong in here: `.gitignore` keeps spreadsheets out.
"""


_IGNORED = """\
# Made by Practicum: never sources.
/build/
/.venv/
/node_modules/
/decap-cms*
__pycache__/

# Learner data is private and belongs in a folder outside the repository. These patterns catch what strays in.
*.csv
*.tsv
*.xls
*.xlsx
*.xlsm
*.ods
*.parquet
*.duckdb
/records/
/reports/
/private/
/learners/

# Systems and editors.
.DS_Store
Thumbs.db
*.swp
*~
"""

_ATTRIBUTES = """\
# Every text has LF line ends on every system, so that hashes of authored texts are the same everywhere.
*           text=auto eol=lf
*.png       binary
*.jpg       binary
*.webp      binary
*.pdf       binary
*.whl       binary
"""

_EDITORS = """\
root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true
indent_style = space
indent_size = 2
"""

_PRE_COMMIT = """\
# Runs before each commit. Switch on once with `pre-commit install`, in an environment that has practicum.
repos:
  - repo: local
    hooks:
      - id: practicum-check
        name: practicum check
        entry: practicum check
        language: system
        files: ^(competencies|curriculum)/
        pass_filenames: false
"""
