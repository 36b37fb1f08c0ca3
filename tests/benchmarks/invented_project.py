"""A valid project of any size, always the same for the same size."""

from __future__ import annotations

from pathlib import Path
from random import Random

# Three sections and a scenario make a lesson of about 730 words; the shipped modules have 5 to 10 lessons and 12 to 16 questions.
SECTIONS = 3
LESSONS = 5
QUESTIONS = 12
DOMAINS = 12
COMPETENCIES_A_DOMAIN = 8
COUNTRIES = ("NV", "BM", "TM")

_WORDS = (
    "a", "the", "and", "with", "for", "of", "to", "in", "child", "family", "worker", "visit", "evening", "kitchen", "neighbour", "worry",
    "strength", "plan", "promise", "grandmother", "school", "clinic", "village", "road", "question", "answer", "silence", "paper", "record",
    "meeting", "week", "hour", "danger", "safe", "listen", "write", "ask", "tell", "agree", "change", "return", "stay", "leave", "choose",
    "eat", "sleep", "laugh", "remember", "forget", "notice", "describe", "repeat", "finish", "begin", "again", "together", "alone", "early",
)


def write_project(root: Path, modules: int) -> None:
    """Write a framework, two roles, three countries and ``modules`` modules with lessons and assessments below ``root``."""
    for name, text in _shared_files().items():
        _write(root / name, text)
    for number in range(modules):
        for name, text in _module_files(number).items():
            _write(root / name, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _module_id(number: int) -> str:
    return f"M{number:04}"


def _competency(number: int) -> str:
    domain, place = divmod(number % (DOMAINS * COMPETENCIES_A_DOMAIN), COMPETENCIES_A_DOMAIN)
    return f"D{domain:02}-{place + 1}"


def _sentence(chance: Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."


def _shared_files() -> dict[str, str]:
    files = {
        "competencies/frameworks/invented/framework.yaml": "\n".join(
            [
                "format: 1", "id: invented", 'title: "An invented framework"', 'version: "1.0"', "base_url: https://practicum.example/",
                'description: "Made to measure with."', f"domains: [{', '.join(f'D{domain:02}' for domain in range(DOMAINS))}]", "levels:",
                '  - {level: 0, name: "None", means: "no evidence", granted_by: none}',
                '  - {level: 1, name: "Aware", means: "knows what it is", granted_by: module}',
                '  - {level: 2, name: "Supervised", means: "does it with supervision", granted_by: module}', "",
            ]
        ),
        "competencies/roles/TRA.yaml": 'format: 1\nid: TRA\ntitle: "Trainer"\nholder: "a trainer"\nmandate: "Trains."\nlevels: []\n',
        "competencies/roles/FSW.yaml": 'format: 1\nid: FSW\ntitle: "Worker"\nholder: "a worker"\nmandate: "Works with families."\nlevels:\n'
        + "".join(f"  - {{competency: {_competency(number)}, level: 1}}\n" for number in range(20)),
        "curriculum/references.yaml": 'format: 1\nreferences:\n  - {id: S1, title: "An invented source", authors: ["Nobody"], '
        'year: "2020", type: practice_report, permission: "ideas only"}\n',
        "curriculum/words.yaml": "format: 1\navoid:\n"
        + "".join(f"  - {{language: en, words: [hurting word {number}, word{number}], write: better}}\n" for number in range(150)),
        "curriculum/glossary.yaml": 'format: 1\nterms:\n  - {id: strength, term: "strength", definition: "What already works."}\n',
    }
    for domain in range(DOMAINS):
        lines = ["format: 1", f"id: D{domain:02}", f'title: "Domain {domain}"', 'summary: "Invented."', "competencies:"]
        for place in range(1, COMPETENCIES_A_DOMAIN + 1):
            lines += [
                f"  - id: D{domain:02}-{place}", f'    title: "Competency {place} of domain {domain}"',
                '    statement: "Does what is described"',
                "    indicators:", f'      - "shows the first sign of {place}"', f'      - "shows the second sign of {place}"',
            ]
        files[f"competencies/frameworks/invented/D{domain:02}.yaml"] = "\n".join(lines) + "\n"
    for code in COUNTRIES:
        files[f"competencies/countries/{code}/country.yaml"] = (
            f'format: 1\ncountry: {code}\nname: "{code} land"\nfictional: true\nzone: Europe/London\n'
            f'helplines: ["{code} line: 000 000 (invented)"]\npatches:\n'
            f'  - {{id: {code}-1, target: M0000/materials, from: 2020-01-01, action: add, value: "a form", says: "Bring the form."}}\n'
        )
    return files


def _module_files(number: int) -> dict[str, str]:
    chance = Random(number)
    module = _module_id(number)
    folder = f"curriculum/modules/{module}-invented"
    taught = [_competency(number * 3 + step) for step in range(3)]
    lessons = [f"{place:02}-lesson.md" for place in range(1, LESSONS + 1)]
    files = {f"{folder}/{name}": _lesson(chance, name, lessons, module, taught) for name in lessons}
    fields = [
        "format: 1", f"id: {module}", f'title: "Invented module {number}"', "status: draft", f'summary: "{_sentence(chance, 12)}"',
        "purpose: >-", f"  {_sentence(chance, 30)}", f"  {_sentence(chance, 30)}",
        "audience: [FSW]", "before_you_start:", f'  - "{_sentence(chance, 14)}"', "modes: [classroom, distance]", "reading_age: 13",
    ]
    if number >= 10:
        fields += ["prerequisites:", f"  - {{module: {_module_id(number - 10)}, order: any}}"]
    fields += ["versions:", '  - version: "1"', "    from: 2024-01-01", "    hours: 15", "    teaches:"]
    for place, one in enumerate(taught):
        fields += [f'      - {{competency: {one}, level: {1 + place % 2}, shown_by: "{_sentence(chance, 6)}"}}']
    fields += ["sessions:"]
    for place, name in enumerate(lessons, 1):
        fields += [
            f'  - {{id: s{place}, title: "{_sentence(chance, 5)}", minutes: 168, kind: taught, lesson: {name}, '
            f'classroom: "{_sentence(chance, 8)}", distance: "{_sentence(chance, 8)}"}}'
        ]
    fields += [
        f'  - {{id: s{LESSONS + 1}, title: "Assessment", minutes: 60, kind: assessment, classroom: "alone", distance: "alone"}}',
        "key_points:",
    ]
    fields += [f'  - "{_sentence(chance, 10)}"' for _ in range(6)]
    fields += ["scenarios:"]
    for place, name in enumerate(lessons, 1):
        fields += [
            f"  - id: scenario-{place}", f'    title: "The {_WORDS[place]} story"', f"    lesson: {name}", "    opening: neighbour",
            f"    family_shape: family_{number}", f"    turning_point: moment_{place}",
            *(f'    {key}: "{_sentence(chance, 8)}"' for key in ("reduces", "does_not", "remains")),
        ]
    fields += ["materials:", '  - "chalk"', "evidence:"]
    fields += [f'  - {{reference: S1, use: "{_sentence(chance, 8)}", type: practice_report, permission: ideas_only}}', ""]
    files[f"{folder}/module.yaml"] = "\n".join(fields)
    files[f"{folder}/trainer.md"] = f"# For the trainer\n\n{_sentence(chance, 40)}\n\n- {_sentence(chance, 20)}\n"
    files[f"{folder}/assessment.yaml"] = _assessment(chance, module, taught)
    return files


def _lesson(chance: Random, name: str, lessons: list[str], module: str, taught: list[str]) -> str:
    lines = [f"# {_sentence(chance, 5)}", ""]
    for _ in range(SECTIONS):
        lines += [f"## {_sentence(chance, 4)}", ""]
        for _ in range(3):
            lines += [f"{_sentence(chance, 14)} {_sentence(chance, 14)} **{_sentence(chance, 4)}** {_sentence(chance, 18)}", ""]
        lines += [f"- {_sentence(chance, 9)}" for _ in range(4)] + [""]
    place = lessons.index(name) + 1
    story = " ".join(_sentence(chance, 15) for _ in range(6))
    lines += [f"## Scenario: The {_WORDS[place]} story", "", story, "", "### What to notice", ""]
    lines += [
        f"- **{label}:** {_sentence(chance, 15)}"
        for label in ("A strength that reduces a named danger", "A strength that does not", "A worry that no strength offsets")
    ] + [""]
    lines += ["| When | What |", "|---|---|", f"| first | {_sentence(chance, 5)} |", f"| then | {_sentence(chance, 5)} |", ""]
    others = " ".join(f"Then: [{other}]({other})." for other in lessons if other != name)
    lines += [f"See [it](competency:{taught[0]}), [the module](module:{module}), [strength](term:strength). {others}", ""]
    return "\n".join(lines)


def _right(kind: str, option: int) -> str:
    return "" if kind == "order" else f"right: {'true' if option == 0 else 'false'}, "


def _assessment(chance: Random, module: str, taught: list[str]) -> str:
    lines = [
        "format: 1", f"module: {module}", "kind: [quiz, portfolio]", f'task: "{_sentence(chance, 20)}"', "pass:", "  mark: 70",
        f'  rule: "{_sentence(chance, 8)}"', "attempts: 3", "assessor: TRA", "questions:",
    ]
    for place in range(QUESTIONS):
        kind = ("single", "multiple", "order")[place % 3]
        lines += [f"  - id: {module}-Q{place}", f"    kind: {kind}", f"    competency: {taught[place % 3]}"]
        lines += [f'    prompt: "{_sentence(chance, 14)}"', "    options:"]
        lines += [
            f'      - {{text: "{_sentence(chance, 8)}", {_right(kind, option)}feedback: "{_sentence(chance, 12)}"}}'
            for option in range(3)
        ]
    lines += ["rubric:"]
    for one in taught:
        sign = one.rpartition("-")[2]
        lines += [
            f"  - competency: {one}", f'    indicator: "shows the first sign of {sign}"', f'    not_yet: "{_sentence(chance, 12)}"',
            "    levels:", f'      1: "{_sentence(chance, 12)}"', f'      2: "{_sentence(chance, 12)}"',
        ]
    return "\n".join([*lines, "checklist:", *(f'  - "{_sentence(chance, 9)}"' for _ in range(5)), ""])
