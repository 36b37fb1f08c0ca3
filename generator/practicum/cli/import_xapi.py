"""`practicum import xapi`: statements of a learning platform, from files or from its LRS, as tables that `records look` and `gaps` read."""

from __future__ import annotations

import json
import math
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.asking import Day, read_rules
from practicum.cli.handing_over import check_site
from practicum.cli.saying import SECONDS_BETWEEN, count_said, home_option, progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.exchanging.xapi import Account
    from practicum.exchanging.xapi_pull import Pulled
    from practicum.workspace.statement_store import StatementStore
    from practicum.workspace.statements import Written

_MEGABYTE = 1_000_000


@click.command("xapi")
@click.argument("source")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="A folder of your own for the tables, such as one inside the folder with your other records.")
@click.option("--map", "lists", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
              help="Your list of activities: which module each is. The one that lies in the folder of tables applies by itself.")
@click.option("--since", type=Day(), default=None, help="From an LRS: only what it stored since this day. Later runs go on by themselves.")
@click.option("--ids", "homes", metavar="HOMEPAGE", multiple=True,
              help="Accounts of this home page are named by the learner's id, as in your list; `all` for those of every home page.")
@click.option("--site", default="", metavar="URL", help="Where your course site is published, if `site/mkdocs.yml` does not say it.")
@click.option("--name", default=None, help="What the source is called in the tables; without it, the LRS's host, or `xapi`.")
@click.option("--evidence", type=click.Choice(["self", "supervisor", "verified"]), default="verified", show_default=True,
              help="How well what the platform says is evidenced.")
