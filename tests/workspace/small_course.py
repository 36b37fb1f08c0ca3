"""A small course with two certifications, one of which falls with the other, and three invented people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from practicum.model.source import find
from practicum.reading import InMemory, read_project
from practicum.resolving.standing import seal
from practicum.workspace.project import Checked
from tests.cases.sources import Sources, base

TODAY = date(2026, 11, 22)
_CARER = """format: 1
id: CAR
role: FSW
title: Approved carer
versions:
  - version: "1"
    from: 2024-01-01
    seal: "000000000000"
    says: F01 and an approval; until F01 is passed at most 3 months. Valid for 24 months; the renewal window opens 30 days before the end.
    award:
      all:
        - {id: f01, module: F01, says: F01 passed.}
        - {id: approval, document: {kind: approval}, says: An approval is on record.}
    provisional: {from: approval, months: 3}
    valid: {months: 24, window_days: 30}
"""
_GUIDE = """format: 1
id: GUI
role: FSW
title: Guide of carers
versions:
  - version: "1"
    from: 2024-01-01
    seal: "000000000000"
    says: F01, for as long as the certificate as carer holds. Valid for 36 months; the renewal window opens 30 days before the end.
    award:
      all:
        - {id: f01, module: F01, says: F01 passed.}
    falls_with: CAR
    valid: {months: 36, window_days: 30}
"""
RECORDS = {
    "learners.csv": "learner\nA1\nA2\nA3\n",
    "agencies.csv": "agency,country\nHOME,NV\n",
    "posts.csv": "learner,role,agency,start\nA1,FSW,HOME,2025-01-01\nA2,FSW,HOME,2025-01-01\nA3,FSW,HOME,2025-01-01\n",
    "completions.csv": "learner,module,date,score,evidence,record_id\nA1,F01,2026-01-10,90,verified,c1\nA2,F01,2026-10-10,90,verified,c2\n",
    "decisions.csv": (
        "learner,kind,subject,decision,from,until,approver,reason,record_id,source,recorded_at,voids,evidence\n"
        "A1,approval,CAR,granted,2026-01-05,,board,panel,d1,office,2026-01-05,,\n"
        "A2,approval,CAR,granted,2026-01-05,,board,panel,d2,office,2026-01-05,,\n"
        "A3,approval,CAR,granted,2026-01-05,,board,panel,d3,office,2026-01-05,,\n"
    ),
}


def sources() -> Sources:
    """The authored files; the past is sealed as it has to be."""
    small = base().copy()
    small.change("curriculum/programmes/start.yaml", "modules: [F01, F02]\n", "modules: [F01, F02]\n" + _STAGES)
    for id, text in (("CAR", _CARER), ("GUI", _GUIDE)):
        path = f"competencies/certifications/{id}.yaml"
        small.write(path, text)
        tree = find(read_project(InMemory(small.contents)).catalogue.certifications[id].tree, ("versions", 0))
        assert tree is not None
        small.write(path, text.replace("000000000000", seal(tree)))
    return small


_STAGES = """stages:
  - {id: offer, title: Offer, content: A talk., modules: [F01], gate: signed choice}
  - {id: after, title: After, content: A rest., modules: [F02]}
"""


def course() -> Checked:
    """The course as it was read and checked."""
    return sources().check(TODAY)


def write_course(folder: Path) -> Path:
    """The course on disk."""
    for path, data in sources().contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def write_records(folder: Path, **changed: str | bytes | None) -> Path:
    """The records on disk; a file may be given another content, or none, by its name without the ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in RECORDS.items():
        content = changed.get(name.removesuffix(".csv"), text)
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
