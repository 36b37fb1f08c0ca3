"""Progress without an account: kept by the browser, shown, saved as a file that `practicum gaps` reads, taken in elsewhere, erased."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practicum.records import KnownIds, read_folder
from tests.browser.conftest import Visit
from tests.browser.test_pages import COLOURS, RULES, complaints
from tests.cli.test_commands import call
from tests.publishing.shipped import ShippedSite, shipped_catalogue

KEEP = "JSON.parse(localStorage.getItem('practicum-progress') || 'null')"


def some_progress(page: Any, origin: str) -> None:
    """Two lessons read, a question answered rightly, the module finished."""
    for lesson in ("01-what-we-look-for", "02-naming-a-strength"):
        page.goto(f"{origin}/modules/F06/{lesson}.html")
        page.click(".track [data-press]")
    page.goto(f"{origin}/modules/F06/assessment.html")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('practicum:done', {detail: {kind: 'question', id: 'F06-Q01', right: true}}))"
    )
    page.goto(f"{origin}/modules/F06.html")
    page.click(".track [data-finish] button")


def saved(page: Any, folder: Path, name: str = "L1") -> Path:
    """The file that the page hands over."""
    page.fill("[data-learner]", name)
    with page.expect_download() as handed:
        page.click("[data-out] button")
    path = folder / handed.value.suggested_filename
    handed.value.save_as(path)
    return path


def test_marks_are_shown_on_lesson_module_and_programme(visit: Visit, origin: str) -> None:
    page = visit("modules/F06/01-what-we-look-for.html", 360)
    press, said = page.locator(".track [data-press]"), page.locator(".track [data-said]")
    press.focus()
    page.keyboard.press("Enter")
    assert said.inner_text().startswith("You read this lesson on ")
    page.keyboard.press("Enter")
    assert said.inner_text() == ""
    some_progress(page, origin)
    assert page.locator(".track [data-count]").inner_text() == "2 of 8 lessons read"
    assert re.fullmatch(r"1 of \d+ questions answered, 1 of them right", page.locator(".track [data-asked]").inner_text())
    assert page.locator(".lessons .kept").all_inner_texts() == ["read", "read"]
    assert page.locator(".track [data-said]").inner_text().endswith("by your own word.")
    page.goto(f"{origin}/programmes/strengths-based-practice.html")
    assert page.locator(".track [data-count]").inner_text() == "1 of 4 modules finished, 0 begun"
    assert page.locator(".cards .kept").all_inner_texts() == ["finished"]
    page.goto(f"{origin}/modules/F06.html")
    page.click(".track [data-undo]")
    page.goto(f"{origin}/programmes/strengths-based-practice.html")
    assert page.locator(".cards .kept").all_inner_texts() == ["2 of 8 lessons read"]


def test_what_was_kept_under_an_id_that_was_given_up_is_found(visit: Visit, origin: str) -> None:
    page = visit("modules/F06.html")
    page.evaluate("localStorage.setItem('practicum-progress', JSON.stringify({X06: {l: {'01-what-we-look-for': '2026-01-05'}}}))")

    def renamed(route: Any) -> None:
        answer, was = route.fetch(), "&#34;was&#34;:{&#34;X06&#34;:&#34;F06&#34;},"
        route.fulfill(response=answer, body=answer.text().replace('data-progress="{', f'data-progress="{{{was}'))

    page.route("**/modules/F06.html", renamed)
    page.reload()
    assert page.locator(".track [data-count]").inner_text() == "1 of 8 lessons read"
    page.click(".track [data-finish] button")
    kept = page.evaluate(KEEP)
    assert list(kept) == ["F06"]
    assert kept["F06"]["l"] == {"01-what-we-look-for": "2026-01-05"}


def test_from_one_device_to_the_training_lead_and_to_another_device(visit: Visit, origin: str, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = visit("index.html", 360)
    some_progress(page, origin)
    page.goto(f"{origin}/my-progress.html")
    assert page.locator("[data-list] a").inner_text() == "F06 Strengths-based practice 1: seeing what works"
    file = saved(page, tmp_path, ' =@L1, "Ada"\n')
    assert file.name.startswith("progress-l1-ada-")
    first = file.read_text("utf-8-sig").splitlines()[1]
    assert first.startswith('"L1, ""Ada""","module finished",F06,1,,,')
    assert page.evaluate("localStorage.getItem('practicum-learner')") is None, "the name is kept only where somebody asks for it"
    today = date.fromisoformat(first.rsplit(",", 1)[1])

    # The training lead: the records room first, to the row, then the command as it is called.
    file = saved(page, tmp_path, "L1")
    version = frozenset(one.version for one in shipped_catalogue().modules["F06"].value.versions)
    files: Any = type("Files", (), {"list": lambda _: [file.name], "open": lambda _, name: file.read_bytes()})()
    intake = read_folder(files, catalogue_ids=KnownIds(modules={"F06": version}), today=today, zones={})
    assert not intake.refused
    (row,) = intake.tables["completions"].to_pylist()
    assert (row["learner"], row["module"], row["evidence"], row["source"]) == ("L1", "F06", "self", "self-report")
    assert (intake.total.rows_in, intake.total.used, intake.total.without_record, intake.total.set_aside) == (4, 4, 3, 0)
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / file.name).write_bytes(file.read_bytes())
    (folder / "learners.csv").write_text("learner\nL1\n")
    (folder / "agencies.csv").write_text("agency,country\nA1,NV\n")
    (folder / "posts.csv").write_text("learner,role,agency,start\nL1,PAR,A1,2026-01-01\n")
    day = (today + timedelta(days=1)).isoformat()
    done = call("gaps", str(folder), "--as-of", day, "--out", str(tmp_path / "report"), where=tmp_path)
    assert done.exit_code == 0, done.output
    assert "7 rows in = 7 used + 0 set aside + 0 collapsed" in done.output
    assert "1 completion rests on the learner's own word" in done.output

    # The other device: it has progress of its own, which stays.
    other = visit("modules/F06/03-the-words-we-use.html")
    other.click(".track [data-press]")
    other.goto(f"{origin}/my-progress.html")
    before = other.evaluate(KEEP)
    other.set_input_files("[data-file]", file)
    expect(other.locator("[data-in-said]")).to_have_text("Taken over: 4 new, 0 were here already. Nothing was lost.")
    after = other.evaluate(KEEP)
    assert set(after["F06"]["l"]) == {"01-what-we-look-for", "02-naming-a-strength", "03-the-words-we-use"}
    assert after["F06"]["l"]["03-the-words-we-use"] == before["F06"]["l"]["03-the-words-we-use"]
    assert {name: after["F06"][name] for name in ("q", "f")} == {name: page.evaluate(KEEP)["F06"][name] for name in ("q", "f")}
    other.set_input_files("[data-file]", file)
    expect(other.locator("[data-in-said]")).to_have_text("Taken over: 0 new, 4 were here already. Nothing was lost.")


