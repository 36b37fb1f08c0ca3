"""Tables of any size that lie as Parquet, cut by learner into parts that fit in memory.

A verdict looks at one learner's records, and at the certificates of the people who signed them. So the rows of some learners,
with those of their signers beside them, are judged like all rows at once. Parts are cut between learners in the order of their ids, so
that what is said of everybody stands in the same order however many parts there are. DuckDB does the cutting and spills to disk where
memory is short; what a part holds does not depend on how much memory there was. Files that are in the order of learners already are not
written again: the rows of a part lie side by side in them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.record import TABLES
from practicum.tables.aside import reason_of
from practicum.tables.parquet import columns_read

if TYPE_CHECKING:
    import pyarrow

# One part of this many rows and what is worked out from it needs some 2.5 GB of memory.
ROWS_A_PART = 1_000_000
# Writing the rows of every part once costs about as much as reading them so many times.
_READ_AGAIN = 3
# So few rows are read in no time, and so many learners are looked up in the register while all parts are read.
_FEW_ROWS = 2_000_000
_MOST_LOOKED_UP = 5_000_000
# Who signs for others, by table; of them the certificates are looked at, what ended those, and what voids either.
SIGNERS = {"supervised": ("supervisor",), "rpl": ("assessor", "second_assessor")}
SHOWN_OF_SIGNERS = ("certificates", "decisions")


@dataclass(frozen=True)
class Part:
    """Some learners (one column, `learner`) and every row that their verdicts look at, by table."""

    number: int
    learners: pyarrow.Table
    tables: Mapping[str, pyarrow.Table]

    @property
    def rows(self) -> int:
        """How many rows the part holds, those of signers included."""
        return sum(table.num_rows for table in self.tables.values())


class Stored:
    """Tidy tables as Parquet files.

    ``paths`` names the files of each table (DuckDB's globs are understood), ``scratch`` an empty folder of its own for what does not
    fit in ``memory`` (such as ``4GB``; without it DuckDB takes up to 80 % of what the machine has). With ``known`` (ids by what they are:
    `module`, `role`, `competency`, `certification`, `planned`) rows that nobody can use are left out and counted in ``aside``.
    """

    def __init__(
        self,
        paths: Mapping[str, Sequence[str]],
        scratch: Path,
        *,
        memory: str | None = None,
        known: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        import duckdb

        self._paths = {name: list(given) for name, given in paths.items()}
        self.scratch = scratch
        self._cut: dict[str, str] = {}
        self.connection: Any = duckdb.connect()
        self.connection.execute("set temp_directory = $1", [str(scratch / "spilled")])
        # No order is asked for, and keeping the one of the files costs memory.
        self.connection.execute("set preserve_insertion_order = false")
        self.connection.execute("set enable_progress_bar = false")
        if memory is not None:
            self.connection.execute("set memory_limit = $1", [memory])
            # What waits to be written to each of many parts is held beside that limit.
            self.connection.execute("set partitioned_write_flush_threshold = 65536")
        self.columns: dict[str, list[str]] = {}
        self.given: dict[str, int] = {}
        self.aside: dict[str, dict[str, int]] = {}
        self._chosen = False
        self._bounds: list[str] = []
        self._read_tables(known)
        self.counts = {name: self.given[name] - sum(self.aside.get(name, {}).values()) for name in self._paths}
        self.parts = 1

    @property
    def owned(self) -> list[str]:
        """The tables whose rows belong to a learner."""
        return [name for name in self._paths if "learner" in self.columns[name]]

    def choose(self, learners: pyarrow.Table) -> int:
        """From now on parts hold only these learners (a column `learner`); gives the number of their rows."""
        self.connection.register("chosen_given_", learners)
        self.connection.execute("create or replace temp table chosen_ as select distinct learner from chosen_given_")
        self.connection.unregister("chosen_given_")
        self._chosen = True
        for name in self.owned:
            self.connection.execute(
                f"create or replace temp table mine_{name} as select * from {_view(name)} where learner in (select learner from chosen_)"
            )
        return sum(int(self._one(f"select count(*) from mine_{name}")) for name in self.owned)

    def everybody(self) -> None:
        """From now on parts hold everybody again."""
        self._chosen = False
        for name in self.owned:
            self.connection.execute(f"drop table if exists mine_{name}")

    def cut(self, rows_a_part: int = ROWS_A_PART) -> int:
        """Cut the tables into parts of about so many rows; gives the number of parts."""
        self.bound(self._quantiles(rows_a_part))
        return self.parts

    def bound(self, firsts: Sequence[str]) -> None:
        """Cut the tables into parts that begin with these learners; the first part begins with whoever comes first."""
        self._bounds = sorted(firsts)[1:]
        self.parts = len(self._bounds) + 1
        self._cut = {}
        if self.parts > 1:
            for name in self.owned:
                if self._side_by_side(name):
                    continue
                into = self.scratch / f"cut-{name}"
                self.connection.execute(
                    f"copy (select *, {place_of('learner', self._bounds)} as part_ from {self._own_rows(name)}) to '{quoted(into)}' "
                    "(format parquet, partition_by (part_), compression snappy, overwrite_or_ignore true)"
                )
                self._cut[name] = str(into)

    @property
    def firsts(self) -> list[str]:
        """The learner with whom each part begins; the first stands as an empty text."""
        return ["", *self._bounds]

    def each(self) -> Iterator[Part]:
        """The parts one after the other."""
        for number in range(self.parts):
            yield self.part(number)

    def part(self, number: int) -> Part:
        """One part."""
        tables = {name: self._own(name, number) for name in self._paths}
        learners = self._learners(number)
        people = self._signers(tables, learners)
        if people is not None and people.num_rows:
            import pyarrow

            self.connection.register("signers_", people)
            for name in self.owned:
                if name in SHOWN_OF_SIGNERS or "voids" in self.columns[name]:
                    also = self._of_signers(name)
                    if also.num_rows:
                        tables[name] = pyarrow.concat_tables([tables[name], also.cast(tables[name].schema)])
            self.connection.unregister("signers_")
        return Part(number, learners, tables)

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()

    def _read_tables(self, known: Mapping[str, Collection[str]] | None) -> None:
        """A view of each table: the columns of the model as their kinds, without the rows that are set aside."""
        first = [name for name in self._paths if name == "learners"]
        for name in (*first, *(name for name in self._paths if name not in first)):
            listed = ", ".join(f"'{quoted(path)}'" for path in self._paths[name])
            source = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
            given = dict(row[:2] for row in self.connection.execute(f"describe select * from {source}").fetchall())
            read = {column: f'"{column}"' for column in given} if known is None else columns_read(given, name)
            self.columns[name] = list(read)
            self.connection.execute(f"create temp view all_{name} as select {', '.join(read.values())} from {source}")
            self.given[name] = int(self._one(f"select count(*) from all_{name}"))
            kept = "" if known is None or name not in TABLES else self._kept(name, known)
            self.connection.execute(f"create temp view {_view(name)} as select * from all_{name} {kept}")
            if name == "learners":
                self.connection.execute(
                    "create temp table known_learners_ as select distinct learner from t_learners where learner is not null"
                )

    def _kept(self, name: str, known: Mapping[str, Collection[str]]) -> str:
        """SQL that leaves out the rows that are set aside; they are counted."""
        reason = reason_of(name, self.columns[name], known, listed="learners" in self._paths)
        counted = self.connection.execute(f"select {reason} as reason, count(*) from all_{name} group by all order by all").fetchall()
        aside = {why: int(count) for why, count in counted if why is not None}
        if not aside:
            return ""
        self.aside[name] = aside
        return f"where ({reason}) is null"

    def _one(self, query: str) -> Any:
        return self.connection.execute(query).fetchall()[0][0]

    def _own_rows(self, name: str) -> str:
        return f"mine_{name}" if self._chosen and name in self.owned else _view(name)

    def _quantiles(self, rows_a_part: int) -> list[str]:
        """The first learners of parts of about so many rows."""
        named = " union all ".join(f"select learner from {self._own_rows(name)}" for name in self.owned)
        if not named:
            return [""]
        rows = int(self._one(f"select count(*) from ({named})"))
        parts = max(1, -(-rows // rows_a_part))
        if parts == 1:
            return [""]
        return [
            row[0]
            for row in self.connection.execute(
                f"with each_ as (select learner, count(*) as n from ({named}) where learner is not null group by learner), "
                "placed as (select learner, ((sum(n) over (order by learner) - n) * $1 // $2)::bigint as place from each_) "
                "select min(learner) from placed group by place order by 1",
                [parts, rows],
            ).fetchall()
        ]

    def _from_part(self, name: str, number: int) -> str | None:
        if name not in self._cut:
            whole = self.parts == 1 or name not in self.owned
            return self._own_rows(name) if whole else f"(from {self._own_rows(name)} where {self._inside(number)})"
        files = sorted(Path(self._cut[name], f"part_={number}").glob("*.parquet"))
        if not files:
            return None
        listed = ", ".join(f"'{quoted(path)}'" for path in files)
        return f"read_parquet([{listed}], hive_partitioning = false)"

    def _inside(self, number: int) -> str:
        """SQL for whether a row is of a part; rows of nobody go with the last."""
        first = [] if number == 0 else [f"learner >= '{quoted(self._bounds[number - 1])}'"]
        if number == self.parts - 1:
            return f"({first[0]} or learner is null)"
        return " and ".join([*first, f"learner < '{quoted(self._bounds[number])}'"])

    def _side_by_side(self, name: str) -> bool:
        """Whether the rows of each part are found in few blocks of a table's files, so that reading all parts reads few rows twice."""
        if self._chosen or self.parts * self.given.get("learners", 0) > _MOST_LOOKED_UP:
            return False
        bounds = ", ".join(f"('{quoted(bound)}')" for bound in self._bounds)
        listed = ", ".join(f"'{quoted(path)}'" for path in self._paths[name])
        # A block that does not say what is in it may hold rows of every part.
        rows, read = self.connection.execute(
            "with blocks as (select row_number() over () as at_, row_group_num_rows as n, stats_min_value as lo, stats_max_value as hi "
            f"from parquet_metadata([{listed}]) where path_in_schema = 'learner'), "
            f"each_ as (select n, if(lo is null or hi is null, {self.parts}, 1 + count(*) filter (first > lo and first <= hi)) as parts "
            f"from blocks cross join (values {bounds}) as firsts(first) group by at_, n, lo, hi) "
            "select coalesce(sum(n), 0), coalesce(sum(n * parts), 0) from each_"
        ).fetchall()[0]
        return bool(read <= max(_READ_AGAIN * rows, _FEW_ROWS))

    def _arrow(self, query: str) -> pyarrow.Table:
        import pyarrow

        found: pyarrow.Table = self.connection.sql(query).to_arrow_table()
        # Text with 64-bit places and plain text are one kind here.
        plain = [field.with_type(pyarrow.string()) if pyarrow.types.is_large_string(field.type) else field for field in found.schema]
        return found.cast(pyarrow.schema(plain))

    def _own(self, name: str, number: int) -> pyarrow.Table:
        source = self._from_part(name, number)
        columns = ", ".join(f'"{column}"' for column in self.columns[name])
        if source is None:
            return self._arrow(f"select {columns} from {_view(name)} limit 0")
        # The same rows in the same order, whatever finished first.
        by = "record_id" if "record_id" in self.columns[name] else columns
        ordered = f"order by learner, {by}" if "learner" in self.columns[name] else ""
        return self._arrow(f"select {columns} from {source} {ordered}")

    def _signers(self, tables: Mapping[str, pyarrow.Table], learners: pyarrow.Table) -> pyarrow.Table | None:
        """Who signed for the part's learners and is none of them."""
        if self.parts == 1 and not self._chosen:
            return None
        named = []
        for name, columns in SIGNERS.items():
            if name in tables:
                self.connection.register(f"signed_{name}_", tables[name])
                named += [f'select "{column}" as learner from signed_{name}_' for column in columns if column in self.columns[name]]
        if not named:
            return None
        self.connection.register("here_", learners)
        everybody = " union ".join(named)
        elsewhere = "learner is not null and learner <> '' and learner not in (select learner from here_)"
        found = self._arrow(f"select distinct learner from ({everybody}) where {elsewhere} order by learner")
        for name in ("here_", *(f"signed_{name}_" for name in SIGNERS if name in tables)):
            self.connection.unregister(name)
        return found

    def _of_signers(self, name: str) -> pyarrow.Table:
        columns = ", ".join(f'"{column}"' for column in self.columns[name])
        wanted = "" if name in SHOWN_OF_SIGNERS else "and voids is not null"
        return self._arrow(
            f"select {columns} from {_view(name)} where learner in (select learner from signers_) {wanted} order by learner, record_id"
        )

    def _learners(self, number: int) -> pyarrow.Table:
        sources = [source for name in self.owned if (source := self._from_part(name, number)) is not None]
        if not sources:
            import pyarrow

            return pyarrow.table({"learner": pyarrow.array([], pyarrow.string())})
        named = " union all ".join(f"select learner from {source}" for source in sources)
        return self._arrow(f"select distinct learner from ({named}) where learner is not null order by learner")


def quoted(path: str | Path) -> str:
    """A path inside SQL quotes."""
    return str(path).replace("'", "''")


def plainly(path: str | Path) -> str:
    """A path as DuckDB reads it where a bracket or a star in it is a letter like others.

    >>> plainly("/home/[a]/x*.parquet")
    '/home/[[]a]/x[*].parquet'
    """
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


def place_of(column: str, bounds: Sequence[str]) -> str:
    """SQL for the number of the part a learner stands in, a search by halves; ``bounds`` are the first learners of all parts but the first.

    >>> place_of("id", ["L5"])
    "case when id < 'L5' then 0 else 1 end"
    """

    def halves(low: int, high: int) -> str:
        if low == high:
            return str(low)
        middle = (low + high) // 2
        bound = quoted(bounds[middle])
        return f"case when {column} < '{bound}' then {halves(low, middle)} else {halves(middle + 1, high)} end"

    return halves(0, len(bounds))


@contextlib.contextmanager
def reading_plainly(files: Iterable[Path]) -> Iterator[None]:
    """Whatever breaks while DuckDB or Polars reads comes as ``Unreadable``, which names the file and none of its values."""
    import duckdb
    import polars

    try:
        yield
    except (duckdb.Error, polars.exceptions.PolarsError) as error:
        said = str(error)
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Unreadable("", "the memory does not suffice", "give more with `--memory`, or fewer rows with `--rows-a-part`") from error
        if "No space left" in said or "max_temp_directory_size" in said:
            raise Unreadable("", "the disk is full", "free some space, or choose another folder with `--out`") from error
        named = next((file for file in files if str(file) in said), None)
        place = "" if named is None else named.name
        raise Unreadable(
            place, "the file cannot be read to its end", "write it again; it may have been cut off or changed on the way"
        ) from error


class Unreadable(Exception):
    """Why stored tables could not be read; ``file`` is empty where no single file is to blame."""

    def __init__(self, file: str, message: str, help: str) -> None:
        super().__init__(message)
        self.file, self.message, self.help = file, message, help


def _view(name: str) -> str:
    return f"t_{name}"
