"""`practicum init`: a repository of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from practicum.cli.carrying_out import asked, at_a_terminal
from practicum.cli.saying import count_said, progress, say, shown, typed


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base-url", default=None, help="The address under which your ids are published, such as https://care.example.org/.")
@click.option("--title", default=None, help="What your curriculum is called.")
@click.option("--publisher", default=None, help="Who publishes it, as citations name them; without it, the authors of your curriculum.")
@click.option("--framework", default=None, help="The id of your competency framework, such as family-care; not with --from-shipped.")
@click.option("--from-shipped", is_flag=True, help="Begin with the curriculum that came with the program, instead of an empty one.")
@click.option("--host", type=click.Choice(["github", "gitlab"]), default="github", show_default=True, help="Where it will be kept.")
@click.option("--git/--no-git", "git", default=None, help="Whether the folder becomes a git repository; without it, you are asked.")
def command(
    folder: Path,
    base_url: str | None,
    title: str | None,
    publisher: str | None,
    framework: str | None,
    from_shipped: bool,
    host: Literal["github", "gitlab"],
    git: bool | None,
) -> None:
    """Make a repository of your own, ready to be checked, built and deployed.

    What is not given as an option is asked for, where you sit at a terminal.
    """
    from practicum.authoring import Refused
    from practicum.authoring.starting import NewProject, address, start
    from practicum.reading.schemas import schema_files
    from practicum.workspace.starting import begin, git_init, git_is_there, installed, shipped_texts, usable
    from practicum.workspace.trouble import Trouble

    target = usable(folder)
    given = {"--base-url": base_url, "--title": title, **({} if from_shipped else {"--framework": framework})}
    lacking = [f"`{flag}`" for flag, value in given.items() if value is None]
    if len(lacking) > 1 and not at_a_terminal():
        # All at once: where nobody can be asked, one fault after another costs a run each.
        example = '--base-url https://care.example.org/ --title "Family care"' + ("" if from_shipped else " --framework family-care")
        help = f"add such as `{example}`, or run this in a terminal: it asks"
        raise Trouble(f"{', '.join(lacking[:-1])} and {lacking[-1]} are missing", help)
    program = installed()
    try:
        base_url = address(
            asked(base_url, "--base-url", "The address under which your ids are published, such as https://care.example.org/")
        )
        named = asked(title, "--title", "What is your curriculum called?")
        body = asked(publisher, "--publisher", "Who publishes it, as citations name them?", default=f"The authors of {named}")
        own = "shipped" if from_shipped else asked(framework, "--framework", "A short id for your framework, such as family-care")
        wish = NewProject(
            title=named, publisher=body, base_url=base_url, framework=own, version=program.version, requirement=program.requirement,
            host=host,
        )  # fmt: skip
        if git is None:
            git = git_is_there() and at_a_terminal() and click.confirm("Shall it be a git repository?", default=True, err=True)
        with progress("writing the project"):
            changes = start(wish, schema_files(), shipped_texts() if from_shipped else None)
            begin(target, changes, program.wheel)
    except Refused as refused:
        raise Trouble(refused.message, refused.help, code=refused.code) from refused
    for line in changes.says:
        say(line)
    say(f"wrote {count_said(len(changes.texts), 'file', 'files')} to {shown(target)}")
    if git and not git_is_there():
        say("  = note: git is not there, so it is no repository yet")
    elif git and not git_init(target):
        say("  = note: `git init` did not work; run it there yourself")
    if not program.sure:
        say(f"  = note: put the wheel of the program at {program.requirement}: the checks of your host install it from there")
    going = "" if target.resolve() == Path.cwd().resolve() else f"`cd {typed(target)}`, then "
    say(f"next: {going}`practicum check` and `practicum build`; README.md says how to publish it")
