"""Spark: tables that lie as Parquet anywhere, cut by learner into parts that its tasks judge, and what they find as Parquet again.

Reading, cutting, judging and writing are one chain of steps that Spark runs; no row passes through the program that asks for them.
A part is what `stored` cuts: some learners' rows, with those of the people who signed for them beside them.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from practicum.tables.packing import TABLE, Packing
from practicum.tables.stored import SHOWN_OF_SIGNERS, SIGNERS, Part

if TYPE_CHECKING:
    import pyarrow

PART, OWN = "part_", "own_"
# One part of so much Parquet is some half a million rows; its task needs about 1.5 GB beside the memory of Spark itself.
BYTES_A_PART = 8 << 20
_KINDS = {"text": "string", "code": "string", "day": "bigint", "whole": "bigint", "flag": "boolean", "number": "double"}
_NUMBERS = ("long", "integer", "short", "byte", "double", "float", "decimal", "void")
# How Spark may hold a column, by what the column says, and how to write it so; anything can be text.
_HOLDING = {
    "day": (("date", "timestamp", "timestamp_ntz", *_NUMBERS), "write days as dates, or as the number of days since 1970-01-01"),
    "whole": (_NUMBERS, "write whole numbers as such"),
    "flag": (("boolean", *_NUMBERS), "write true and false as booleans"),
    "number": (_NUMBERS, "write numbers as such"),
}
# What judges one part: what it was given for the whole run, and the part; gives tables by name.
Judge: TypeAlias = Callable[[Any, Part], Mapping[str, "pyarrow.Table"]]
Frame: TypeAlias = Any


class SparkTrouble(Exception):
    """Spark cannot run, or cannot read or write what it is pointed at; ``message`` says why and ``help`` what to do."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


