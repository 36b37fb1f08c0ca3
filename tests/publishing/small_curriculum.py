"""A curriculum of a few lines, written as an author would, with everything the pages have to show."""

from __future__ import annotations

from collections.abc import Mapping

from practicum.model.catalogue import Catalogue
from practicum.publishing import SiteSources, Staged, publish
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from tests.publishing.shipped import views_of

FRAMEWORK = """
format: 1
id: small
title: Small framework
version: "1"
base_url: https://example.org/
description: What people do here.
domains: [REL]
levels:
  - {level: 0, name: No evidence, means: nothing recorded, granted_by: none}
  - {level: 1, name: Aware, means: follows guidance}
  - {level: 2, name: Supervised, means: does it with supervision}
"""
DOMAIN = """
format: 1
id: REL
title: Relationships
summary: Trust comes first.
competencies:
  - {id: REL-1, title: Trust, statement: Builds trust, indicators: [keeps promises], sources: [S1]}
  - {id: REL-2, title: "Strengths | <b>worries</b>", statement: Finds strengths, indicators: [names one strength]}
"""
MODULE = """
format: 1
id: M1
title: "Seeing *what* works <b>now</b> | {x}"
status: draft
summary: "A card & its <i>text</i>."
purpose: To see more.
audience: [WRK]
prerequisites: []
versions:
  - {version: "1", from: 2019-01-01, until: 2023-12-31, counts_until: 2025-12-31, hours: 1, teaches: [{competency: REL-1, level: 1}]}
  - version: "2"
    from: 2024-01-01
    hours: 2
    note: adds strengths
    teaches: [{competency: REL-1, level: 1}, {competency: REL-2, level: 1}]
sessions:
  - {id: s1, title: Looking, minutes: 90, kind: taught, lesson: 01-look.md, classroom: in pairs, distance: by telephone}
  - {id: s2, title: Assessment, minutes: 30, kind: assessment}
key_points: [Name the worry.]
evidence:
  - {reference: S1, use: an idea, type: report, permission: ideas_only}
"""
PLANNED = """
format: 1
id: M2
title: Going further
status: planned
summary: Later.
purpose: To go on.
prerequisites:
  - {module: M1}
versions:
  - {version: "1", from: 2024-01-01, hours: 6, teaches: [{competency: REL-2, level: 2}]}
assessment_planned: case study
"""
LESSON = """# What we look for

Look first. Then say what you see. A [strength](term:strength) is an act; see [trust](competency:REL-1), the [next module](module:M2),
[a worker](role:WRK) and [the report](reference:S1).
- one
- two
  1. first
  2. second

| who | what |
|:--|--:|
| a | b |

## Scenario: Bread

> **Content warning.** Hunger.

A boy buys bread. `[not a link](module:M2)`

### What to notice

He comes every day.

## Activity: Walk (10 minutes)

Go out.
"""
ASSESSMENT = """
format: 1
module: M1
kind: [quiz]
task: Answer.
pass: {mark: 70, rule: seventy percent}
attempts: 3
assessor: WRK
questions:
  - id: M1-Q1
    kind: single
    competency: REL-1
    prompt: What first?
    options:
      - {text: Look, right: true, feedback: Yes.}
      - {text: Write "<now>", right: false, feedback: Later.}
  - id: M1-Q2
    kind: order
    competency: REL-2
    prompt: In which order?
    options:
      - {text: look, feedback: first}
      - {text: ask, feedback: second}
      - {text: write, feedback: third}
rubric:
  - {competency: REL-2, indicator: names one strength, not_yet: praise, levels: {1: one act}}
checklist: [looked first]
"""
ROLE = """
format: 1
id: WRK
title: Family worker
holder: somebody employed
mandate: works with families
entry: [a vetting check]
levels:
  - {competency: REL-1, level: 1}
  - {competency: REL-2, level: 2}
referrals:
  - {when: a child is in danger now, to: the duty worker}
certification: WRK
"""
CERTIFICATION = """
format: 1
id: WRK
role: WRK
title: Certified family worker
versions:
  - version: "1"
    from: 2026-01-01
    says: Two modules and a vetting check.
    award:
      all:
        - {id: m1, module: M1, says: the first module}
        - {id: m2, module: M2}
        - {id: vet, document: {kind: vetting}}
    valid: {months: 24, window_days: 90, grace_days: 60}
    renew:
      all:
        - {id: cpd, hours: {min: 30, per: cycle, categories: {family_practice: {min: 12}}}}
"""
PROGRAMME = """
format: 1
id: way
title: The way
phase: retraining
summary: From here to there.
for_whom: Those who move.
leads_to: [WRK]
modules: [M1, M2]
stages:
  - {id: start, title: 0 Start, months: "0", content: A talk., modules: [M1], gate: signed choice}
  - {id: go, title: 1 Go, months: 1–2, content: The work., modules: [M2]}
taught_hours: 8
role_map:
  - {area: skill, keep: calm, adapt: notes, learn: visits, let_go: keys}
safeguards: [Vetting is repeated.]
"""
FILES: Mapping[str, str] = {
    "competencies/frameworks/small/framework.yaml": FRAMEWORK,
    "competencies/frameworks/small/REL.yaml": DOMAIN,
    "competencies/roles/WRK.yaml": ROLE,
    "competencies/certifications/WRK.yaml": CERTIFICATION,
    "curriculum/modules/M1-seeing/module.yaml": MODULE,
    "curriculum/modules/M1-seeing/01-look.md": LESSON,
    "curriculum/modules/M1-seeing/assessment.yaml": ASSESSMENT,
    "curriculum/modules/M1-seeing/trainer.md": "# Trainer notes\n\nBring chalk.\n",
    "curriculum/modules/M2-further/module.yaml": PLANNED,
    "curriculum/programmes/way.yaml": PROGRAMME,
    "curriculum/references.yaml": (
        "format: 1\nreferences:\n  - {id: S1, title: A report, authors: [N. N.], year: '2015', type: report, permission: ideas only}\n"
    ),
    "curriculum/glossary.yaml": "format: 1\nterms:\n  - {id: strength, term: strength, definition: an act that helps a child}\n",
    "competencies/countries/NV/country.yaml": "format: 1\ncountry: NV\nname: Norvale\nfictional: true\ndescription: An invented country.\n",
}


HOME = {"index.md": "# Home\n\nWelcome.\n"}


def read_small(files: Mapping[str, str]) -> Catalogue:
    """A catalogue from these files, which have to be without fault."""
    reading = read_project(InMemory(dict(files)))
    assert not reading.diagnostics, [f"{fault.span}: {fault.message}" for fault in reading.diagnostics]
    return reading.catalogue


def staged(files: Mapping[str, str] | None = None, *languages: str, pages: Mapping[str, str] | None = None) -> Staged:
    """The small curriculum staged, with further files over it."""
    catalogue = read_small({**FILES, **(files or {})})
    return publish(views_of(catalogue, *languages), SiteSources(pages=pages or HOME, handbook={"index.md": "# Handbook\n\nWords.\n"}))


def page(stage: Staged, path: str, language: str = "en") -> str:
    """The staged Markdown of one page."""
    return stage.files[f"{language}/pages/{path}"].decode()
