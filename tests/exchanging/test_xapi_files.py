"""Files of statements: every shape gives the same, damaged ones are refused at their place, and none is held whole."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.exchanging import xapi_files
from practicum.exchanging.xapi_files import Fault, Unreadable, statements_in
from tests.exchanging.lrs_standing_in import statement

SOME = [statement(number) for number in range(7)]


def zipped(data: bytes, *names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("a.json",):
            archive.writestr(name, data)
    return stream.getvalue()


def pages(statements: list[Any]) -> bytes:
    parts = [statements[at : at + 3] for at in range(0, len(statements), 3)]
    return b"\n".join(json.dumps({"statements": part, "more": '/x?a="1"'}).encode() for part in parts)


SHAPES: dict[str, Callable[[list[Any]], bytes]] = {
    "lines": lambda found: "\n".join(map(json.dumps, found)).encode(),
    "lines of Windows": lambda found: b"\xef\xbb\xbf" + "\r\n".join(map(json.dumps, found)).encode() + b"\r\n\r\n",
    "array": lambda found: json.dumps(found).encode(),
    "array over lines": lambda found: json.dumps(found, indent=2, ensure_ascii=False).encode("utf-8-sig"),
    "objects over lines": lambda found: "\n".join(json.dumps(one, indent=1) for one in found).encode(),
    "UTF-16": lambda found: json.dumps(found, ensure_ascii=False).encode("utf-16"),
    "result": lambda found: json.dumps({"statements": found, "more": ""}).encode(),
    "result, more first": lambda found: json.dumps({"more": "/next?\"", "statements": found}, indent=1).encode(),
    "result, no more": lambda found: json.dumps({"statements": found}).encode(),
    "pages": pages,
    "arrays": lambda found: "\n".join(json.dumps([one]) for one in found).encode(),
}
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "gz": gzip.compress,
    "gz in pieces": lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:]),
    "zip": lambda data: zipped(data),
    "gz in zip": lambda data: zipped(gzip.compress(data)),
}


def read(data: bytes) -> list[Any]:
    return [raw for _, _, raw in statements_in("x", io.BytesIO(data))]


def consume(found: Iterable[object]) -> None:
    """Read on until nothing is left, holding nothing."""
    deque(found, maxlen=0)


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same(shape: str, packed: str) -> None:
    assert read(PACKED[packed](SHAPES[shape](SOME))) == SOME


_objects = st.dictionaries(st.text(max_size=4), st.text(max_size=12) | st.integers() | st.none())


@settings(max_examples=60, deadline=None)
@given(st.lists(_objects, max_size=6), st.integers(1, 40), st.data())
def test_every_shape_gives_the_same_however_it_is_cut_into_pieces(found: list[Any], chunk: int, data: st.DataObject) -> None:
    # An object with only `statements` is a page, and nothing else than objects is a statement.
    found = [{"id": 1, **{key: value for key, value in one.items() if key != "statements"}} for one in found]
    shape = data.draw(st.sampled_from(list(SHAPES)))
    before = xapi_files._CHUNK
    try:
        xapi_files._CHUNK = chunk * 7
        assert read(SHAPES[shape](found)) == found
    finally:
        xapi_files._CHUNK = before


def test_a_damaged_line_costs_itself_only() -> None:
    lines = [json.dumps(one).encode() for one in SOME]
    damaged = [lines[0], lines[1][:40], b'{"a":"' + b"x" * 4_100_000 + b'"}', b'{"a":' * 100_000, b'{"a":"\xe9"}', b"", lines[2]]
    found = [(row, raw) for _, row, raw in statements_in("x", io.BytesIO(b"\n".join(damaged)))]
    assert found == [(1, SOME[0]), (2, "BAD_JSON"), (3, "TOO_LARGE"), (4, "TOO_DEEP"), (5, "BAD_JSON"), (7, SOME[2])]
    assert all(isinstance(raw, Fault) for row, raw in found if row in (2, 3, 4, 5))


_ARRAY = json.dumps(SOME).encode()


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (_ARRAY[:1000], 2, "cut off"),
        (_ARRAY[:-1], 8, "cut off"),
        (_ARRAY.replace(b'"verb"', b"verb", 1), 1, "no JSON from this statement on"),
        (_ARRAY[:-1] + b', "\xe9"]', 0, "no UTF-8"),
        (gzip.compress(_ARRAY)[:-20], 0, "cut off"),
        (gzip.compress(_ARRAY)[:60] + b"\xff" * 100, 0, "damaged"),
        (zipped(_ARRAY)[:-40], 0, "damaged"),
        (zipped(zipped(_ARRAY)), 0, "inside an archive"),
        (b"[" * 100_000, 1, "nested deeper"),
        (b"<html>", 1, "a web page"),
        (b"learner,module\n", 1, "does not begin as JSON"),
        ("[]".encode("utf-16-le"), 0, "no text in UTF-8"),
        (b'{"statements":[{"a":1}],"error":"x"}', 2, "no JSON from this statement on"),
        (b'[{"a":1}] {"b":', 2, "cut off"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_refused_at_its_place(data: bytes, row: int, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refused:
        read(data)
    assert refused.value.row == row
    assert refused.value.help


@pytest.mark.parametrize("unpacked", [b"[" + b" " * 40_000_000, b'{"a":"%s"}\n' % (b"x" * 400) * 60_000], ids=["one", "lines"])
@pytest.mark.parametrize("pack", [gzip.compress, zipped], ids=["gz", "zip"])
def test_what_unpacks_to_far_more_than_it_looks_is_refused(unpacked: bytes, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(unpacked)
    found = statements_in("x", io.BytesIO(packed))
    with pytest.raises(Unreadable, match="unpacks to far more"):
        consume(found)


def test_members_of_an_archive_are_named_and_lead_nowhere() -> None:
    found = list(statements_in("x.zip", io.BytesIO(zipped(_ARRAY, "../../b.json", "a\n.json", "__MACOSX/c.json"))))
    assert {file for file, _, _ in found} == {"x.zip/../../b.json", "x.zip/a.json"}


def test_numbers_of_a_thousand_digits_and_nothing_at_all() -> None:
    assert read(b'{"a":' + b"9" * 10_000 + b"}") == [{"a": float("inf")}]
    assert read(b"") == read(b" \n\n") == read(b"[]") == read(b'{"statements":[],"more":""}') == []