@contextmanager
def spark_session(master: str, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A session on a master, stopped at the end; on `local[…]` it listens on this machine alone.

    Where one runs already in this program, it is that one, and it goes on running.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkTrouble("Spark is not installed", "install pyspark, as with the extra `[spark]`; it needs Java 17 or newer") from error
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    chosen = {"spark.app.name": "practicum", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if master.startswith("local"):
        chosen |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            # A task is one core's work; and it finds this very program, installed or not.
            "spark.executorEnv.POLARS_MAX_THREADS": "1",
            "spark.executorEnv.PYTHONPATH": str(Path(__file__).parents[2]),
        }
    builder = SparkSession.builder.master(master)
    for name, value in (chosen | dict(settings or {})).items():
        builder = builder.config(name, value)
    try:
        with _quiet():
            session = builder.getOrCreate()
    except PySparkException as error:
        if "JAVA_GATEWAY_EXITED" in str(error):
            raise SparkTrouble(
                "Spark did not start; it needs Java 17 or newer", "install a Java runtime, or name one in JAVA_HOME"
            ) from error
        raise SparkTrouble(f"Spark did not start on {master}: {_first_line(error)}") from error
    try:
        if master.startswith("local"):
            session.sparkContext.pythonExec = sys.executable
        yield session
    finally:
        session.stop()


class Spread:
    """Tables as Parquet, read by a session; ``paths`` names the files or folders of each, ``given`` the columns that are read."""

    def __init__(self, session: Any, paths: Mapping[str, Sequence[str]], given: Packing, *, parts: int | None = None) -> None:
        self._session = session
        self._given = given
        self._tables = {name: self._opened(list(paths[name])) for name in given.tables if name in paths}
        self.parts = self._parts_by_size() if parts is None else max(1, parts)

    def judged(self, judge: Judge, rules: Any, found: Packing) -> Frame:
        """What every part gives, packed as ``found`` says; nothing runs before it is written."""
        given = self._given
        shared = self._session.sparkContext.broadcast(rules)

        def run(key: Any, rows: pyarrow.Table) -> pyarrow.Table:
            return found.packed(judge(shared.value, _part(key[0].as_py(), rows, given)))

        columns = ", ".join(f"{name} {_KINDS[kind]}" for name, kind in found.columns.items())
        with _quiet():
            tall = self.packed().repartitionById(self.parts, PART)
            return tall.groupBy(PART).applyInArrow(run, schema=f"{TABLE} int, {columns}")

    def packed(self) -> Frame:
        """All rows that are looked at as one tall frame, each with the part that looks at it."""
        from pyspark.sql import functions as sf

        everywhere = sf.explode(sf.sequence(sf.lit(0), sf.lit(self.parts - 1)))
        frames = []
        for name, table in self._tables.items():
            cut = self._part_of(table["learner"]) if "learner" in table.columns else everywhere
            frames.append(self._tall(name, table.select("*", cut.alias(PART)), own=1))
        signers = self._signers()
        if signers is not None:
            also = []
            for name, table in self._tables.items():
                if "learner" in table.columns and (name in SHOWN_OF_SIGNERS or "voids" in table.columns):
                    shown = table if name in SHOWN_OF_SIGNERS else table.filter(table["voids"].isNotNull())
                    also.append(self._tall(name, shown.select("*", sf.lit(0).alias(PART)), own=0))
            if also:
                # The learner is the first text of every table that has one. Sorted and merged: the other ways pass through the driver.
                rows = _union(also).drop(PART)
                frames.append(rows.join(signers.hint("merge"), rows["text0"] == signers["signer_"], "inner").drop("signer_"))
        return _union(frames)

    def _opened(self, paths: list[str]) -> Frame:
        from pyspark.errors import PySparkException

        try:
            return self._session.read.option("mergeSchema", "true").parquet(*paths)
        except PySparkException as error:
            raise SparkTrouble(f"Spark cannot read {', '.join(paths)}: {_first_line(error)}") from error

    def _parts_by_size(self) -> int:
        plans = [table._jdf.queryExecution().optimizedPlan() for table in self._tables.values()]
        size = sum(int(str(plan.stats().sizeInBytes())) for plan in plans)
        return max(1, -(-size // BYTES_A_PART))

    def _part_of(self, learner: Any) -> Any:
        from pyspark.sql import functions as sf

        return sf.pmod(sf.xxhash64(learner.cast("string")), sf.lit(self.parts)).cast("int")

    def _tall(self, name: str, table: Frame, *, own: int) -> Frame:
        from pyspark.sql import functions as sf

        kinds, columns = self._given.kinds[name], {}
        for column, place in self._given.places(name).items():
            if column in table.columns:
                columns[place] = _as_kind(table, name, column, kinds[column])
        number = sf.lit(self._given.tables.index(name)).cast("int")
        return table.select(
            table[PART],
            sf.lit(own).cast("int").alias(OWN),
            number.alias(TABLE),
            *(
                columns.get(place, sf.lit(None)).cast("bigint" if kind == "whole" else _KINDS[kind]).alias(place)
                for place, kind in self._given.columns.items()
            ),
        )

    def _signers(self) -> Frame | None:
        from pyspark.sql import functions as sf

        named = []
        for name, columns in SIGNERS.items():
            table = self._tables.get(name)
            for column in columns:
                if table is not None and column in table.columns:
                    named.append(table.select(self._part_of(table["learner"]).alias(PART), table[column].cast("string").alias("signer_")))
        if not named or self.parts == 1:
            return None
        signer = sf.col("signer_")
        return _union(named).filter((signer != "") & (self._part_of(signer) != sf.col(PART))).distinct()


def write_packed(frame: Frame, found: Packing, out: str, *, by: str = "") -> None:
    """Write every table of a packed frame as Parquet below ``out``, in folders by the values of a column where a table has it."""
    from pyspark import StorageLevel
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as sf

    # What the tasks found stays on their disks until each table is written.
    kept = frame.persist(StorageLevel.DISK_ONLY)
    try:
        for number, name in enumerate(found.tables):
            kinds = found.kinds[name]
            columns = [sf.col(place).cast(_KINDS[kinds[column]]).alias(column) for column, place in found.places(name).items()]
            writer = kept.filter(sf.col(TABLE) == number).select(*columns).write
            if by in kinds:
                writer = writer.partitionBy(by)
            writer.parquet(f"{out.rstrip('/')}/{name}")
    except PySparkException as error:
        if "PATH_ALREADY_EXISTS" in str(error):
            raise SparkTrouble(f"there is something at {out} already", "name a folder that does not exist yet") from error
        raise
    finally:
        kept.unpersist()


def _part(number: int, rows: pyarrow.Table, given: Packing) -> Part:
    """One part, as a task sees it."""
    import pyarrow
    import pyarrow.compute as pc

    tables = given.unpacked(rows)
    with_learner = [index for index, name in enumerate(given.tables) if "learner" in given.kinds[name]]
    own = pc.and_(pc.equal(rows.column(OWN), 1), pc.is_in(rows.column(TABLE), pyarrow.array(with_learner, pyarrow.int32())))
    learners = pc.unique(rows.column("text0").filter(own)).drop_null()
    for name, table in tables.items():
        # The same rows in the same order, whichever came first.
        by = [(column, "ascending") for column in ("learner", "record_id") if column in table.column_names]
        tables[name] = table.sort_by(by) if by else table
    return Part(number, pyarrow.table({"learner": learners.sort()}), tables)


def _as_kind(table: Frame, name: str, column: str, kind: str) -> Any:
    """A column as what it holds; days may also be written as dates."""
    from pyspark.sql import functions as sf

    held = table.schema[column].dataType.typeName()
    allowed, help = _HOLDING.get(kind, ((), ""))
    if allowed and held not in allowed:
        # Said before anything runs: Spark itself would name a learner's value.
        raise SparkTrouble(f"`{column}` of {name} is stored as {held}", help)
    if kind == "day" and held in ("date", "timestamp", "timestamp_ntz"):
        return sf.unix_date(table[column].cast("date"))
    return table[column].cast(_KINDS[kind])


def _union(frames: Sequence[Frame]) -> Frame:
    return reduce(lambda first, second: first.unionByName(second), frames)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warning that Spark's pandas functions lag behind pandas: none of them is used here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield
