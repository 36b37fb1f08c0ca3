"""Countries, days and languages: what a patch hits, in which order, and what becomes stale when something is edited."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, content_hash, find, plain
from practicum.reading import read_project
from practicum.resolving import View, version_in_force, view_of
from practicum.resolving.standing import seal, signed_hash
from practicum.resolving.targets import aim
from practicum.resolving.translating import lay_over
from practicum.spans import Span
from tests.cases.sources import DAY, Sources, base

MODULE = "curriculum/modules/F01-seeing/module.yaml"
RULE = "competencies/certifications/FSW.yaml"
NORVALE = "competencies/countries/NV/F01.yaml"
HEAD = "format: 1\ncountry: NV\npatches:\n"


def catalogue_of(sources: Sources) -> Catalogue:
    reading = read_project(sources)
    assert reading.diagnostics == ()
    return reading.catalogue


def hash_at(catalogue: Catalogue, group: str, id: str, path: FieldPath) -> str:
    tree = find(getattr(catalogue, group)[id].tree, path)
    assert tree is not None
    return content_hash(plain(tree))


def norvale(*patches: str, sources: Sources | None = None, day: date = DAY) -> View:
    sources = sources or base().copy()
    sources.write(NORVALE, HEAD + "".join(f"  - {{{patch}, says: A sentence.}}\n" for patch in patches))
    return view_of(catalogue_of(sources), country="NV", day=day)


def rules(faults: tuple[Diagnostic, ...]) -> list[str]:
    return [fault.rule for fault in faults]


# -- targets

TARGETS = {
    "FSW/renew/cpd": ("certification", ("versions", 0, "renew", "all", 0)),
    "FSW/renew/cpd/hours/min": ("certification", ("versions", 0, "renew", "all", 0, "hours", "min")),
    "FSW/award/modules": ("certification", ("versions", 0, "award", "all", 0)),
    "FSW/valid": ("certification", ("versions", 0, "valid")),
    "FSW/versions/1/says": ("certification", ("versions", 0, "says")),
    "certification:FSW/title": ("certification", ("title",)),
    "role:FSW/mandate": ("role", ("mandate",)),
    "FSW/mandate": ("role", ("mandate",)),
    "role:FSW/levels/REL-2/level": ("role", ("levels", 1, "level")),
    "F01/summary": ("module", ("summary",)),
    "F01/sessions/s2/minutes": ("module", ("sessions", 1, "minutes")),
    "F01/versions/1/hours": ("module", ("versions", 0, "hours")),
    "F01": ("module", ()),
    "assessment:F01/task": ("assessment", ("task",)),
    "competency:REL-1/statement": ("competency", ("statement",)),
    "start/taught_hours": ("programme", ("taught_hours",)),
}


@pytest.mark.parametrize(("target", "found"), TARGETS.items(), ids=TARGETS)
def test_a_target_names_a_unit_and_a_path_of_keys_and_ids(target: str, found: tuple[str, FieldPath]) -> None:
    aimed = aim(catalogue_of(base()), target, DAY)
    assert aimed.unit is not None
    assert (aimed.unit.kind, aimed.path, aimed.missing) == (*found, "")


@pytest.mark.parametrize(
    ("target", "missing"),
    {
        "FSW/renew/cdp": "cdp",
        "F77/summary": "F77",
        "F01/sumary": "sumary",
        "role:F01/summary": "role:F01",
        "F01/sessions/0/minutes": "0",
        "FSW/renew/cpd/0": "0",
        "nobody:F01/x": "nobody:F01",
    }.items(),
)
def test_a_target_that_is_not_there_names_the_step(target: str, missing: str) -> None:
    assert aim(catalogue_of(base()), target, DAY).missing == missing


def test_a_target_means_the_rule_version_of_the_first_day() -> None:
    sources = base().copy()
    sources.change(
        RULE,
        "versions:\n",
        'versions:\n  - {version: "0", from: 2020-01-01, until: 2023-12-31, says: One., award: {all: [{id: modules, module: F01}]}}\n',
    )
    catalogue = catalogue_of(sources)
    assert aim(catalogue, "FSW/award/modules", date(2023, 12, 31)).path[:2] == ("versions", 0)
    assert aim(catalogue, "FSW/award/modules", date(2024, 1, 1)).path[:2] == ("versions", 1)
    assert aim(catalogue, "FSW/award/modules", date(1999, 1, 1)).path[:2] == ("versions", 0)


# -- patches


def test_replacing_a_requirement_changes_one_country_and_keeps_places() -> None:
    was = hash_at(catalogue_of(base()), "certifications", "FSW", ("versions", 0, "renew", "all", 0))
    view = norvale(f'id: P, target: FSW/renew/cpd, was: "{was}", from: 2024-06-01, value: {{id: cpd, hours: {{min: 2, unit: item}}}}')
    assert view.diagnostics == ()
    patched = view.catalogue.certifications["FSW"]
    renew = patched.value.versions[0].renew
    assert renew is not None
    assert renew.all is not None
    assert renew.all[0].hours is not None
    assert (renew.all[0].hours.min, renew.all[0].hours.unit) == (2, "item")
    # What the patch wrote points at the patch, what it left alone at the core.
    written = patched.where("versions", 0, "renew", "all", 0, "hours", "min")
    assert (written.path, written.line, written.end_column - written.column) == (NORVALE, 4, 1)
    assert patched.where("versions", 0, "says").path == RULE
    core = view_of(catalogue_of(base()), day=DAY).catalogue.certifications["FSW"].value.versions[0].renew
    assert core is not None
    assert core.all is not None
    assert core.all[0].hours is not None
    assert core.all[0].hours.min == 12
    assert [(one.unit, one.before["id"], one.after["hours"]) for one in view.applied] == [
        ("certification:FSW", "cpd", {"min": "2", "unit": "item"})
    ]


def test_days_of_a_patch_are_inclusive_at_both_ends() -> None:
    was = hash_at(catalogue_of(base()), "modules", "F01", ("title",))
    patch = f'id: P, target: F01/title, was: "{was}", from: 2024-06-01, until: 2024-06-30, value: Other'
    shown = [norvale(patch, day=date(2024, *day)).catalogue.modules["F01"].value.title for day in ((5, 31), (6, 1), (6, 30), (7, 1))]
    assert shown == ["Seeing what works", "Other", "Other", "Seeing what works"]


def test_two_patches_apply_by_date_and_the_second_is_written_against_the_first() -> None:
    catalogue = catalogue_of(base())
    first, second = hash_at(catalogue, "modules", "F01", ("title",)), content_hash("One")
    later = f'id: A, target: F01/title, was: "{second}", from: 2024-07-01, value: Two'
    earlier = f'id: Z, target: F01/title, was: "{first}", from: 2024-06-01, value: One'
    view = norvale(later, earlier)
    assert view.diagnostics == ()
    assert view.catalogue.modules["F01"].value.title == "Two"
    assert [one.patch.id for one in view.applied] == ["Z", "A"]
    assert rules(norvale(later.replace(second, first), earlier).diagnostics) == ["patch-target-moved"]


def test_add_appends_to_a_list_and_sets_a_field_left_out() -> None:
    view = norvale(
        "id: A, target: FSW/award/all, action: add, from: 2024-06-01, value: {id: vetting, document: {kind: vetting}}",
        "id: B, target: F01/reading_age, action: add, from: 2024-06-01, value: 12",
        "id: C, target: F01/evidence, action: add, from: 2024-06-01, value: [{reference: S1, use: law, type: law, permission: none}]",
    )
    assert view.diagnostics == ()
    award = view.catalogue.certifications["FSW"].value.versions[0].award.all
    assert award is not None
    assert [one.id for one in award] == ["modules", "vetting"]
    assert view.catalogue.modules["F01"].value.reading_age == 12
    assert len(view.catalogue.modules["F01"].value.evidence) == 2


def test_remove_takes_out_and_is_no_rewriting_of_the_rule() -> None:
    catalogue = catalogue_of(base())
    was = hash_at(catalogue, "certifications", "FSW", ("versions", 0, "valid", "window_days"))
    sources = base().copy()
    view = norvale(f'id: A, target: FSW/valid/window_days, was: "{was}", action: remove, from: 2024-06-01', sources=sources)
    assert view.diagnostics == ()
    valid = view.catalogue.certifications["FSW"].value.versions[0].valid
    assert valid is not None
    assert valid.window_days is None
    # The seal is the core's; a country that leaves something out has not rewritten the past. Its sentence is another matter.
    assert [(fault.rule, fault.views) for fault in sources.found()] == [("sentence-disagrees", ("NV",))]


@pytest.mark.parametrize(
    ("patch", "rule"),
    {
        "target: F01, action: remove, from: 2024-06-01": "patch-breaks-unit",
        "target: F01/title, action: add, value: x, from: 2024-06-01": "patch-target-moved",
        "target: F01/title, value: x, from: 2024-06-01": "patch-target-moved",
        "target: F01/nothing/below, action: add, value: x, from: 2024-06-01": "patch-target-missing",
        "target: F01/nothing, action: remove, from: 2024-06-01": "patch-target-missing",
        "target: F01/reading_age, action: add, from: 2024-06-01": "missing-field",
        "target: F01/reading_age, action: add, value: twelve, from: 2024-06-01": "patch-breaks-unit",
        "target: F01/colour, action: add, value: red, from: 2024-06-01": "patch-breaks-unit",
        "target: F01/content_warning, action: add, value: NO, from: 2024-06-01": "ambiguous-scalar",
    }.items(),
)
def test_a_patch_that_cannot_hold_is_a_fault_in_its_own_file(patch: str, rule: str) -> None:
    view = norvale(f"id: P, {patch}")
    assert rules(view.diagnostics) == [rule]
    assert view.diagnostics[0].span.path == NORVALE
    assert view.diagnostics[0].span.line == 4
    assert view.diagnostics[0].views == ("NV",)


def test_a_patch_can_change_a_competency() -> None:
    was = hash_at(catalogue_of(base()), "competencies", "REL-1", ("statement",))
    view = norvale(f'id: P, target: REL-1/statement, was: "{was}", from: 2024-06-01, value: Listens in Norvale')
    assert view.diagnostics == ()
    assert view.catalogue.competencies["REL-1"].value.statement == "Listens in Norvale"


def test_a_fault_that_patches_of_two_countries_make_is_named_at_each_patch() -> None:
    sources = base().copy()
    for country in ("NV", "BM"):
        sources.write(
            f"competencies/countries/{country}/F01.yaml",
            (
                f"format: 1\ncountry: {country}\npatches:\n"
                "  - {id: P, target: F01/prerequisites, action: add, from: 2024-06-01, says: A sentence., value: [{module: F99}]}\n"
            ),
        )
    found = [(fault.rule, fault.span.path, fault.views) for fault in sources.found()]
    assert found == [("unknown-module", f"competencies/countries/{country}/F01.yaml", (country,)) for country in ("BM", "NV")]


def test_a_fault_of_the_core_is_named_once_however_many_countries_share_it() -> None:
    sources = base().copy()
    sources.change("curriculum/modules/F02-strengths/module.yaml", "{module: F01}", "{module: F99}")
    sources.write("competencies/countries/BM/F01.yaml", sources.text(NORVALE).replace("NV", "BM"))
    assert [(fault.rule, fault.views) for fault in sources.found()] == [("unknown-module", ())]


def test_a_circle_that_only_one_country_makes_names_it() -> None:
    sources = base().copy()
    sources.write(
        NORVALE, HEAD + "  - {id: P, target: F01/prerequisites, action: add, from: 2024-06-01, says: S., value: [{module: F02}]}\n"
    )
    faults = sources.found()
    column = sources.text(NORVALE).split("\n")[3].index("F02") + 1
    assert [(fault.rule, fault.views, str(fault.span)) for fault in faults] == [("prerequisite-cycle", ("NV",), f"{NORVALE}:4:{column}")]
    assert [str(note.span) for note in faults[0].notes] == ["curriculum/modules/F02-strengths/module.yaml:8:14"]


# -- versions


def test_version_in_force() -> None:
    sources = base().copy()
    sources.change(
        "curriculum/modules/F02-strengths/module.yaml",
        "versions:\n",
        'versions:\n  - {version: "0", from: 2020-01-01, until: 2023-12-31, hours: 1, teaches: []}\n',
    )
    module = catalogue_of(sources).modules["F02"].value
    assert [version_in_force(module, date(*day)).version for day in ((2019, 1, 1), (2023, 12, 31), (2024, 1, 1), (2030, 1, 1))] == [
        "0",
        "0",
        "1",
        "1",
    ]


# -- sign-offs


def signed(sources: Sources, unit: str, content: str) -> None:
    sources.write(
        "curriculum/signoffs/F01.yaml",
        (
            f'format: 1\nsignoffs:\n  - {{unit: {unit}, content: "{content}", person: P-ONE, '
            "constituency: academia, word: endorse, day: 2026-05-04}\n"
        ),
    )


def stale(sources: Sources) -> bool:
    found = [fault.rule for fault in sources.found() if fault.rule not in ("stale-translation", "patch-target-moved")]
    assert set(found) <= {"stale-sign-off"}, found
    return bool(found)


SUMMARY = ("curriculum/modules/F01-seeing/module.yaml", "summary: Learn to see what works.", "summary: Learn to see.")
EDITS = {
    "title": (MODULE, "title: Seeing what works", "title: Seeing"),
    "summary": SUMMARY,
    "lesson": ("curriculum/modules/F01-seeing/02-listening.md", "Back to", "Go back to"),
    "assessment": ("curriculum/modules/F01-seeing/assessment.yaml", "not_yet: interrupts", "not_yet: talks"),
    "status": (MODULE, "status: draft", "status: pilot"),
    "comment": (MODULE, "format: 1", "format: 1 # a comment"),
    "other module": ("curriculum/modules/F02-strengths/module.yaml", "title: Strengths", "title: Strong"),
    "French lesson": ("curriculum/fr/modules/F01-seeing/01-looking.md", "# Regarder", "# Voir"),
    "patch": (NORVALE, "value: Learn to see what works in Norvale.", "value: Learn to see in Norvale."),
    "other country": ("competencies/countries/BM/F01.yaml", "value: Learn it in Belmora.", "value: Learn to see in Belmora."),
}
TOUCHED = {
    "F01": {"title", "summary", "lesson", "assessment"},
    # The summary is what both countries replace.
    "F01/NV": {"patch", "summary"},
    "F01/BM": {"other country", "summary"},
    "F01/fr": {"French lesson"},
    "REL-1": set(),
    "F02": {"other module"},
    "FSW": set(),
}


def with_two_countries() -> Sources:
    sources = base().copy()
    sources.write(
        "competencies/countries/BM/F01.yaml",
        sources.text(NORVALE).replace("NV", "BM").replace("Learn to see what works in Norvale", "Learn it in Belmora"),
    )
    return sources


@pytest.mark.parametrize("unit", TOUCHED)
def test_a_sign_off_is_stale_after_an_edit_of_what_was_signed_and_of_nothing_else(unit: str) -> None:
    sources = with_two_countries()
    variant = unit.partition("/")[2]
    view = view_of(catalogue_of(sources), country=variant if variant.isupper() else "", language="fr" if variant == "fr" else "en", day=DAY)
    now = signed_hash(view, unit)
    assert now is not None
    signed(sources, unit, now)
    assert not stale(sources)
    after = set()
    for name, (path, old, new) in EDITS.items():
        edited = sources.copy()
        edited.change(path, old, new)
        if stale(edited):
            after.add(name)
    assert after == TOUCHED[unit]


def test_a_sign_off_of_an_edition_is_stale_when_the_patch_follows_the_core() -> None:
    sources = base().copy()
    now = signed_hash(view_of(catalogue_of(sources), country="NV", day=DAY), "F01/NV")
    assert now is not None
    signed(sources, "F01/NV", now)
    sources.change(*SUMMARY)
    moved = hash_at(catalogue_of(sources), "modules", "F01", ("summary",))
    sources.change(NORVALE, "72e533323c61", f'"{moved}"')
    assert stale(sources)


def test_an_edition_that_changes_nothing_is_signed_as_the_core() -> None:
    catalogue = catalogue_of(base())
    core, edition = view_of(catalogue, day=DAY), view_of(catalogue, country="NV", day=DAY)
    assert signed_hash(edition, "F02/NV") == signed_hash(core, "F02")
    assert signed_hash(core, "F77") is None
    assert signed_hash(view_of(catalogue, language="fr", day=DAY), "F02/fr") is None


def test_a_seal_is_blind_to_sentences_only() -> None:
    def sealed(old: str, new: str) -> str:
        sources = base().copy()
        sources.change(RULE, old, new)
        tree = find(catalogue_of(sources).certifications["FSW"].tree, ("versions", 0))
        assert tree is not None
        return seal(tree)

    same = sealed("says: Both modules.", "says: The two modules.")
    assert same == sealed("says: Two modules, and twelve hours in each cycle.", "says: S.")
    assert same == sealed("    from: 2024-01-01\n", "    from: 2024-01-01\n    until: 2027-12-31\n    based_on: a law\n")
    for old, new in {
        "min: 12": "min: 10",
        "months: 24": "months: 12",
        "id: cpd": "id: hours",
        "from: 2024-01-01": "from: 2024-01-02",
        "[F01, F02]": "[F02, F01]",
    }.items():
        assert sealed(old, new) != same


# -- languages


def test_a_french_view_has_the_french_lesson_and_english_where_there_is_none() -> None:
    view = view_of(catalogue_of(base()), day=DAY, language="fr")
    assert view.name == "fr"
    assert view.lesson("curriculum/modules/F01-seeing/01-looking.md").title == "Regarder"
    assert view.lesson("curriculum/modules/F01-seeing/02-listening.md").title == "Listening"
    assert view.translated == {"curriculum/modules/F01-seeing/01-looking.md"}
    assert view_of(catalogue_of(base()), day=DAY).lesson("curriculum/modules/F01-seeing/01-looking.md").title == "Looking"


OVERLAYS = {
    "curriculum/fr/modules/F01-seeing/module.yaml": "title: Voir\nsessions:\n  - {id: s2, title: Écouter}\n",
    "curriculum/fr/modules/F01-seeing/assessment.yaml": (
        "task: Répondez.\nquestions:\n  - id: F01-Q1\n    options:\n      - {text: Écouter, feedback: Oui.}\n"
    ),
    "curriculum/fr/glossary.yaml": "terms:\n  - {id: family, term: famille}\n",
    "competencies/fr/frameworks/small/REL.yaml": "title: Relations\ncompetencies:\n  - {id: REL-2, title: Voir les forces}\n",
    "competencies/fr/roles/FSW.yaml": "mandate: travaille avec les familles\n",
    "competencies/fr/certifications/FSW.yaml": 'versions:\n  - {version: "1", says: Deux modules; 24 mois et 90 jours.}\n',
    "curriculum/fr/programmes/start.yaml": "title: Début\n",
}


def test_translated_fields_lie_over_their_originals() -> None:
    sources = base().copy()
    for path, text in OVERLAYS.items():
        sources.write(path, text)
    assert sources.messages() == ""
    view = view_of(catalogue_of(sources), day=DAY, language="fr")
    french = view.catalogue
    assert french.modules["F01"].value.title == "Voir"
    assert french.modules["F01"].value.summary == "Learn to see what works."
    assert [session.title for session in french.modules["F01"].value.sessions] == ["Looking", "Écouter", "Stories"]
    assert french.modules["F01"].where("title") == Span("curriculum/fr/modules/F01-seeing/module.yaml", 1, 8, 1, 12)
    assert [option.text for option in french.assessments["F01"].value.questions[0].options] == ["Écouter", "Talk"]
    assert french.terms["family"].value.term == "famille"
    assert french.terms["family"].value.definition == "Who belongs together."
    assert french.domains["REL"].value.title == "Relations"
    assert french.competencies["REL-2"].value.title == "Voir les forces"
    assert french.roles["FSW"].value.mandate == "travaille avec les familles"
    assert french.certifications["FSW"].value.versions[0].says == "Deux modules; 24 mois et 90 jours."
    assert french.programmes["start"].value.title == "Début"
    assert len(view.translated) == 1 + len(OVERLAYS)


def test_rows_on_one_competency_are_translated_each_at_its_place() -> None:
    at = Span("a.yaml")

    def row(said: str) -> Entries:
        held: dict[str, Tree] = {"competency": Text("REL-2", at), "indicator": Text(said, at)}
        return Entries(held, dict.fromkeys(held, at), at)

    def rows(*said: str) -> Tree:
        return Items(tuple(map(row, said)), at)

    assert plain(lay_over(rows("sees", "names", "writes"), rows("voit", "nomme"))) == plain(rows("voit", "nomme", "writes"))


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("curriculum/fr/modules/F01-seeing/module.yaml", "versions:\n  - {version: '1', hours: 3}", "translation-changes-facts"),
        ("curriculum/fr/modules/F01-seeing/module.yaml", "status: adopted", "translation-changes-facts"),
        ("curriculum/fr/modules/F01-seeing/module.yaml", "titel: Voir", "unknown-key"),
        ("curriculum/fr/modules/F01-seeing/module.yaml", "title: [Voir]", "wrong-type"),
        ("curriculum/fr/modules/F01-seeing/module.yaml", "sessions:\n  - {id: s7, title: Rien}", "translation-without-original"),
        ("curriculum/fr/modules/F01-see/module.yaml", "title: Voir", "translation-without-original"),
        ("curriculum/fr/modules/F01-seeing/assessment.yaml", "assessor: TRA", "translation-changes-facts"),
        (
            "competencies/fr/certifications/FSW.yaml",
            "versions:\n  - {version: '1', award: {all: [{id: modules, modules: [F02]}]}}",
            "translation-changes-facts",
        ),
        ("curriculum/fr/glossary.yaml", "terms:\n  - {id: kin, term: parenté}", "translation-without-original"),
        ("curriculum/fr/notes.yaml", "a: b", "unexpected-file"),
    ],
)
def test_a_translation_that_cannot_hold_is_a_fault_in_its_own_file(path: str, text: str, rule: str) -> None:
    sources = base().copy()
    sources.write(path, text)
    assert {(fault.rule, fault.span.path) for fault in sources.found()} == {(rule, path)}


def test_a_translation_is_stale_when_its_original_changes_and_only_then() -> None:
    sources = base().copy()
    sources.write("curriculum/fr/modules/F01-seeing/module.yaml", "title: Voir\n")
    made_from = content_hash(plain(catalogue_of(sources).modules["F01"].tree))
    sources.write(
        "curriculum/fr/translations.yaml",
        (f'format: 1\nlanguage: fr\nfiles:\n  - {{file: {MODULE}, made_from: "{made_from}", translator: P-ONE, date: 2026-05-04}}\n'),
    )
    assert sources.messages() == ""
    changed = sources.copy()
    changed.change("curriculum/fr/modules/F01-seeing/module.yaml", "Voir", "Regarder")
    assert changed.messages() == ""
    changed.change(*EDITS["title"])
    assert [(fault.rule, fault.severity, str(fault.span)) for fault in changed.found() if fault.rule != "stale-sign-off"] == [
        ("stale-translation", "warning", f"curriculum/fr/translations.yaml:4:{len(f'  - {{file: {MODULE}, made_from: ') + 1}"),
    ]
