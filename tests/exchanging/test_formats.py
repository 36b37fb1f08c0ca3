"""The table of formats: every command that exports or imports stands in it, and what is lost is counted from the curriculum."""

from __future__ import annotations

from practicum.cli import COMMANDS, main
from practicum.cli.export import FORMATS as WRITTEN
from practicum.cli.import_ import FORMATS as READ
from practicum.exchanging.formats import formats, lost
from tests.exchanging.shipped_view import shipped_view
from tests.publishing.shipped import ROOT


def test_every_command_stands_in_the_table_and_every_command_of_the_table_is_there() -> None:
    said = {command for form in formats() for command in form.commands}
    assert {f"practicum export {name}" for name in WRITTEN} | {f"practicum import {name}" for name in READ} <= said
    for command in said:
        _, name, *rest = command.split()
        assert name in COMMANDS, command
        group = main.get_command(None, name)  # type: ignore[arg-type]  # the group does not look at the context
        if rest:
            assert group.get_command(None, rest[0]) is not None, command  # type: ignore[union-attr]


def test_pages_of_formats_are_there() -> None:
    for form in formats():
        assert not form.page or (ROOT / f"site/handbook/{form.page}.md").is_file(), form.name


def test_losses_are_counts_of_what_is_there() -> None:
    counted = {form.name: losses for form, losses in lost(shipped_view())}
    assert len(counted) == len(list(formats()))
    assert all(loss.count > 0 and loss.what and loss.why for losses in counted.values() for loss in losses)
    assert sum(bool(losses) for losses in counted.values()) >= 5