HEAD = "learner,practicum_progress,module,version,edition,part,date,right,written\n"
BAD = [
    "L1,lesson read,__proto__,,,a,2026-01-01,,2026-01-02",
    "L1,lesson read,F06,,,../../x,2026-01-01,,2026-01-02",
    "L1,lesson read,F06,,,a,2026-02-30,,2026-01-02",
    "L1,lesson read,F06,,,b,2999-01-01,,2026-01-02",
    "L1,lesson <img src=x onerror=alert(1)>,F06,,,a,2026-01-01,,",
    'L1,module finished,F06,"<script>alert(1)</script>",,,2026-01-01,,',
]


def test_a_hostile_or_damaged_file_changes_nothing_and_is_said_to(visit: Visit) -> None:
    from playwright.sync_api import expect

    page = visit("my-progress.html")

    def give(text: bytes) -> str:
        page.evaluate("document.querySelector('[data-in-said]').textContent = ''")
        page.set_input_files("[data-file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": text})
        expect(page.locator("[data-in-said]")).not_to_have_text("")
        return str(page.locator("[data-in-said]").inner_text())

    for foreign in (b"", b"\x00\xff\x00", b"a,b\n1,2\n", b"{}", b"PK\x03\x04", HEAD.replace("right", "wrong").encode(), b"x" * 2_000_001):
        assert give(foreign) == "This is not a progress file of this site. Nothing was changed."
    assert give((HEAD + "\n".join(BAD)).encode()) == (
        f"Lines that could not be read and were left out: {len(BAD)}."
    )
    assert page.evaluate("({}).l === undefined && document.querySelectorAll('.mine img, .mine script').length === 0")
    assert not page.evaluate(KEEP)
    # Saved anew by a spreadsheet: semicolons, quotes, another order of columns, no end of line.
    again = 'date;module;"part";written;right;edition;version;practicum_progress;learner\r\n2026-01-01;F06;01-a;;;;;lesson read;"A ""B"";C"'
    assert give(again.encode()).startswith("Taken over: 1 new")
    assert give(HEAD.encode()) == "This file holds no progress yet. Nothing was changed."
    # A module that this site does not have is named, whatever else goes by its name.
    assert give((HEAD + "L1,lesson read,constructor,,,a,2026-01-01,,").encode()).startswith("Taken over: 1 new")
    assert page.locator("[data-list] li", has_text="constructor").inner_text().startswith("constructor")
    assert "undefined" not in page.locator("[data-list]").inner_html()
    # What another page of the same host wrote there is looked at before it is used.
    strange = '{"F06":5,"F07":{"l":{"a":{}},"q":[1],"f":{"2026-01-01":null}},"__proto__":{"l":{"a":"2026-01-01"}}}'
    for odd in ('"x"', "[1]", strange, "not json"):
        page.evaluate("odd => localStorage.setItem('practicum-progress', odd)", odd)
        page.reload()
        assert page.locator("[data-none]").is_visible() or page.locator("[data-list] li").count() == 1


