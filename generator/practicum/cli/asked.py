"""`practicum asked`: who is asked about what when it changes, and the file by which a code host asks them."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import count_said, progress, project_option, say, shown


@click.command("asked")
@click.option("--codeowners", is_flag=True, help="Write the file by which the code host asks them: .github/CODEOWNERS.")
@click.option("--gitlab", is_flag=True, help="With `--codeowners`: write .gitlab/CODEOWNERS.")
@click.option("--check", "only_check", is_flag=True, help="With `--codeowners`: write nothing; exit 1 where it is not as it should be.")
@project_option
@click.pass_context
def command(ctx: click.Context, codeowners: bool, gitlab: bool, only_check: bool, where: Path | None) -> None:
    """Say who is asked about what, and write CODEOWNERS.

    People say so themselves, in curriculum/people.yaml: `asked_about` lists units, countries, languages, or `modules`,
    `rules`, `roles`, `framework`; `account` is their name where the repository is hosted. `practicum diff BASE --asked` says
    who is asked about one change.
    """
    from practicum.reporting.owners import asked_about, code_owners, strangers
    from practicum.workspace.memories import memories_of
    from practicum.workspace.owners_file import owners_file, write_owners
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.revisions import prefix_of

    if (gitlab or only_check) and not codeowners:
        raise click.UsageError("`--gitlab` and `--check` belong to `--codeowners`")
    project = find_project(where)
    with progress("reading the project", quiet=True) as tell:
        catalogue = check_project(project, day=today(), progress=tell, memories=memories_of(project.output)).catalogue
    for person, about in strangers(catalogue):
        say(f"  = note: `{person}` is asked about `{about}`, which is nothing here")
    if not codeowners:
        rows = asked_about(catalogue)
        for about, people in rows:
            click.echo(f"{about:<12} {', '.join(people)}")
        if not rows:
            say("nobody is asked about anything yet")
            say("next: write `asked_about: [F06, NV, fr, rules]` and `account: \"@name\"` beside people in curriculum/people.yaml")
        return
    prefix = prefix_of(project.root)
    text = code_owners(catalogue, prefix=prefix)
    path = owners_file(project, gitlab=gitlab, prefix=prefix)
    held = path.read_text("utf-8") if path.is_file() else None
    lines = count_said(sum(1 for line in text.splitlines() if line.startswith("/")), "path", "paths")
    if only_check:
        say(f"{shown(path)} is as it should be: {lines}" if held == text else f"{shown(path)} is not as curriculum/people.yaml has it")
        if held != text:
            say(f"next: practicum asked --codeowners{' --gitlab' if gitlab else ''}")
        ctx.exit(0 if held == text else 1)
    if held == text:
        say(f"{shown(path)} is as it should be: {lines}")
        return
    write_owners(project, path, text)
    say(f"written to {shown(path)}: {lines}")
    say("next: commit it; the code host then asks these people by itself whenever such a file changes")
