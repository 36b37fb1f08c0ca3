"""The words of tables: Polars understands those that rules are judged with, and means by them what narwhals means."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import practicum.matching
from practicum.tables import frame, nw
from practicum.tables.engine import ENGINES, Engine
from practicum.tables.words import PolarsWords, columns_in, with_places

FLAGS: dict[str, list[int | None]] = {"id": [1, 2, 3, 4], "a": [1, None, 0, None], "b": [1, 1, 1, 0]}
KINDS = dict.fromkeys(FLAGS, "whole")


def said_in(path: Path) -> set[str]:
    """The words of `nw` in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "nw"
    }  # fmt: skip


def test_polars_has_every_word_that_rules_are_judged_with() -> None:
    folder = Path(practicum.matching.__file__).parent
    said = set().union(*(said_in(path) for path in folder.glob("*.py")))
    assert {"col", "when", "concat", "any_horizontal"} <= said
    # Finished tables are Arrow, and read with narwhals outside of a run.
    assert said - {"from_native"} <= set(dir(PolarsWords()))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ignore", [True, False])
def test_unknown_flags_mean_the_same_on_every_engine(engine: str, ignore: bool) -> None:
    on = Engine(engine)
    with on.speaking():
        a, b = nw.col("a") == 1, nw.col("b") == 1
        table = on.table(frame(FLAGS, KINDS)).select(
            "id",
            any_=nw.when(nw.any_horizontal(a.fill_null(False) if engine == "pandas" else a, b, ignore_nulls=ignore)).then(nw.lit(1)),
            all_=nw.when(nw.all_horizontal(b, nw.col("id") > 1, ignore_nulls=ignore)).then(nw.lit(1)),
        )
        rows = on.rows(table.sort("id"))
    assert [row["any_"] for row in rows] == [1, 1, 1, None]
    assert [row["all_"] for row in rows] == [None, 1, 1, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_numbered_in_an_order(engine: str) -> None:
    on = Engine(engine)
    with on.speaking():
        placed = with_places(on.table(frame(FLAGS, KINDS)), "place", ["b", "id"])
        assert columns_in(placed) == ["place", "id", "a", "b"]
        rows = on.rows(placed.select("id", "place").sort("id"))
    assert [(row["id"], row["place"]) for row in rows] == [(1, 1), (2, 2), (3, 3), (4, 0)]


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_are_put_one_below_the_other(engine: str) -> None:
    on = Engine(engine)
    with on.speaking():
        one: Any = on.table(frame(FLAGS, KINDS)).select("id")
        assert on.count(nw.concat([one], how="vertical")) == 4
        assert on.count(nw.concat([one, one], how="vertical")) == 8


def test_words_are_those_of_the_innermost_engine_and_narwhals_outside() -> None:
    import narwhals.stable.v2 as narwhals

    polars, duck = Engine("polars"), Engine("duckdb")
    with polars.speaking():
        mine = nw.Int64
        with duck.speaking():
            assert nw.Int64 is narwhals.Int64
        assert nw.Int64 is mine is not narwhals.Int64
    assert nw.Int64 is narwhals.Int64
