"""The framework as SKOS and the curriculum as schema.org: judged by programs of others, and compared with what is authored."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from practicum.cli import main
from practicum.exchanging import read_api, schema_org, skos
from practicum.exchanging.format_page import SLOT, filled
from practicum.exchanging.formats import formats, lost
from practicum.exchanging.identifying import identifier
from practicum.exchanging.linked_data import Address, Node, Text, json_ld, turtle
from practicum.model.exchange import Export
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from practicum.resolving import View, view_of
from tests.exchanging.shipped_view import shipped_view
from tests.publishing.shipped import ROOT
from tests.publishing.small_curriculum import DOMAIN, FILES, FRAMEWORK

rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
CHECKS = Path(os.environ.get("PRACTICUM_CHECKS", ROOT.parent / "shared" / "checks"))
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
DAY = date(2026, 11, 21)
AT = "competencies/frameworks/small"
FRENCH = """
format: 1
id: REL
title: Relations
competencies:
  - {id: REL-1, title: Confiance, statement: Construit la confiance, indicators: [tient ses promesses]}
"""
CROSSWALK = """
format: 1
id: others
title: Framework of others
framework: small
reference: S1
caveat: No link is exact.
items: [{code: "4 a/b", title: Engage}, {code: "5", title: Assess}]
links:
  - {competency: REL-1, relation: narrower, to: ["4 a/b"], note: one part}
  - {competency: REL-2, relation: broader, to: ["5"]}
  - {competency: REL-3, relation: none}