def test_a_file_that_went_through_a_spreadsheet_is_taken_once_or_says_why_not(visit: Visit) -> None:
    from playwright.sync_api import expect

    page = visit("my-progress.html")
    lines = [
        "L1,module finished,F06,1,,,{},,{}", "L1,lesson read,F06,,,01-what-we-look-for,{},,{}",
        "L1,question answered,F06,,,F06-Q01,{},1,{}",
    ]  # fmt: skip

    def give(day: str, written: str, between: str = ",", encoding: str = "utf-8-sig") -> str:
        text = (HEAD + "\n".join(line.format(day, written) for line in lines)).replace(",", between).replace("\n", "\r\n")
        page.evaluate("document.querySelector('[data-in-said]').textContent = ''")
        page.set_input_files("[data-file]", {"name": "p.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)})
        expect(page.locator("[data-in-said]")).not_to_have_text("")
        return str(page.locator("[data-in-said]").inner_text())

    # Day and month cannot be told apart, or the year is cut short: one thing is said, and nothing is taken.
    for day, written in (("3/4/2026", "5/4/2026"), ("03-04-2026", "05-04-2026"), ("22/3/26", "23/3/26")):
        assert give(day, written).startswith("A spreadsheet program has changed the days in this file")
        assert not page.evaluate(KEEP)
    assert give("2026-04-03", "2026-04-22") == "Taken over: 3 new, 0 were here already. Nothing was lost."
    before = page.evaluate(KEEP)
    # The same days as programs of several countries write them: nothing is doubled, nothing moved.
    for day, written, between, encoding in (
        ("4/3/2026", "4/22/2026", ",", "utf-8-sig"), ("3/4/2026", "22/4/2026", ";", "cp1252"), ("03.04.2026", "22.04.2026", ";", "utf-8"),
        ("3.4.2026", "22.4.2026", ";", "utf-8"), ("2026/4/3", "2026/4/22", ",", "utf-8"), ("4/3/2026", "4/22/2026", "\t", "utf-16"),
    ):  # fmt: skip
        assert give(day, written, between, encoding) == "Taken over: 0 new, 3 were here already. Nothing was lost.", (day, encoding)
        assert page.evaluate(KEEP) == before


def test_a_name_in_any_script_names_the_file(visit: Visit, origin: str) -> None:
    page = visit("index.html")
    some_progress(page, origin)
    page.goto(f"{origin}/my-progress.html")
    for name, slug in (("Élodie N'Guessan", "élodie-n-guessan"), ("ليلى", "ليلى"), ("L-1", "l-1")):
        page.fill("[data-learner]", name)
        with page.expect_download() as got:
            page.click("[data-out] button")
        assert re.fullmatch(rf"progress-{slug}-\d{{4}}-\d\d-\d\d\.csv", got.value.suggested_filename)


def test_erasing_asks_first_and_leaves_nothing(visit: Visit, origin: str) -> None:
    page = visit("index.html")
    some_progress(page, origin)
    page.click("[data-lamp]")
    page.goto(f"{origin}/my-progress.html")
    page.check("[data-remember]")
    page.fill("[data-learner]", "L1")
    page.click("[data-out] button")
    assert page.evaluate("localStorage.getItem('practicum-learner')") == "L1"
    page.click("[data-erase]")
    assert page.evaluate("document.activeElement.dataset.no !== undefined"), "the way out is the one under the finger"
    page.click("[data-erase-sure] [data-no]")
    assert page.evaluate(KEEP)
    page.click("[data-erase]")
    page.click("[data-erase-sure] [data-yes]")
    assert page.locator("[data-erase-said]").inner_text() == "Your progress is erased from this device."
    assert page.locator("[data-none]").is_visible()
    assert page.evaluate("Object.keys(localStorage)") == ["practicum-light"]
    page.click("[data-erase-all]")
    page.click("[data-erase-all-sure] [data-yes]")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_where_nothing_can_be_kept_the_page_says_so_and_goes_on(visit: Visit, origin: str) -> None:
    refuse = "Object.defineProperty(Storage.prototype, 'setItem', {value: () => { throw new DOMException('no', 'QuotaExceededError'); }})"
    page = visit("about.html")
    page.context.add_init_script(refuse)
    for address in ("modules/F06/01-what-we-look-for.html", "my-progress.html"):
        page.goto(f"{origin}/{address}")
        if "modules" in address:
            page.click(".track [data-press]")
        page.locator("[data-said], [data-none]").filter(has_text="does not let the site keep anything").first.wait_for()


def test_without_scripts_nothing_is_promised(visit: Visit) -> None:
    page = visit("modules/F06/01-what-we-look-for.html", java_script_enabled=False)
    assert not page.locator(".track").is_visible()
    page = visit("my-progress.html", java_script_enabled=False)
    assert page.locator("noscript, article").last.inner_text().count("JavaScript")
    assert not page.locator(".mine").is_visible()


def test_it_works_from_a_folder_on_disk_and_in_french(visit: Visit, shipped: ShippedSite) -> None:
    root = shipped.folder.as_uri()
    page = visit("fr/modules/F06/01-what-we-look-for.html", 360, root=root)
    page.click(".track [data-press]")
    assert re.match(r"Vous avez lu cette leçon le \d+ \S+ \d{4}\.", page.locator(".track [data-said]").inner_text())
    page.goto(f"{root}/modules/F06.html")
    assert page.locator(".lessons .kept").count() == 1, "what is read in one language is read in all"
    page.goto(f"{root}/fr/my-progress.html")
    assert "Leçons lues\u00a0: 1 sur 8" in page.locator("[data-list]").inner_text()


def test_axe_finds_nothing_on_the_panels(visit: Visit, axe: str, origin: str) -> None:
    page = visit("index.html", 360, bypass_csp=True)
    some_progress(page, origin)
    for address in ("modules/F06.html", "programmes/strengths-based-practice.html", "my-progress.html"):
        page.goto(f"{origin}/{address}")
        if address.startswith("my"):
            page.click("[data-erase]")
            page.click("[data-out] button")
        page.evaluate(axe)
        assert not complaints(page, RULES), address
        page.emulate_media(color_scheme="dark")
        assert not complaints(page, COLOURS), address
        page.emulate_media(color_scheme="light")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        small = page.evaluate(
            """() => [...document.querySelectorAll('.track button, .mine button, .track input, .mine input:not([type=checkbox])')]
                .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
        )
        assert not small

