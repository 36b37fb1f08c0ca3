"""A package in scorm-again, a player made by others, in Chromium: passed, failed, completed, the score, and on where one stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from practicum.model.course import Course
from practicum.reading.files import InMemory
from practicum.reading.project import read_project
from practicum.resolving import View, view_of
from tests.exchanging.scorm_packages import judge, made, unpacked
from tests.publishing.shipped import DAY, shipped_catalogue
from tests.publishing.small_curriculum import ASSESSMENT, FILES

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PLAYER = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Player</title><link rel="icon" href="data:,">
<style>body { margin: 0 } iframe { width: 100vw; height: 100vh; border: 0 }</style><script src="scorm12.js"></script></head>
<body></body></html>"""
# What a platform does: it hands in what it kept, and keeps what it is told at every commit.
BEGIN = """([kept, mark, mode]) => {
  window.kept = []; window.API = new Scorm12API({autocommit: false});
  const core = {student_id: "1", student_name: "Learner, One", credit: "credit", lesson_mode: mode, entry: kept ? "resume" : "ab-initio"};
  API.loadFromJSON({core, student_data: {mastery_score: mark}}, "cmi");
  if (kept) {
    API.cmi.core.lesson_status = kept.core.lesson_status; API.cmi.core.lesson_location = kept.core.lesson_location;
    API.cmi.core.score.raw = kept.core.score.raw; API.cmi.suspend_data = kept.suspend_data;
  }
  for (const name of ["LMSCommit", "LMSFinish"]) API.on(name, () => window.kept.push([name, JSON.parse(JSON.stringify(API.cmi))]));
  const frame = document.createElement("iframe"); frame.title = "The course"; frame.src = "course/index.html"; document.body.append(frame);
}"""


