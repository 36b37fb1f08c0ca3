"""What is said of every module that comes, whether `practicum new` writes it or it is written in Word."""

from __future__ import annotations

from collections.abc import Callable

import click

from practicum.cli.asking import Day

KINDS = ("quiz", "written", "case_study", "portfolio", "observed_practice", "simulation", "practicum", "project")
MODES = ("classroom", "distance", "practice")


class Levels(click.ParamType[tuple[str, int], tuple[str, int]]):
    """A competency and a level, written `REL-2=1`."""

    name = "ID=LEVEL"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The pair, or a refusal that says how to write it."""
        if isinstance(value, tuple):
            return value
        id, sign, level = str(value).partition("=")
        if not sign or not level.strip().isdigit():
            self.fail(f"`{value}` has no level; write the competency's id, `=` and the level, such as REL-2=1", param, ctx)
        return id.strip(), int(level)


def module_options(function: Callable[..., None]) -> Callable[..., None]:
    """What is said of every module that comes, written here or in Word."""
    options = (
        click.option("--hours", default=None, help="Learner hours, such as 6 or 1.5."),
        click.option(
            "--teaches", type=Levels(), multiple=True, help="A competency and its level, such as REL-2=1; may be given more than once."
        ),
        click.option("--for", "audience", multiple=True, help="The id of a role it is for; may be given more than once."),
        click.option("--needs", multiple=True, help="The id of a module that has to be held before; may be given more than once."),
        click.option("--mode", "modes", type=click.Choice(MODES), multiple=True, help="How it can be taken; else classroom and distance."),
        click.option("--from", "starts", type=Day(), default=None, help="The first day on which it is taught; without it, today."),
        click.option("--assessed-by", type=click.Choice(KINDS), default="portfolio", show_default=True, help="The kind of its assessment."),
        click.option("--assessor", default=None, help="The role that assesses; without it, the one that assesses most."),
    )
    for option in reversed(options):
        function = option(function)
    return function
