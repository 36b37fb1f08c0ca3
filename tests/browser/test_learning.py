"""Learning on a page: self-checks, terms in place, notes, key points, reading aloud, the quick exit and help."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import COLOURS, RULES, complaints
from tests.publishing.shipped import ShippedSite

LESSON = "modules/F06/01-what-we-look-for.html"
CHECKS = "modules/F02/assessment.html"
HEAR = "window.heard = []; document.addEventListener('practicum:done', event => heard.push(event.detail))"


def question(page: Any, id: str) -> Any:
    """The question whose heading has this id."""
    return page.locator(".question", has=page.locator(f"h3#{id}"))


def press(page: Any, within: Any, name: str) -> None:
    """Press a button by keyboard alone."""
    within.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def answering(visit: Visit, width: int = 1280, **options: Any) -> Any:
    """The page of self-checks once its forms are made."""
    page = visit(CHECKS, width, **options)
    page.wait_for_selector(".has-form")
    page.evaluate(HEAR)
    return page


def heard(page: Any) -> Any:
    """What the page has told other scripts, and forget it."""
    return page.evaluate("heard.splice(0)")


def test_a_choice_is_answered_by_keyboard_with_feedback_and_without_a_score(visit: Visit) -> None:
    page = answering(visit, 360)
    one = question(page, "F02-Q02")
    expect(one.get_by_role("group")).to_have_accessible_name(re.compile(r"^2\. A boy of 15"))
    press(page, one, "Check my answer")
    expect(one.get_by_role("status")).to_have_text("Choose an answer first.")
    assert heard(page) == []
    one.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(one.get_by_role("status")).to_contain_text("Not this one. This repeats what the men want everyone to see.")
    assert heard(page) == [{"kind": "question", "id": "F02-Q02", "right": False}]
    press(page, one, "Try again")
    assert page.evaluate("document.activeElement.type") == "radio"
    assert not one.get_by_role("status").inner_text().strip()
    one.get_by_role("radio").nth(3).check()
    press(page, one, "Check my answer")
    expect(one.get_by_role("status")).to_contain_text("You have it.")
    assert heard(page) == [{"kind": "question", "id": "F02-Q02", "right": True}]
    press(page, one, "Show all answers")
    assert one.locator(".taught li").count() >= 4
    assert not re.search(r"\d+ ?%|score|points", one.inner_text())


def test_every_other_kind_of_question_says_what_is_right_and_what_is_not(visit: Visit) -> None:
    page = answering(visit)
    several = question(page, "F02-Q03")
    several.get_by_role("checkbox").nth(0).check()
    press(page, several, "Check my answer")
    expect(several.get_by_role("status")).to_contain_text("Something that fits is still missing.")
    for number in (1, 3):
        several.get_by_role("checkbox").nth(number).check()
    press(page, several, "Check my answer")
    expect(several.get_by_role("status")).to_contain_text("You have it.")

    order = question(page, "F02-Q07")
    right = order.locator(".answers li strong").all_text_contents()
    press(page, order, "Check my answer")
    expect(order.get_by_role("status")).to_contain_text("Not in its place yet.")
    for place, words in enumerate(right):
        while (at := order.locator(".order li span").all_text_contents().index(words)) > place:
            press(page, order, f"Up: {words}")
            assert page.evaluate("document.activeElement.ariaLabel") == f"Up: {words}", "the button that was pressed keeps the keyboard"
            expect(order.get_by_role("status")).to_contain_text(f"place {at} of {len(right)}")
    press(page, order, "Check my answer")
    expect(order.get_by_role("status")).to_contain_text("You have it.")

    match = question(page, "F02-Q01")
    press(page, match, "Check my answer")
    expect(match.get_by_role("status")).to_have_text("Choose something for every line first.")
    for label in match.locator(".match label").all_text_contents():
        held = match.locator(".answers li", has_text=label).locator(".pair").text_content()
        match.get_by_label(label).select_option(held)
    press(page, match, "Check my answer")
    expect(match.get_by_role("status")).to_contain_text("You have it.")

    short = question(page, "F02-Q12")
    short.get_by_label("Your answer").fill("I call the duty worker.")
    press(page, short, "Compare with a model answer")
    expect(short.get_by_role("status")).to_contain_text("Model answer: The arrangement has broken.")
    press(page, short, "Mine misses something")
    assert [(one["id"], one["right"]) for one in heard(page)] == [
        ("F02-Q03", False), ("F02-Q03", True), ("F02-Q07", False), ("F02-Q07", True), ("F02-Q01", True), ("F02-Q12", False),
    ]  # fmt: skip


def test_a_question_that_was_answered_has_nothing_for_axe(visit: Visit, axe: str) -> None:
    page = answering(visit, 360, bypass_csp=True)
    for id in ("F02-Q02", "F02-Q03"):
        question(page, id).locator("input").first.check()
    for id in ("F02-Q02", "F02-Q03", "F02-Q07", "F02-Q12"):
        question(page, id).locator("[type=submit]").click()
    # Questions that nobody touched are looked at with the other pages.
    page.evaluate("document.querySelectorAll('.question, .wide').forEach(one => one.querySelector('.taught li') || one.remove())")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.evaluate(axe)
    assert not complaints(page, RULES)
    page.emulate_media(color_scheme="dark")
    assert not complaints(page, COLOURS)


def test_without_script_questions_and_answers_are_text(visit: Visit) -> None:
    page = visit(CHECKS, 360, java_script_enabled=False)
    assert page.locator(".question details").first.is_visible()
    assert page.locator(".question .after").first.is_visible()
    assert page.locator("form, [role=status]").count() == 0


@pytest.mark.parametrize("where", ["served", "disk"])
def test_a_term_opens_in_place_and_leads_to_the_glossary(visit: Visit, shipped: ShippedSite, where: str) -> None:
    page = visit(LESSON, 360, root=shipped.folder.as_uri() if where == "disk" else "")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    link = page.locator("article a", has_text=re.compile("^strength$")).first
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Strength")
    expect(dialog).to_contain_text("Something a person or a community does that helps a child")
    assert sum(url.endswith("terms.js") for url in seen) == 2
    assert not [url for url in seen if "glossary" in url], "the definition comes without the glossary page"
    dialog.get_by_role("button", name="community asset").click()
    expect(page.get_by_role("dialog", name="Community asset")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert link.evaluate("one => one === document.activeElement")
    link.click()
    dialog.get_by_role("link", name="Open in the glossary").click()
    page.wait_for_url("**/glossary.html#strength")


def test_an_open_term_has_nothing_for_axe(visit: Visit, axe: str) -> None:
    page = visit(LESSON, 360, bypass_csp=True)
    page.locator("article a[aria-haspopup=dialog]").first.click()
    page.wait_for_selector("dialog[open]")
    page.evaluate(axe)
    assert not complaints(page, RULES)


def test_a_french_lesson_shows_a_term_in_french_and_leads_to_the_french_glossary(visit: Visit) -> None:
    page = visit(f"fr/{LESSON}")
    page.locator("article a[aria-haspopup=dialog]").first.click()
    expect(page.locator("dialog p").first).not_to_have_attribute("lang", "en")
    expect(page.locator("dialog")).not_to_contain_text("Uniquement en anglais")
    expect(page.locator("dialog")).to_contain_text("Voir aussi\u00a0: ")
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()
    page.locator("dialog").get_by_role("link", name="Ouvrir dans le glossaire").click()
    page.wait_for_url("**/fr/glossary.html#*")
    expect(page.locator("article")).not_to_have_attribute("lang", "en")


def test_notes_stay_on_the_device_until_they_are_erased(visit: Visit, origin: str) -> None:
    page = visit(LESSON, 360)
    assert page.locator(".note textarea").count() == 0, "what is needed low on the page is not loaded at once"
    page.locator(".note").scroll_into_view_if_needed()
    field = page.get_by_label("Your notes")
    expect(field).to_have_accessible_description(re.compile("this device only.*Nothing is sent"))
    field.fill("I saw the canal first.\nNobody asked Ansa.")
    expect(page.locator(".note [role=status]")).to_have_text("Saved on this device.")
    page.goto(f"{origin}/modules/F06/02-naming-a-strength.html")
    page.goto(f"{origin}/{LESSON}")
    page.locator(".note").scroll_into_view_if_needed()
    expect(page.get_by_label("Your notes")).to_have_value("I saw the canal first.\nNobody asked Ansa.")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download my notes as text").click()
    assert coming.value.suggested_filename == "my-notes.txt"
    text = Path(coming.value.path()).read_text("utf-8")
    assert text.startswith("What we look for is what we see\n===")
    assert "Think about it\n\nI saw the canal first.\nNobody asked Ansa.\n" in text
    page.get_by_role("button", name="Erase this note").click()
    assert page.evaluate("localStorage.getItem('practicum-notes')") is None
    page.get_by_role("button", name="Bring it back").click()
    assert "Ansa" in page.evaluate("localStorage.getItem('practicum-notes')")


def test_refused_storage_is_said_and_the_page_goes_on(visit: Visit) -> None:
    page = visit("about.html")
    page.add_init_script("Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('refused'); }")
    page.goto(page.url.replace("about.html", LESSON))
    page.locator(".note").scroll_into_view_if_needed()
    page.get_by_label("Your notes").fill("one")
    expect(page.locator(".note [role=status]")).to_contain_text("lost when you leave the page")


def test_key_points_stand_at_the_end_of_the_last_lesson_ready_to_send(visit: Visit) -> None:
    page = visit("modules/F06/08-annotating-a-conversation.html", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".points").scroll_into_view_if_needed()
    points = page.locator(".points li")
    assert points.count() == 9
    points.nth(2).get_by_role("button").click()
    expect(page.locator(".points [role=status]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "A strength never cancels a danger. It covers a part of it, or it does not."
    page.get_by_role("button", name="Copy all").click()
    expect(page.locator(".points [role=status]")).to_have_text("Copied")
    sent = page.evaluate("navigator.clipboard.readText()")
    assert sent.startswith("F06 Strengths-based practice 1: seeing what works\n\n• A strength is something a person does.")
    page = visit("about.html")
    page.add_init_script("window.sent = []; navigator.share = what => { sent.push(what.text); return Promise.resolve(); }")
    page.goto(page.url.replace("about.html", "modules/F06/08-annotating-a-conversation.html"))
    page.locator(".points").scroll_into_view_if_needed()
    page.get_by_role("button", name="Send: Danger today").click()
    assert page.evaluate("sent") == ["Danger today: stop, make safe, tell the right person, then write."]


VOICES = """
window.said = [];
const voice = (lang, localService) => ({lang, localService, name: lang});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => %s.map(one => voice(...one)), cancel() {},
    speak(one) { said.push([one.text, one.voice.lang]); if (said.length < 3) setTimeout(() => one.onend(), 5); },
}});
"""


@pytest.mark.parametrize(("voices", "offered"), [([["fr-FR", True], ["en-GB", True]], True), ([["en-US", False], ["fr-FR", True]], False)])
def test_reading_aloud_is_offered_only_with_a_voice_of_the_device(visit: Visit, voices: list[list[object]], offered: bool) -> None:
    page = visit("about.html")
    page.add_init_script(VOICES % json.dumps(voices))
    page.goto(page.url.replace("about.html", LESSON))
    button = page.get_by_role("button", name="Read aloud")
    assert button.count() == int(offered)
    if offered:
        button.click()
        page.wait_for_function("() => said.length === 3")
        said = page.evaluate("said")
        assert [lang for _, lang in said] == ["en-GB"] * 3
        assert said[0][0] == "What we look for is what we see"
        assert page.locator("article .reading").count() == 1
        page.get_by_role("button", name="Stop reading").click()
        assert page.locator("article .reading").count() == 0


def test_a_lesson_says_how_long_it_takes_and_tells_when_it_was_read(visit: Visit) -> None:
    page = visit(LESSON, 360)
    page.evaluate(HEAR)
    assert re.fullmatch(
        r"Lesson 1 of 8\s+90 min with the group\s+about \d+ min to read", page.locator(".time").first.inner_text().replace("\n", " ")
    )
    assert page.locator(".time").last.inner_text() == "10 h 30 min left in this module after this lesson"
    assert page.locator(".around .after small").inner_text() == "75 min"
    page.wait_for_timeout(300)
    assert heard(page) == []
    page.locator(".around").scroll_into_view_if_needed()
    page.wait_for_function("() => heard.length > 0")
    assert heard(page) == [{"kind": "lesson", "id": "F06/01-what-we-look-for", "right": True}]


def test_the_quick_exit_leaves_nothing_behind(visit: Visit, origin: str) -> None:
    page = visit("about.html")
    page.goto(f"{origin}/{LESSON}")
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url(f"{origin}/blank.html")
    assert "racticum" not in page.content()
    page.go_back()
    assert page.url == f"{origin}/about.html", "the page that was left is not in the history"
    page.goto(f"{origin}/fr/{LESSON}")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(f"{origin}/fr/blank.html")
    assert page.locator("h1").inner_text() == "Page vide"


def test_the_quick_exit_and_help_work_without_script_and_stand_where_they_are_needed(visit: Visit, origin: str) -> None:
    page = visit("modules/F02.html", 360, java_script_enabled=False)
    page.get_by_role("link", name="Where to get help now").first.click()
    assert page.url == f"{origin}/help.html"
    assert page.get_by_role("heading", name="Norvale").is_visible()
    assert page.get_by_text("Norvale Children's Line: 000 100 (invented, connects nowhere)").is_visible()
    page.get_by_role("link", name="Leave this page").click()
    assert page.url == f"{origin}/blank.html"
    page.goto(f"{origin}/roles/FSW.html")
    assert page.locator(".exit").count() == 0
