"""Columns of few distinct values: each value once, and for every row which of them it holds.

A million rows of twenty modules are twenty texts and a million small numbers, so what is done to a column is done to its distinct values.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast, overload

from practicum.tables.framing import Frame, frame

if TYPE_CHECKING:
    import numpy
    import pyarrow


class Coded(Sequence[Any]):
    """A column of hashable values of one kind, None among them.

    ``codes`` holds a whole number for each row, the place of its value in ``values``; no value stands in ``values`` twice, but a value
    there may belong to no row. It reads like a list.

    >>> days = Coded.of(["2024", "2023", "2024"])
    >>> days.values, list(days.mapped(int)), days[2], len(days)
    (['2024', '2023'], [2024, 2023, 2024], '2024', 3)
    """

    __slots__ = ("_own", "_places", "codes", "values")

    def __init__(self, codes: numpy.ndarray[Any, Any], values: Sequence[Any]) -> None:
        self.codes = codes
        self.values: Any = values
        self._places: dict[Any, int] = {}
        # Codes and values may be shared with another column until one of them is changed.
        self._own = False

    @classmethod
    def of(cls, items: Iterable[Hashable]) -> Coded:
        """The column of these values."""
        import numpy

        places: dict[Any, int] = {}
        codes = [places.setdefault(item, len(places)) for item in items]
        return cls(numpy.array(codes, dtype=numpy.int32), list(places))

    @classmethod
    def same(cls, value: Hashable, count: int) -> Coded:
        """One value in every row."""
        import numpy

        return cls(numpy.zeros(count, dtype=numpy.int32), [value])

    @classmethod
    def from_arrow(cls, column: pyarrow.ChunkedArray) -> Coded:
        """The column of a dictionary-encoded Arrow column without empty cells."""
        import numpy

        whole = column.unify_dictionaries().combine_chunks()
        if not len(column):
            return cls(numpy.zeros(0, dtype=numpy.int32), [])
        if hasattr(whole, "chunk"):
            whole = whole.chunk(0)
        return cls(whole.indices.to_numpy(zero_copy_only=False).astype(numpy.int32), whole.dictionary.to_pylist())

    @classmethod
    def joined(cls, parts: Sequence[Coded]) -> Coded:
        """The columns one under another."""
        import numpy

        if len(parts) == 1:
            return parts[0]
        places: dict[Any, int] = {}
        codes = [numpy.zeros(0, dtype=numpy.int32)]
        for part in parts:
            moved = numpy.array([places.setdefault(value, len(places)) for value in part.values], dtype=numpy.int32)
            codes.append(moved[part.codes] if len(part.values) else part.codes)
        return cls(numpy.concatenate(codes), list(places))

    @classmethod
    def zipped(cls, columns: Sequence[Coded]) -> Coded:
        """Several columns of one length as one column of tuples.

        >>> list(Coded.zipped([Coded.of("aab"), Coded.of([1, 2, 1])]))
        [('a', 1), ('a', 2), ('b', 1)]
        """
        import numpy

        keys = combined(columns)
        _, firsts, codes = numpy.unique(keys, return_index=True, return_inverse=True)
        lists = [[column.values[code] for code in column.codes[firsts].tolist()] for column in columns]
        return cls(codes.astype(numpy.int32), list(zip(*lists, strict=True)))

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> Any: ...
    @overload
    def __getitem__(self, row: slice) -> Coded: ...
    def __getitem__(self, row: int | slice) -> Any:
        if isinstance(row, slice):
            return Coded(self.codes[row], self.values)
        return self.values[self.codes[row]]

    def __setitem__(self, row: int, value: Hashable) -> None:
        if not self._own:
            self.codes, self.values, self._own = self.codes.copy(), list(self.values), True
            self._places = {known: place for place, known in enumerate(self.values)}
        place = self._places.get(value)
        if place is None:
            place = self._places[value] = len(self.values)
            self.values.append(value)
        self.codes[row] = place

    def __iter__(self) -> Iterator[Any]:
        values = self.values
        return iter([values[code] for code in self.codes.tolist()])

    def __contains__(self, value: object) -> bool:
        return value in self.used()

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def used(self) -> set[Any]:
        """The values that at least one row holds."""
        return set(self.counts())

    def counts(self) -> dict[Any, int]:
        """The values that rows hold, and how many rows hold each."""
        import numpy

        times = numpy.bincount(self.codes, minlength=len(self.values)).tolist()
        return {value: count for value, count in zip(self.values, times, strict=True) if count}

    def taken(self, rows: Sequence[int]) -> Coded:
        """The values of these rows, in this order."""
        import numpy

        return Coded(self.codes[numpy.asarray(rows, dtype=numpy.int64)], self.values)

    def compact(self) -> Coded:
        """The same column without values that no row holds."""
        import numpy

        times = numpy.bincount(self.codes, minlength=len(self.values))
        if times.all():
            return self
        moved = (numpy.cumsum(times > 0) - 1).astype(numpy.int32)
        return Coded(moved[self.codes], [value for value, count in zip(self.values, times.tolist(), strict=True) if count])

    def mapped(self, change: Callable[[Any], Hashable]) -> Coded:
        """Every value changed; called once for each distinct value."""
        return self.changed_to([change(value) for value in self.values])

    def changed_to(self, values: Sequence[Any]) -> Coded:
        """The column with ``values`` in the places of its own distinct values."""
        import numpy

        places: dict[Any, int] = {}
        moved = [places.setdefault(value, len(places)) for value in values]
        if len(places) == len(moved):
            return Coded(self.codes, list(places))
        return Coded(numpy.array(moved, dtype=numpy.int32)[self.codes], list(places))

    def where(self, wanted: Callable[[Any], bool]) -> list[int]:
        """The rows whose value is wanted, in their order; asked once for each distinct value."""
        return self.marked([bool(wanted(value)) for value in self.values])

    def marked(self, marks: Sequence[bool]) -> list[int]:
        """The rows whose value is marked; ``marks`` stand in the places of the distinct values."""
        import numpy

        if not any(marks):
            return []
        found: list[int] = numpy.flatnonzero(numpy.array(marks, dtype=bool)[self.codes]).tolist()
        return found

    def filled(self, empty: Coded, at: Sequence[int]) -> Coded:
        """This column with the values of another one in some rows."""
        import numpy

        both = Coded.joined([self, empty])
        codes = both.codes[: len(self)].copy()
        codes[numpy.asarray(at, dtype=numpy.int64)] = both.codes[len(self) :][numpy.asarray(at, dtype=numpy.int64)]
        return Coded(codes, both.values)

    def spread(self, places: Sequence[int], values: Sequence[Any]) -> Coded:
        """The column with more rows put in: afterwards ``values`` stand at ``places``, and the others in between as they were.

        >>> list(Coded.of("ac").spread([1, 3], ["b", "d"]))
        ['a', 'b', 'c', 'd']
        """
        import numpy

        if not places:
            return self
        put = Coded.joined([self, Coded.of(values)])
        new = numpy.zeros(len(put), dtype=bool)
        new[numpy.asarray(places, dtype=numpy.int64)] = True
        codes = numpy.empty(len(put), dtype=numpy.int32)
        codes[new], codes[~new] = put.codes[len(self) :], put.codes[: len(self)]
        return Coded(codes, put.values)

    def arrow(self, kind: str, rows: Sequence[int] | None = None) -> pyarrow.Array:
        """An Arrow column of a kind (`code`, `day` …); with ``rows`` of these rows only."""
        import numpy
        import pyarrow

        if isinstance(self.values, PlaceNames):
            names = self.values.arrow()
            return names if rows is None else names.take(pyarrow.array(self.codes[numpy.asarray(rows, dtype=numpy.int64)]))
        if len(self.values) == 1 and self.values[0] is None:
            return pyarrow.nulls(len(self) if rows is None else len(rows), frame({"x": []}, {"x": kind}).schema.field("x").type)
        values = frame({"x": self.values}, {"x": kind}).column("x").combine_chunks()
        if hasattr(values, "chunks"):
            values = values.chunk(0) if values.num_chunks else pyarrow.array([], type=values.type)
        codes = self.codes if rows is None else self.codes[numpy.asarray(rows, dtype=numpy.int64)]
        return values.take(pyarrow.array(codes))

    def numbers(self, empty: int) -> numpy.ndarray[Any, Any]:
        """A column of whole numbers as an array; ``empty`` stands for None."""
        import numpy

        values = numpy.array([empty if value is None else value for value in self.values], dtype=numpy.int64)
        return values[self.codes] if len(values) else numpy.zeros(0, dtype=numpy.int64)


def combined(columns: Sequence[Coded]) -> numpy.ndarray[Any, Any]:
    """A whole number for each row: rows have the same one exactly where they agree in every column."""
    import numpy

    keys = columns[0].codes.astype(numpy.int64)
    size = max(len(columns[0].values), 1)
    for column in columns[1:]:
        more = max(len(column.values), 1)
        if size * more > 2**62:
            uniques, keys = numpy.unique(keys, return_inverse=True)
            size = max(len(uniques), 1)
        keys = keys * more + column.codes
        size *= more
    return keys


def agreeing(columns: Sequence[Coded], rows: Sequence[int]) -> list[list[int]]:
    """Rows among ``rows`` that agree in all columns, where there are two or more; the groups in the order of their second row.

    >>> agreeing([Coded.of("abba")], [0, 1, 2, 3])
    [[1, 2], [0, 3]]
    """
    import numpy
    import pandas

    chosen = numpy.asarray(rows, dtype=numpy.int64)
    keys = pandas.Series(combined([Coded(column.codes[chosen], column.values) for column in columns]))
    again = numpy.flatnonzero(keys.duplicated(keep=False).to_numpy())
    if not len(again):
        return []
    order: dict[int, list[int]] = {}
    groups: dict[int, list[int]] = {}
    for key, row in zip(keys.to_numpy()[again].tolist(), chosen[again].tolist(), strict=True):
        group = groups.setdefault(key, [])
        group.append(row)
        if len(group) == 2:
            order[key] = group
    return list(order.values())


def later(left: Coded, right: Coded | int) -> list[int]:
    """The rows in which ``left`` lies after ``right``, both whole numbers; where one is empty nothing is later."""
    import numpy

    least = -(2**62)
    first = left.numbers(least)
    second = right.numbers(2**62) if isinstance(right, Coded) else right
    found: list[int] = numpy.flatnonzero(first > second).tolist()
    return found


def rows_left(count: int, *gone: Collection[int]) -> Sequence[int]:
    """The rows from 0 to ``count`` that are in none of ``gone``, in their order."""
    import numpy

    return rows_without(cast("Sequence[int]", numpy.arange(count)), count, *gone)


def rows_without(rows: Sequence[int], count: int, *gone: Collection[int]) -> Sequence[int]:
    """The rows among ``rows`` that are in none of ``gone``; all lie below ``count``."""
    import numpy

    if not any(len(others) for others in gone):
        return rows
    left = numpy.ones(count, dtype=bool)
    for others in gone:
        left[numpy.fromiter(others, dtype=numpy.int64, count=len(others))] = False
    chosen = numpy.asarray(rows, dtype=numpy.int64)
    return cast("Sequence[int]", chosen[left[chosen]])


def rows_touched(lists: Sequence[Sequence[int]], bounds: Sequence[int]) -> list[int]:
    """How many different rows are in any of the lists, for each stretch between two bounds.

    >>> rows_touched([[0, 1], [1, 5]], [0, 2, 6])
    [2, 1]
    """
    import numpy

    hit = numpy.zeros(bounds[-1] + 1, dtype=bool)
    for rows in lists:
        hit[numpy.asarray(rows, dtype=numpy.int64)] = True
    return [int(hit[begin:end].sum()) for begin, end in itertools.pairwise(bounds)]


class PlaceNames(Sequence[str]):
    """Names made of file and row, when somebody asks for them."""

    def __init__(self, files: Coded, numbers: Sequence[int]) -> None:
        self.files = files
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return f"{self.files[place]}:{self.numbers[place]}"

    def arrow(self) -> pyarrow.Array:
        """All names as an Arrow column."""
        import pyarrow
        from pyarrow import compute

        numbers = pyarrow.array(self.numbers, pyarrow.int64()).cast(pyarrow.string())
        return compute.binary_join_element_wise(self.files.arrow("code"), numbers, ":")


def named_by_place(ids: Coded, files: Coded, numbers: Sequence[int], rows: Sequence[int]) -> Coded:
    """Ids for the rows that have none, out of file and number; a second row of one place gets `:2` behind it.

    >>> list(named_by_place(Coded.of(["x", None, None]), Coded.same("a.csv", 3), [2, 3, 3], [1, 2]))
    ['x', 'a.csv:3', 'a.csv:3:2']
    """
    import numpy

    if len(rows) == len(ids) and len(files.values) == 1 and len(set(numbers)) == len(numbers):
        return Coded(numpy.arange(len(ids), dtype=numpy.int32), PlaceNames(files, numbers))
    made = [f"{files[row]}:{numbers[row]}" for row in rows]
    if len(set(made)) < len(made):
        taken: dict[str, int] = {}
        for place, name in enumerate(made):
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:
                made[place] = f"{name}:{taken[name]}"
    every = list(ids)
    for row, name in zip(rows, made, strict=True):
        every[row] = name
    return Coded.of(every)


def coded_frame(columns: Mapping[str, Coded | Sequence[Any]], kinds: Mapping[str, str], rows: Sequence[int] | None) -> Frame:
    """An Arrow table of some rows of columns; None for all rows."""
    import numpy
    import pyarrow

    arrays: dict[str, Any] = {}
    chosen = None if rows is None else cast("Sequence[int]", numpy.asarray(rows, dtype=numpy.int64))
    for name, kind in kinds.items():
        column = columns[name]
        if not isinstance(column, Coded):
            column = Coded.of(column) if len(column) < 64 else column
        if isinstance(column, Coded):
            arrays[name] = column.arrow(kind, chosen)
        else:
            whole = frame({name: column}, {name: kind}).column(name)
            arrays[name] = whole if chosen is None else whole.take(pyarrow.array(chosen))
    return pyarrow.table(arrays)
