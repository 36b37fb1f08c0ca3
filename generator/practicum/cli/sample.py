"""`practicum sample`: invented learners to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import say, shown


@click.command("sample")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="The folder to write; without it, `build/sample`."
)
@click.option("--seed", default=2026, show_default=True, help="The start of the random histories: the same seed gives the same files.")
@click.option("--named", is_flag=True, help="With invented names and e-mail addresses, in three shapes of file.")
def command(out: Path | None, seed: int, named: bool) -> None:
    """Write 500 invented learners to try things on.

    Three invented countries, twelve agencies, histories generated from a seed, a little dirt, and learners whose verdict
    was worked out by hand. Nobody in it is real.
    """
    run(out, seed, named)


def run(out: Path | None, seed: int = 2026, named: bool = False) -> Path:
    """Write the sample; its folder."""
    from practicum.workspace.invented import write_sample
    from practicum.workspace.project import find_project

    folder, files, rows = write_sample(out or find_project().output / "sample", seed=seed, named=named)
    say(f"wrote {files} files with {rows:,} rows about invented people (seed {seed})")
    say(f"  {shown(folder)}")
    return folder
