"""An invented national workforce as Parquet: tidy tables of any size, always the same for the same size and seed.

`python tests/benchmarks/workforce.py FOLDER --records 1000000` writes one Parquet file a table. There is a learner for every
40 records. People come in blocks of at most ``BLOCK`` learners, each drawn from a generator of its own and written as one row group,
so that the memory needed does not grow with the workforce, and a block is the same whatever comes after it.

Four countries: Belmora, Norvale, Tamaru, and Lower Land (`LL`), which has no rules of its own, so that the core's hold there. What
happens to people follows from their role: they train, are certified by the rule or by an issued record, learn on, renew in time,
late or never, move, go on leave, come back. About four in ten of them are asked nothing by the five rules of `hand.sql`. Left out, because
the five rules would need no other sum for it: partial days, scores that are missing, unnamed supervisors. Of prior learning there is an
empty table, which says that nobody has any. A manifest beside the tables says that the people are invented.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from blocks import COUNTRIES, Block, Ids, Words, arrow_of, schema
from careers import AGENCIES, live

BLOCK = 25_000
RECORDS_A_LEARNER = 40
SEED = 20261015


def write_workforce(folder: Path, records: int, *, seed: int = SEED) -> dict[str, int]:
    """Write a workforce with exactly so many records; gives how many rows each table has."""
    folder.mkdir(parents=True, exist_ok=True)
    learners = records // RECORDS_A_LEARNER
    writers: dict[str, pq.ParquetWriter] = {}
    rows: dict[str, int] = {}

    def write(table: str, arrow: pa.Table) -> None:
        if table not in writers:
            writers[table] = pq.ParquetWriter(folder / f"{table}.parquet", arrow.schema)
        writers[table].write_table(arrow, row_group_size=250_000)
        rows[table] = rows.get(table, 0) + arrow.num_rows

    write("agencies", _agencies())
    write("rpl", schema("rpl").empty_table())
    counters: dict[str, int] = {}
    try:
        for number, first in enumerate(range(0, learners, BLOCK)):
            block = Block(np.random.default_rng([seed, number]), first, min(BLOCK, learners - first), counters)
            last = first + BLOCK >= learners
            live(block, records - sum(rows.values()) if last else RECORDS_A_LEARNER * block.size)
            for table in block.batches:
                write(table, arrow_of(block, table))
    finally:
        for writer in writers.values():
            writer.close()
    manifest = {"schema": "practicum.tidy/1", "synthetic": True, "tables": rows}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return rows


def _agencies() -> pa.Table:
    count = 4 * AGENCIES
    numbers = np.arange(count)
    columns = {
        "agency": Ids("A", numbers).arrow(),
        "name": pa.array([f"Invented agency {number}" for number in numbers]),
        "country": Words(numbers // AGENCIES, COUNTRIES).arrow(),
        "record_id": Ids("G", numbers).arrow(),
    }
    wanted = schema("agencies")
    return pa.table(
        [columns.get(name, pa.nulls(count, kind)) for name, kind in zip(wanted.names, wanted.types, strict=True)], schema=wanted
    )


def main() -> None:
    """Write a workforce from the command line."""
    parser = argparse.ArgumentParser(description="Write an invented workforce as Parquet.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    for table, rows in write_workforce(asked.folder, asked.records, seed=asked.seed).items():
        print(f"{rows:>12,} {table}")


if __name__ == "__main__":
    main()
