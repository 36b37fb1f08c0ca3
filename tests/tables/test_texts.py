"""Large text files are read by columns: the same rows as the obvious reader gives, whatever stands in them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.tables import Coded, Grid, Limits, Refusal, open_grids, texts
from practicum.tables.encodings import recoded
from practicum.tables.grids import BulkRows

CELL = st.one_of(
    st.sampled_from(["", " ", "a", "L1", "2025-01-01", '"x"', '"x;y"', '"two\nlines"', '"say ""so"""', 'in"side', "é", "1,5", "\u00a0"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5).map(lambda text: '"' + text.replace('"', '""') + '"'),
)
ROW = st.lists(CELL, min_size=0, max_size=5).map(";".join)


def read(data: bytes, **limits: Any) -> Grid | Refusal:
    found = open_grids("a.csv", data, limits=Limits(**limits), delimiter=";")
    return found[0] if isinstance(found, list) else found


@settings(deadline=None, max_examples=150)
@given(rows=st.lists(ROW, min_size=1, max_size=30), end=st.sampled_from(["\n", "\r\n", "\r"]), heading=st.integers(1, 4))
def test_both_readers_give_the_same_rows_and_the_same_body(rows: list[str], end: str, heading: int) -> None:
    usual = "a;b;c" + end + "1;2;3" + end
    data = (usual * 100 + end.join(rows) + end).encode()
    plain = read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "BULK_BYTES", 0)
        bulk = read(data)
    if isinstance(plain, Refusal):
        assert bulk == plain
        return
    assert isinstance(bulk, Grid)
    assert isinstance(bulk.rows, BulkRows)
    assert list(bulk.rows) == [list(row) if row else bulk.rows[number] for number, row in enumerate(plain.rows)]
    assert all(not "".join(bulk.rows[number]) for number, row in enumerate(plain.rows) if not row)
    one, other = bulk.under(heading), plain.under(heading)
    assert (one.names, one.numbers, one.overlong) == (other.names, other.numbers, other.overlong)
    assert [list(column) for column in one.columns] == [list(column) for column in other.columns]


def test_a_cell_that_is_too_long_is_found_in_a_large_file() -> None:
    data = b"id;name\n" + b"1;a\n" * 200_000 + b"2;" + b"x" * 500 + b"\n" + b"1;a\n" * 10
    refused = read(data, cell_characters=400)
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.row, refused.column) == ("CELL_TOO_LONG", 200_002, "B")


def test_decimal_commas_in_every_row_do_not_make_the_comma_the_delimiter() -> None:
    rows = "".join(f"L{n};F01;2026-01-0{n % 9 + 1};{n % 90},5\n" + ("short;row\n" if n % 20 == 0 else "") for n in range(200))
    assert texts.likely_delimiter("Report;;;\nid;module;date;score\n" + rows) == ";"
    assert texts.likely_delimiter("name,score\nA,5\n") == ","


@pytest.mark.parametrize(
    ("words", "encodings"),
    [
        ("Prénom;Nom;Durée\nZoé;Lefèvre;Été\nFrançois;Hervé;Noël\n", ["cp1252", "mac_roman", "cp850", "utf-8", "utf-16", "utf-16-le"]),
        ("Nombre;Año\nMuñoz;Peña\nJosé Núñez;Córdoba\n", ["cp1252", "mac_roman", "latin-1"]),
        ("Formação;Conclusão\nJoão;São Paulo\n", ["cp1252", "mac_roman"]),
        ("Numele;Judeţ\nŞtefan;Braşov\nIonuţ;Brăila\n", ["cp1250"]),
        ("Фамилия;Дата окончания\nИванова;Пётр\n", ["cp1251", "koi8_r", "cp866", "utf-16-be"]),
        ("الاسم;تاريخ\nمحمد;ليلى\n", ["cp1256", "utf-8-sig"]),
        ("Imię\nŁukasz;Żółć\nWiśniewska\n", ["cp1250"]),
    ],
)
def test_the_code_page_is_found_by_the_words(words: str, encodings: list[str]) -> None:
    for encoding in encodings:
        found = recoded(words.encode(encoding))
        assert not isinstance(found, int), encoding
        assert found[0].removeprefix(b"\xef\xbb\xbf").decode() == words, (encoding, found[1])
        assert found[2] == (encoding not in ("utf-8", "utf-8-sig", "utf-16"))


def test_one_broken_letter_does_not_change_the_encoding_of_a_file() -> None:
    data = "name\nÉtienne\nZoé\nNoël\nHervé\n".encode() + b"Lef\xe8vre\n"
    found = recoded(data)
    assert not isinstance(found, int)
    assert found[1:] == ("utf-8", True)
    assert "Étienne" in found[0].decode()


def test_an_endless_line_costs_little_more_than_itself() -> None:
    import tracemalloc

    data = b"x" * 100_000_000
    tracemalloc.start()
    refused = read(data, bytes=200_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(refused, Refusal)
    assert refused.reason == "CELL_TOO_LONG"
    assert peak < 10_000_000


def test_a_column_reads_like_a_list_and_changes_alone() -> None:
    column = Coded.of(["a", "b", "a"])
    other = column.taken([0, 1])
    other[0] = "c"
    assert list(column) == ["a", "b", "a"]
    assert list(other) == ["c", "b"]
    assert column.compact().counts() == {"a": 2, "b": 1}
    assert column.arrow("code", [2, 0]).to_pylist() == ["a", "a"]


def test_a_file_too_large_is_not_read_at_all() -> None:
    class Watched(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    stream = Watched(b"a,b\n" * 1000)
    assert isinstance(open_grids("a.csv", stream, limits=Limits(bytes=100)), Refusal)
    assert stream.taken <= 101