"""
RENAMED = """
format: 1
renamed: [{kind: competency, was: REL-9, now: REL-1, day: 2025-01-01}]
"""
RETIRED = "  - {id: REL-3, title: Old, statement: Did it, indicators: [did it], retired: 2025-06-01, replaced_by: [REL-1]}\n"


def small_view(**more: str) -> View:
    """The small framework with a translation, a crosswalk, a retired competency and an id that was given up."""
    files = {
        f"{AT}/framework.yaml": FRAMEWORK,
        f"{AT}/REL.yaml": DOMAIN + RETIRED,
        "competencies/fr/frameworks/small/REL.yaml": FRENCH,
        "competencies/crosswalks/others.yaml": CROSSWALK,
        "curriculum/renamed.yaml": RENAMED,
    }
    held = {path: text.encode() for path, text in sorted({**FILES, **files, **more}.items())}
    return view_of(read_project(InMemory(held)).catalogue, day=DAY)


def graph(export: Export, kind: str = "turtle") -> Any:
    (data,) = export.files.values()
    return rdflib.Graph().parse(data=data, format=kind)


def said(found: Any, about: str, name: str) -> set[Any]:
    return set(found.objects(rdflib.URIRef(about), rdflib.URIRef(name)))


@pytest.mark.parametrize("view", [shipped_view, small_view], ids=["shipped", "small"])
def test_skosify_has_nothing_to_say(view: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    skosify = pytest.importorskip("skosify", reason="skosify is not installed")
    file = tmp_path / "framework.ttl"
    file.write_bytes(next(iter(skos.export(view()).files.values())))
    with caplog.at_level(logging.WARNING):
        skosify.skosify(str(file))
    # Of the program itself, not of the libraries below it.
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []
    # It can find fault: a label with a space before it.
    file.write_bytes(file.read_bytes().replace(b'skos:prefLabel "', b'skos:prefLabel " ', 2))
    with caplog.at_level(logging.WARNING):
        skosify.skosify(str(file))
    assert any("whitespace" in one.getMessage() for one in caplog.records)


def test_both_forms_say_the_same_and_twice_the_same() -> None:
    view = shipped_view()
    one = graph(skos.export(view))
    other = graph(skos.export(view, form="json-ld"), "json-ld")
    assert importlib.import_module("rdflib.compare").isomorphic(one, other)
    assert len(one) > 700
    assert skos.export(view) == skos.export(view)


def test_every_competency_is_a_concept_of_its_domain() -> None:
    view = shipped_view()
    found = graph(skos.export(view))
    for unit in view.catalogue.competencies.values():
        at = f"https://practicum.example/competency/{unit.id}"
        assert said(found, at, f"{SKOS}notation") == {rdflib.Literal(unit.id)}
        assert said(found, at, f"{SKOS}definition") == {rdflib.Literal(unit.value.statement, lang="en")}
        assert {str(one) for one in said(found, at, f"{SKOS}example")} == set(unit.value.indicators)
        (domain,) = said(found, at, f"{SKOS}broader")
        assert unit.path.endswith(f"/{str(domain).rpartition('/')[2]}.yaml")


def test_a_part_of_a_domain_stands_below_it() -> None:
    part = "format: 1\nid: KIN\ntitle: Kin\nsummary: Relatives.\npart_of: REL\ncompetencies: []\n"
    above = FRAMEWORK.replace("domains: [REL", "domains: [REL, KIN")
    found = graph(skos.export(small_view(**{f"{AT}/framework.yaml": above, f"{AT}/KIN.yaml": part})))
    domain, below = "https://example.org/domain/REL", "https://example.org/domain/KIN"
    assert said(found, below, f"{SKOS}broader") == {rdflib.URIRef(domain)}
    assert rdflib.URIRef(below) in said(found, domain, f"{SKOS}narrower")
    assert not said(found, below, f"{SKOS}topConceptOf")
    assert rdflib.URIRef(below) not in said(found, "https://example.org/framework/small", f"{SKOS}hasTopConcept")


def test_what_differs_in_the_small_framework_is_told() -> None:
    found = graph(skos.export(small_view()))
    at = "https://example.org/competency/REL-1"
    assert said(found, at, f"{SKOS}prefLabel") == {rdflib.Literal("Trust", lang="en"), rdflib.Literal("Confiance", lang="fr")}
    # Ours is a part of theirs, so theirs is the broader one; a code with a space and a slash stays one part of the address.
    assert said(found, at, f"{SKOS}broadMatch") == {rdflib.URIRef("https://example.org/crosswalk/others/4%20a%2Fb")}
    assert said(found, "https://example.org/competency/REL-2", f"{SKOS}narrowMatch")
    assert said(found, at, f"{DCT}replaces") == {rdflib.URIRef("https://example.org/competency/REL-9")}
    old = "https://example.org/competency/REL-3"
    assert said(found, old, "http://www.w3.org/2002/07/owl#deprecated") == {rdflib.Literal(True)}
    assert said(found, old, f"{DCT}isReplacedBy") == {rdflib.URIRef(at)}
    # What is not translated is said once, in English, and not again under another name.
    assert said(found, "https://example.org/competency/REL-2", f"{SKOS}prefLabel") == {
        rdflib.Literal("Strengths | <b>worries</b>", lang="en")
    }
    losses = {one.what: one.count for one in skos.losses(small_view())}
    assert losses["links of a crosswalk without a match"] == 1
    assert losses["notes of a crosswalk"] == 1


@given(st.text(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(words: str, part: str) -> None:
    node = Node("https://example.org/x", "skos:Concept", {"skos:note": [Text(words, "en")], "skos:related": [Address(f"https://e.org/{part}")]})
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for data, form in ((turtle(skos.PREFIXES, [node]), "turtle"), (json_ld(skos.PREFIXES, [node]), "json-ld")):
        found = rdflib.Graph().parse(data=data, format=form)
        (note,) = said(found, "https://example.org/x", f"{SKOS}note")
        if whole == words:
            assert str(note) == words


def test_the_whole_curriculum_passes_the_vocabulary(tmp_path: Path) -> None:
    script = CHECKS / "schemaorg" / "check_schemaorg.py"
    if not script.is_file():
        pytest.skip("the vocabulary of schema.org is not on this machine (PRACTICUM_CHECKS)")
    file = tmp_path / "curriculum.jsonld"
    file.write_bytes(schema_org.export(shipped_view()).files["curriculum.jsonld"])
    done = subprocess.run([sys.executable, str(script), str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert " OK" in done.stdout


def test_addresses_are_those_of_the_pages() -> None:
    view = shipped_view()
    held = json.loads(schema_org.export(view, site="https://care.example.org/x").files["curriculum.jsonld"])
    assert "way:" not in json.dumps(held)
    by_id = {thing["@id"]: thing for thing in held["@graph"]}
    assert by_id["https://care.example.org/x/modules/F06.html"]["courseCode"] == "F06"
    french = by_id["https://care.example.org/x/fr/modules/F06.html"]
    assert french["inLanguage"] == "fr"
    assert french["translationOfWork"]["@id"] == "https://care.example.org/x/modules/F06.html"
    assert french["hasPart"][0]["@id"].startswith("https://care.example.org/x/fr/modules/F06/")
    assert french["teaches"][0]["@id"].startswith("https://care.example.org/x/competencies/")
    assert sum(thing["@type"] == "Course" and thing["inLanguage"] == "en" for thing in held["@graph"]) == sum(
        not unit.value.legacy for unit in view.catalogue.modules.values()
    )


def test_formats_say_what_they_are() -> None:
    told = list(formats())
    assert len({form.name for form in told}) == len(told)
    for form, losses in lost(shipped_view()):
        assert form.commands, form.name
        for sentence in (form.carries, form.checked, form.set_aside):
            assert not sentence.endswith("."), sentence
        assert form.direction != "out" or not form.set_aside, form.name
        for loss in losses:
            assert loss.count > 0
            assert loss.why, loss.what


def test_the_handbook_has_a_line_for_every_format() -> None:
    handbook = ROOT / "site/handbook"
    page = filled((handbook / "exchange.md").read_text("utf-8"), shipped_view())
    assert SLOT not in page
    rows = [line for line in page.splitlines() if line.startswith("| ") and "<code>practicum" in line]
    assert len(rows) == len(list(formats()))
    assert {line.count(" | ") for line in rows} == {5}
    for form in formats():
        assert not form.page or (handbook / f"{form.page}.md").is_file(), form.page
    # What is left behind is counted, not written down.
    assert f"{len(shipped_view().catalogue.modules)} modules: " in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["skos", "--out", "f.rdf"], "`f.rdf` ends in neither .ttl nor .jsonld"),
        (["schema-org", "--out", "c.jsonld", "--site", "care"], "what `--site` says is no address of a site"),
        (["schema-org", "--out", "c.jsonld", "--site", "https://a b/"], "what `--site` says is no address of a site"),
        (["schema-org", "--out", "c.jsonld", "--site", "https://[/"], "what `--site` says is no address of a site"),
        (["api", "--out", "v1", "--site", "https:///x"], "what `--site` says is no address of a site"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_anything_is_read(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(main, ["export", *words])
    assert answer.exit_code == 2
    assert message in answer.output
    assert not list(tmp_path.rglob("*.*"))


# A framework that was taken in.
OTHERS = {
    "competencies/frameworks/aaa/framework.yaml": """