@click.option("--unencrypted", is_flag=True, help="Ask an LRS over `http://`, where anybody on the way can read along.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON for programs.")
@home_option
@project_option
def command(
    source: str, out: Path, lists: tuple[Path, ...], since: date | None, homes: tuple[str, ...], site: str, name: str | None, evidence: str,
    unencrypted: bool, form: str, where: Path | None,
) -> None:  # fmt: skip
    """Turn xAPI statements into tables of records: completions, recognised prior learning, hours.

    SOURCE is a file (JSON, JSON lines, StatementResult; .gz, .zip), a folder of them, or the address of an LRS, whose name and password
    are taken from PRACTICUM_LRS_USER and PRACTICUM_LRS_PASSWORD. What an LRS gave is kept in your private folder: each run fetches what
    was stored since, and one that broke off goes on where it stopped. Hand the folder of tables to `practicum records look` and `gaps`.

    Exit code 1: a file or a page cannot be read; nothing was written.
    """
    from practicum.exchanging.xapi import Reading
    from practicum.workspace import statements
    from practicum.workspace.learners import says_invented
    from practicum.workspace.project import find_project
    from practicum.workspace.trouble import Trouble

    asked = source.strip().lower().startswith(("http://", "https://"))
    if since is not None and not asked:
        raise click.UsageError("`--since` is about when an LRS stored a statement; for files leave it out")
    check_site(site)
    synthetic = not asked and says_invented(Path(source))
    folder = statements.check_place(out, synthetic=synthetic)
    project = find_project(where)
    quiet = form == "json"
    checked = read_rules(project, quiet=quiet)
    own = folder / statements.TO_MAP
    activities, said = statements.activities_for(project, checked, [*([own] if own.is_file() else []), *lists], site)
    named = {home.strip().rstrip("/").casefold() for home in homes}
    if not asked:
        reading = Reading(activities, name or "xapi", evidence, named)
        with progress("reading the statements (MB)", quiet=quiet) as tell:
            items = statements.from_files(Path(source), lambda done, total: tell(done // _MEGABYTE, total // _MEGABYTE))
            written = statements.write_statements(items, reading, said, folder, synthetic=synthetic)
        _tell(written, form)
        return
    from practicum.workspace.lrs import endpoint_of
    from practicum.workspace.private_folder import private_folder
    from practicum.workspace.statement_store import StatementStore, store_place

    endpoint = endpoint_of(source, unencrypted=unencrypted)
    store = StatementStore(store_place(private_folder().made(), endpoint))
    try:
        pulled = _pulled(store, endpoint, since, quiet=quiet)
        reading = Reading(activities, name or endpoint.split("/")[2].partition(":")[0], evidence, named)
        if not store.count():
            way_on = "see `--since`, and that you may read all statements"
            raise Trouble("the LRS gives no statement, so nothing was written", way_on, code=1)
        with progress("making tables", quiet=quiet):
            written = statements.write_statements(store.statements(reading.source), reading, said, folder, synthetic=False)
    finally:
        store.close()
    if not quiet:
        say(f"{count_said(pulled.new, 'new statement', 'new statements')} from the LRS in {count_said(pulled.pages, 'page', 'pages')}"
            + (f", {count_said(pulled.retried, 'question', 'questions')} asked again" if pulled.retried else "")
            + ("; an earlier run had broken off, and this one went on there" if pulled.resumed else ""))  # fmt: skip
    _tell(written, form, new=pulled.new)


def _pulled(store: StatementStore, endpoint: str, since: date | None, *, quiet: bool) -> Pulled:
    """Fetch what is new. Raises Trouble where the LRS gives no more; what came is kept."""
    from datetime import UTC, datetime

    from practicum.exchanging.xapi_pull import Stopped, pull
    from practicum.workspace.lrs import LrsTransport, credentials
    from practicum.workspace.trouble import Trouble

    last = time.monotonic()

    def tell(pulled: Pulled) -> None:
        nonlocal last
        if not quiet and pulled.wrong:
            say(f"{pulled.wrong}; asking again in {count_said(math.ceil(pulled.wait), 'second', 'seconds')} …")
        elif not quiet and time.monotonic() - last >= SECONDS_BETWEEN:
            last = time.monotonic()
            say(f"asking the LRS: {pulled.new:,} new statements in {pulled.pages:,} pages so far …")

    if not quiet:
        say("asking the LRS …")
    before = store.count()
    begins = f"{since.isoformat()}T00:00:00.000000Z" if since is not None else ""
    transport = LrsTransport(endpoint, credentials())
    try:
        return pull(transport, store, endpoint, since=begins, pause=time.sleep, now=lambda: datetime.now(UTC), tell=tell)
    except Stopped as stopped:
        came = store.count() - before
        kept = f" ({count_said(came, 'statement', 'statements')} came before that)" if came else ""
        raise Trouble(f"{stopped.message}{kept}; no table was written", stopped.help, code=1) from stopped


def _tell(written: Written, form: str, **more: Any) -> None:
    from practicum.exchanging.xapi_statements import REASONS
    from practicum.workspace.statements import ASIDE, TO_MAP, counts

    account = written.account
    if form == "json":
        found = {
            "schema": "practicum.import-xapi/1", "out": shown(written.folder), **more, "statements": counts(account),
            "set_aside": dict(sorted(account.reasons.items())), "tables": dict(sorted(account.rows.items())), "to_map": written.to_map,
        }  # fmt: skip
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    say(_accounted(account))
    for table, rows in sorted(account.rows.items()):
        say(f"  {table}: {count_said(rows, 'row', 'rows')}")
    if account.voided:
        taken = "record is taken back by a statement that voids it", "records are taken back by statements that void them"
        say(f"  {count_said(account.voided, *taken)}")
    for reason, times in account.reasons.most_common():
        file, row = account.places[reason][0]
        first = f"; the first: {file}, {row:,}" if reason != "UNMAPPED_ACTIVITY" else ""
        say(f"  set aside: {times:,} × {REASONS[reason]} [{reason}]{first}")
    if account.set_aside:
        say(f"  all of them, one by one: {shown(written.folder / ASIDE)}")
    say(f"tables in {shown(written.folder)}, readable by you only")
    if written.to_map:
        say(f"{count_said(written.to_map, 'activity is', 'activities are')} no module that anybody named: {shown(written.folder / TO_MAP)}")
        say("  = help: write the module's id, or `none`, beside each, and run the same command again")
    if account.rows:
        say("next: practicum records look FOLDER, with the folder in which these tables and your other records lie")


def _accounted(account: Account) -> str:
    lead = count_said(account.came, "statement", "statements")
    parts = f"{account.used:,} used + {account.set_aside:,} set aside + {account.collapsed:,} collapsed"
    return f"{lead} in = {parts} (of those used, {account.without_record:,} say nothing that is a record)"