class Quiet(SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Session:
    """A course that a learner has before them, and what the platform was told of it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.frame = page.frames[1]
        self.frame.wait_for_selector("h1:visible")

    def go(self, part: str) -> None:
        """To a part by its link, as the list of contents leads there."""
        self.frame.evaluate("part => document.querySelector(`a[href='#${part}']`).click()", part)
        self.frame.wait_for_selector(f"#{part}:visible")

    def read(self) -> None:
        """To the end of what is shown."""
        self.frame.evaluate("window.scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
        self.page.wait_for_timeout(100)

    def answer(self, *, right: bool) -> None:
        """Answer every question that is scored, the first time rightly or all of them wrongly."""
        self.go("self-check")
        self.frame.wait_for_selector("form.check")
        for form in self.frame.query_selector_all("form.check"):
            _answer(form, right=right)

    def leave(self) -> dict[str, Any]:
        """Take the course away, as a platform does when the learner leaves; what it was told last."""
        self.page.evaluate("document.querySelector('iframe').remove()")
        self.page.wait_for_function("kept.length && kept[kept.length - 1][0] === 'LMSFinish'")
        told: dict[str, Any] = self.page.evaluate("kept[kept.length - 1][1]")
        return told


def _answer(form: Any, *, right: bool) -> None:
    question = form.evaluate_handle("form => form.closest('.question')").as_element()
    kind = question.get_attribute("data-kind")
    if kind in ("single", "multiple", "true_false"):
        good = question.eval_on_selector_all("details.choice", "all => all.map(one => one.classList.contains('right'))")
        for holds, field in zip(good, form.query_selector_all("input"), strict=True):
            if holds == right:
                field.check()
                if kind != "multiple":
                    break
    elif kind == "match":
        pairs = question.eval_on_selector_all(".answer .pair", "all => all.map(one => one.textContent.trim())")
        if not right:
            pairs = [*pairs[1:], pairs[0]]
        for pair, field in zip(pairs, form.query_selector_all("select"), strict=True):
            field.select_option(pair)
    elif kind == "order":
        wanted = question.eval_on_selector_all(".answer li strong", "all => all.map(one => one.textContent.trim())")
        wanted = wanted if right else wanted[::-1]
        for place, text in enumerate(wanted):
            rows = form.query_selector_all(".order li")
            at = next(number for number, row in enumerate(rows) if row.query_selector("span").text_content().strip() == text)
            for _ in range(at - place):
                form.query_selector_all(".order li")[at].query_selector('[data-move="-1"]').click()
                at -= 1
    else:
        return
    form.query_selector("button[type=submit]").click()


Play = Callable[..., Session]


@pytest.fixture
def play(browser: Any, tmp_path: Path) -> Iterator[Play]:
    """Open a package in the player; afterwards the console has to be empty and every request to have stayed at home."""
    program = judge("PRACTICUM_SCORM_PLAYER", "scorm-again's dist/scorm12.min.js")
    contexts, faults, servers = [], [], []

    def open_course(view: View, course: Course, kept: Any = None, width: int = 360, mode: str = "normal", **options: Any) -> Session:
        root = tmp_path / f"{course.module}{len(servers)} a player"
        for path, data in unpacked(view, course).items():
            (root / "course" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "course" / path).write_bytes(data)
        (root / "scorm12.js").write_bytes(program.read_bytes())
        (root / "player.html").write_text(PLAYER, encoding="utf-8")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}"
        context = browser.new_context(viewport={"width": width, "height": 740}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((home, "data:")) else faults.append(f"went to {request.url}"))
        page.goto(f"{home}/player.html")
        page.evaluate(BEGIN, [kept, f"{course.mark:g}" if course.mark is not None else "", mode])
        page.frame_locator("iframe").locator("html.js").wait_for()
        return Session(page)

    yield open_course
    for context in contexts:
        context.close()
    for server in servers:
        server.shutdown()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def shipped() -> View:
    return view_of(shipped_catalogue(), day=DAY)


@pytest.fixture(scope="module")
def course(shipped: View) -> Course:
    return made(shipped, ["F06"])[0]


def small(changes: dict[str, str], *, without: str = "") -> tuple[View, Course]:
    files = {name: text for name, text in {**FILES, **changes}.items() if name != without}
    view = view_of(read_project(InMemory(files)).catalogue, day=DAY)
    return view, made(view, ["M1"])[0]


def test_all_right_is_passed_with_its_score(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course)
    session.answer(right=True)
    assert "The self-check is passed." in session.frame.inner_text(".tally")
    told = session.leave()
    assert told["core"]["lesson_status"] == "passed"
    assert told["core"]["score"] == {"raw": "100", "min": "0", "max": "100"}
    assert told["core"]["lesson_location"] == "self-check"
    assert told["core"]["exit"] == "suspend"
    assert told["core"]["session_time"] != "00:00:00"
    assert len(told["suspend_data"]) <= 4096


def test_all_wrong_is_failed_and_another_round_can_pass(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course)
    session.answer(right=False)
    assert "The self-check is not passed yet." in session.frame.inner_text(".tally")
    assert session.page.evaluate("[API.cmi.core.lesson_status, API.cmi.core.score.raw]") == ["failed", "0"]
    # To try again teaches, and changes nothing of the score.
    session.frame.query_selector("form.check .doors button:nth-child(2)").click()
    _answer(session.frame.query_selector("form.check"), right=True)
    assert session.page.evaluate("API.cmi.core.score.raw") == "0"
    kept = session.leave()
    assert kept["core"]["lesson_status"] == "failed"
    again = play(shipped, course, kept)
    again.go("self-check")
    assert "Answered in this round: not right." in again.frame.inner_text("#self-check")
    again.frame.click(".tally button")
    assert "Answered in this round" not in again.frame.inner_text("#self-check")
    again.answer(right=True)
    told = again.leave()
    assert [told["core"]["lesson_status"], told["core"]["score"]["raw"]] == ["passed", "100"]


def test_the_best_round_counts(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course)
    session.answer(right=True)
    session.frame.click(".tally button")
    session.answer(right=False)
    assert "Your best round so far: 100\u00a0%. The self-check is passed." in session.frame.inner_text(".tally")
    told = session.leave()
    assert [told["core"]["lesson_status"], told["core"]["score"]["raw"]] == ["passed", "100"]


def test_on_where_one_stopped(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course)
    session.go("lesson-3")
    session.read()
    _first(session)
    session.go("lesson-2")
    # A look at the words is no place where one learns on.
    session.go("words")
    kept = session.leave()
    assert kept["core"]["lesson_status"] == "incomplete", "a player takes a session that says nothing for a completed one"
    assert kept["core"]["lesson_location"] == "lesson-2"
    assert kept["core"]["score"]["raw"] == "", "nothing is scored before every question has an answer"
    again = play(shipped, course, kept)
    assert again.frame.is_visible("#lesson-2")
    assert "You are back where you stopped." in again.frame.inner_text("#told")
    assert again.frame.eval_on_selector_all(".beside .is-read", "all => all.map(one => one.hash)") == ["#lesson-3"]
    again.go("self-check")
    assert again.frame.inner_text(".tally") == f"1 of {course.scored} questions answered"
    assert again.frame.inner_text(".before-now") == "Answered in this round: right."


def _first(session: Session) -> None:
    session.go("self-check")
    session.frame.wait_for_selector("form.check")
    _answer(session.frame.query_selector("form.check"), right=True)


def test_what_was_kept_of_another_text_keeps_its_score_only(play: Play, shipped: View, course: Course) -> None:
    core = {"lesson_status": "passed", "lesson_location": "lesson-99", "score": {"raw": "90"}}
    session = play(shipped, course, {"core": core, "suspend_data": "1;00000000;111;111;90"})
    assert session.frame.is_visible("#start")
    told = session.leave()
    assert [told["core"]["lesson_status"], told["core"]["score"]["raw"]] == ["passed", "90"]
    core = {"lesson_status": "incomplete", "lesson_location": "<x>%E0%A4%A", "score": {"raw": ""}}
    for broken in ("1;zz", "nonsense", "1;" + "0" * 4000, '{"a": 1}'):
        session = play(shipped, course, {"core": core, "suspend_data": broken})
        assert session.frame.is_visible("#start")
        assert session.leave()["core"]["lesson_status"] == "incomplete"


def test_without_questions_all_lessons_read_is_completed(play: Play) -> None:
    view, course = small({}, without="curriculum/modules/M1-seeing/assessment.yaml")
    session = play(view, course)
    assert session.page.evaluate("API.cmi.core.lesson_status") == "incomplete"
    session.go("lesson-1")
    session.read()
    assert "Completed: you have read every lesson." in session.frame.inner_text("#told")
    told = session.leave()
    assert told["core"]["lesson_status"] == "completed"
    assert told["core"]["score"]["raw"] == ""


def test_the_longest_course_keeps_its_score_within_what_a_player_keeps(play: Play) -> None:
    question = ASSESSMENT[ASSESSMENT.index("  - id: M1-Q1") : ASSESSMENT.index("  - id: M1-Q2")]
    rest = ASSESSMENT[ASSESSMENT.index("rubric:") :]
    many = "".join(question.replace("M1-Q1", f"M1-N{number}") for number in range(4200))
    head = ASSESSMENT[: ASSESSMENT.index("  - id: M1-Q1")]
    view, course = small({"curriculum/modules/M1-seeing/assessment.yaml": head + many + rest})
    assert course.scored == 4200
    core = {"lesson_status": "failed", "lesson_location": "lesson-1", "score": {"raw": "40"}}
    session = play(view, course, {"core": core, "suspend_data": "1;00000000;;;40.25"})
    told = session.leave()
    assert told["suspend_data"].endswith(";;;40.25")
    assert len(told["suspend_data"]) < 100


def test_to_look_back_records_nothing(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course, mode="review")
    assert "You are looking back" in session.frame.inner_text("#told")
    session.answer(right=True)
    told = session.leave()
    assert told["suspend_data"] == ""
    assert told["core"]["score"]["raw"] == ""


def test_a_platform_that_takes_nothing_in_is_said(play: Play, shipped: View, course: Course) -> None:
    session = play(shipped, course)
    session.page.evaluate("API.LMSCommit = () => 'false'")
    session.go("lesson-1")
    assert "The platform did not record this." in session.frame.inner_text("#told")
    session.page.evaluate("API.LMSCommit = () => 'true'")
    session.go("lesson-2")
    assert session.frame.inner_text("#told") == ""


def test_without_a_platform_or_a_network_it_is_read_from_a_folder(browser: Any, tmp_path: Path, shipped: View, course: Course) -> None:
    for path, data in unpacked(shipped, course).items():
        (tmp_path / path).write_bytes(data)
    context = browser.new_context(viewport={"width": 360, "height": 740}, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / course.entry).as_uri())
    assert "not connected to a learning platform" in page.inner_text("#told")
    page.click(".lessons a >> nth=1")
    page.wait_for_selector("#lesson-2:visible")
    assert page.is_hidden("#start")
    page.click("#lesson-2 .around .after")
    page.wait_for_selector("#lesson-3:visible")
    page.go_back()
    page.wait_for_selector("#lesson-2:visible")
    context.close()
    assert not faults


def test_without_scripts_all_of_it_can_be_read(browser: Any, tmp_path: Path, shipped: View, course: Course) -> None:
    for path, data in unpacked(shipped, course).items():
        (tmp_path / path).write_bytes(data)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / course.entry).as_uri())
    assert all(page.is_visible(f"#lesson-{number}") for number in range(1, course.lessons + 1))
    context.close()


@pytest.mark.parametrize("part", ["start", "lesson-1", "self-check", "words", "sources"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    play: Play, axe: str, shipped: View, course: Course, part: str, width: int
) -> None:
    session = play(shipped, course, width=width, bypass_csp=True)
    session.go(part)
    if part == "self-check":
        session.answer(right=width == 360)
    session.frame.evaluate(axe)
    assert not _complaints(session, RULES)
    session.page.emulate_media(color_scheme="dark")
    assert not _complaints(session, COLOURS)
    assert session.frame.evaluate("document.documentElement.scrollWidth") <= width
    session.frame.add_style_tag(content="html { font-size: 200% !important }")
    assert session.frame.evaluate("document.documentElement.scrollWidth") <= width, session.frame.evaluate(_WIDE, width)


_WIDE = """width => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [], range = document.createRange();
  while (walk.nextNode()) {
    range.selectNodeContents(walk.currentNode);
    if (range.getBoundingClientRect().right > width) found.push(walk.currentNode.parentNode.outerHTML.slice(0, 160));
  }
  return found;
}"""


def _complaints(session: Session, rules: object) -> list[str]:
    found = session.frame.evaluate("rules => axe.run(document, {runOnly: rules})", rules)["violations"]
    return [f"{one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"]]