format: 1
id: aaa
title: Référentiel
version: "2"
base_url: https://others.example.org/
description: Ce que fait une éducatrice.
domains: [AA]
origin: {publisher: Ministère, licence: CC BY 4.0, address: "https://others.example.org/1", language: fr}
levels: [{level: 1, name: Débutant, means: suit}, {level: 2, name: Confirmé, means: agit}]
""",
    "competencies/frameworks/aaa/AA.yaml": """
format: 1
id: AA
title: Accueil
summary: Accueillir.
competencies:
  - {id: AA-1, title: Accueillir, statement: Accueille, indicators: [dit bonjour], code: 1.a}
""",
}


def test_a_framework_by_others_keeps_its_publisher_and_takes_nothing_over() -> None:
    alone, together = small_view(), small_view(**OTHERS)
    assert set(together.catalogue.frameworks) == {"aaa", "small"}
    assert skos.export(together, framework="small").files == skos.export(alone, framework="small").files
    found = graph(skos.export(together, framework="aaa"))
    scheme = "https://others.example.org/framework/aaa"
    assert said(found, scheme, f"{DCT}publisher") == {rdflib.Literal("Ministère")}
    assert said(found, scheme, f"{DCT}license") == set()
    assert said(found, scheme, f"{DCT}rights") == {rdflib.Literal("CC BY 4.0")}
    one = "https://others.example.org/competency/AA-1"
    assert said(found, one, f"{SKOS}prefLabel") == {rdflib.Literal("Accueillir", lang="fr")}
    assert said(found, one, f"{SKOS}notation") == {rdflib.Literal("1.a")}
    # The file of the whole curriculum is about the project's own.
    assert schema_org.export(together).files == schema_org.export(alone).files
    assert {loss.what: loss.count for loss in schema_org.losses(together)}["competencies of frameworks by others"] == 1
    before, after = ({path: json.loads(data) for path, data in read_api.export(view).files.items()} for view in (alone, together))
    assert after["competencies/REL-1.json"] == before["competencies/REL-1.json"]
    texts = {"title": "Accueillir", "statement": "Accueille", "indicators": ["dit bonjour"]}
    assert after["competencies/AA-1.json"]["texts"] == {"fr": texts}
    assert after["competencies/AA-1.json"]["uuid"] == str(identifier("https://others.example.org/", "competency", "AA-1"))
