"""A module written in French, translated into English in a translation tool: out, filled in, in again, recorded."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from tests.authoring.small_project import call, put

FIELDS = "curriculum/modules/F02-strengths/module.yaml"
LEDGER = "curriculum/en/translations.yaml"
WORDS = {"Les forces": "Strengths", "On apprend à nommer.": "One learns to name.", "On nomme.": "One names."}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = put(tmp_path)
    place = folder / FIELDS
    text = place.read_text("utf-8").replace("title: Strengths", "title: Les forces\nlanguage: fr")
    text = text.replace("Learn to name strengths.", "On apprend à nommer.").replace("Afterwards you name strengths.", "On nomme.")
    place.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(("form", "ending"), [("po", "po"), ("xliff", "xlf")])
def test_out_and_in_again(project: Path, form: str, ending: str) -> None:
    assert call(project, "check").exit_code == 0
    done = call(project, "export", form, "en", "F02", "--out", "out")
    assert done.exit_code == 0, done.output
    held = project / f"out/en/modules/F02-strengths/module.yaml.{ending}"
    if form == "po":
        po = polib.pofile(str(held))
        assert po.metadata["X-Source-Language"] == "fr"
        for entry in po:
            entry.msgstr = WORDS[entry.msgid]
        po.save()
    else:
        text = held.read_text("utf-8")
        assert 'srcLang="fr" trgLang="en"' in text
        for word, said in WORDS.items():
            source = text.index(f">{word}</source>") + len(f">{word}</source>")
            rest = text[source:]
            rest = rest.replace("<target></target>", f"<target>{said}</target>", 1) if rest.lstrip().startswith("<target") else (
                f"<target>{said}</target>{rest}"
            )
            text = text[:source] + rest
        held.write_text(text.replace('state="initial"', 'state="translated"'), "utf-8")
    taken = call(project, "import", form, "out/en", "--by", "P-ONE")
    assert taken.exit_code == 0, taken.output
    assert "Strengths" in (project / FIELDS.replace("curriculum/", "curriculum/en/")).read_text("utf-8")
    assert f"file: {FIELDS}" in (project / LEDGER).read_text("utf-8")
    assert call(project, "check").exit_code == 0
    assert "the originals as they stand" in call(project, "translate", "en", "F02").output
    # The original changes: the passage is stale, and named.
    place = project / FIELDS
    place.write_text(place.read_text("utf-8").replace("On nomme.", "On sait nommer."), "utf-8")
    assert "stale-translation" in call(project, "check").output
    assert "stale" in call(project, "translate", "en", "F02").output


def test_what_is_written_in_a_language_is_not_translated_into_it(project: Path) -> None:
    into_french = call(project, "export", "po", "fr", "F02", "--out", "out")
    assert into_french.exit_code == 2
    assert "is written in `fr`" in into_french.output
    into_english = call(project, "export", "po", "en", "F01", "--out", "out")
    assert into_english.exit_code == 2
    assert "is written in `en`" in into_english.output
    assert not (project / "out").exists()
    # What the small project has in French was made from a text that the ledger does not know by its passages.
    shutil.rmtree(project / "curriculum/fr")
    assert call(project, "export", "po", "fr", "--out", "out").exit_code == 0
    assert not (project / "out/fr/modules/F02-strengths").exists()
    assert (project / "out/fr/modules/F01-seeing").exists()


def test_a_file_translated_from_another_language_is_refused(project: Path) -> None:
    assert call(project, "export", "po", "en", "F02", "--out", "out").exit_code == 0
    held = project / "out/en/modules/F02-strengths/module.yaml.po"
    held.write_text(held.read_text("utf-8").replace("X-Source-Language: fr", "X-Source-Language: es"), "utf-8")
    done = call(project, "import", "po", "out/en", "--by", "P-ONE", "--language", "en")
    assert done.exit_code == 1
    assert "translated from `es`; its original is in `fr`" in done.output
