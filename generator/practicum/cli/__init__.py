"""The command line: one file a command, each loaded only when it is called, so that `practicum --help` is instant."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Any

import click

from practicum.cli.lazily import Lazily

# Name, module and the one line that `practicum --help` prints.
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("practicum.cli.check", "Name every fault of the authored files, with its place and the fix."),
    "init": ("practicum.cli.init", "Make a repository of your own, ready to be checked, built and deployed."),
    "new": ("practicum.cli.new", "Write the files of something new, so that `practicum check` passes."),
    "rename": (
        "practicum.cli.rename", "Give a thing another id: every place that names it is mended, and the old id leads to the new one.",
    ),
    "retire": ("practicum.cli.retire", "Ask for a competency no more, and say what that means for roles, records and crosswalks."),
    "upgrade": ("practicum.cli.upgrade", "Bring every file to the format that this program reads; comments and layout stay."),
    "content": ("practicum.cli.content", "Count what is written of each module, and mark what is outside its bounds."),
    "build": ("practicum.cli.build", "Make the course site."),
    "serve": ("practicum.cli.serve", "Show the course site while you write; it follows your changes."),
    "forms": ("practicum.cli.forms", "Edit modules, lessons, roles and more in forms in your browser; only what you change is written."),
    "gaps": ("practicum.cli.gaps", "Match learner records against the rules: who lacks what, and what closes it."),
    "plan": ("practicum.cli.plan", "Plan how gaps are closed at the lowest price, and which sessions to hold for it."),
    "share": ("practicum.cli.share", "Audit the shareable part of a report as it lies in its folder."),
    "explain": ("practicum.cli.explain", "Show for one learner how a verdict came about."),
    "decide": ("practicum.cli.decide", "Record a waiver, an approval, a revocation and their like, after seeing who is hit."),
    "diff": ("practicum.cli.diff", "Show what a change does, and to whom, before it is adopted."),
    "asked": ("practicum.cli.asked", "Say who is asked about what, and write CODEOWNERS."),
    "endorse": ("practicum.cli.endorse", "Say who stands behind a text, and give a word on it."),
    "patch": ("practicum.cli.patch", "Say what a country changes of the core, and look after it when the core moves."),
    "translate": ("practicum.cli.translate", "Show how far the translation into LANGUAGE has come, or record that FILES are done."),
    "release": ("practicum.cli.release", "Make a release of all that was told and of what was not, and say how to cite it."),
    "export": ("practicum.cli.export", "Write files for other systems, and say first what they cannot hold."),
    "import": ("practicum.cli.import_", "Take in what was written elsewhere: checked, and written whole or not at all."),
    "badges": ("practicum.cli.badges", "Issue Open Badges for certificates that are held, look at one, revoke one."),
    "records": ("practicum.cli.records", "Look at learner records before they are used, say who is who, and erase what was kept."),
    "verdicts": ("practicum.cli.verdicts", "Judge everybody in tidy tables of any size, as Parquet in and Parquet out."),
    "sample": ("practicum.cli.sample", "Write 500 invented learners to try things on."),
    "demo": ("practicum.cli.demo", "Check, build, sample and gaps in one go; then look around."),
    "schema": ("practicum.cli.schema", "Write the JSON Schemas that editors use, and those of what a report hands on."),
}

_BROKEN_DISK = frozenset({errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)})


def _let_go() -> None:
    """Give up what a full disk does not take: it would fail once more, with a stack trace, when the program ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Practicum(Lazily):
    """The program as a whole: what goes wrong in a command is said in plain words."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command; a full or broken disk, such as one that the output is sent to, is no fault of the program."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _BROKEN_DISK:
                raise
            with contextlib.suppress(OSError):
                where = f": {error.filename}" if error.filename else ""
                click.echo(f"error: cannot go on: {error.strerror}{where}", err=True)
                click.echo("  = help: free some space, or send the output somewhere else", err=True)
            _let_go()
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what went wrong is said in plain words."""
        from practicum.cli.saying import say_trouble
        from practicum.workspace.trouble import Trouble

        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            say_trouble(trouble)
            ctx.exit(trouble.code)
        except KeyboardInterrupt:
            click.echo("\nstopped; the earlier output was left as it was", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # Somebody piped us into `head`: nothing is wrong.
            ctx.exit(0)


@click.group(cls=Practicum, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="practicum", prog_name="practicum")
def main() -> None:
    """Training curricula as code, and who is competent to do what.

    Authors check and build a curriculum; learners read the site; training leads match records against the rules.
    Run `practicum COMMAND --help` for the options of a command.
    """
