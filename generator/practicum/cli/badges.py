"""`practicum badges`: Open Badges for certificates that are held: the key, issuing, looking at one, revoking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import Day
from practicum.cli.handing_over import say_losses, view_for
from practicum.cli.saying import count_said, home_option, progress, project_option, say, shown

if TYPE_CHECKING:
    from datetime import date

    from practicum.exchanging.badges import Issuer
    from practicum.exchanging.badges_reading import Known, Looked
    from practicum.resolving import View
    from practicum.workspace.badge_folder import BadgeFolder

_TO_SITE = "copy what lies in {} to {}: nothing in it tells of anybody"


@click.group("badges")
def command() -> None:
    """Issue Open Badges for certificates that are held, look at one, revoke one.

    A badge is a file that its holder keeps, and that anybody can check without asking you. Needs `practicum[badges]`.
    """


@command.command("keys")
@click.option("--name", default="", help="Who issues, as people know it.")
@click.option("--address", default="", help="Where the public files will lie on your site, such as https://example.org/badges/.")
@click.option("--site", default="", help="Your site's own address, for people who look at a badge.")
@click.option("--renew", is_flag=True, help="Sign with a new key from now on; badges that were issued stay good.")
@click.option("--withdraw", is_flag=True, help="Somebody else had the key: make a new one, and let nothing be good that an old one signed.")
@home_option
def keys(name: str, address: str, site: str, renew: bool, withdraw: bool) -> None:
    """Make the key that signs badges, and the files by which others check them.

    The key lies in your private folder, readable by you only; a repository is refused. Run it again to write the public files anew.
    """
    from dataclasses import replace

    from practicum.exchanging.badges_signing import Signer, new_key
    from practicum.workspace.badge_folder import (
        alone,
        badge_folder,
        issuer_of,
        named_issuer,
        needs_library,
        read_ledger,
        signer_of,
        write_issuer,
        write_key,
        write_public,
    )  # fmt: skip
    from practicum.workspace.project import today

    if renew and withdraw:
        raise click.UsageError("`--renew` keeps what was issued and `--withdraw` does not: say one of them")
    needs_library()
    before = issuer_of(badge_folder())
    entries = read_ledger(badge_folder())
    issuer = named_issuer(before, name=name, address=address, site=site, issued=len(entries))
    folder = badge_folder(made=True)
    with alone(folder):
        if renew or withdraw or (not folder.key.exists() and not issuer.keys):
            pem = new_key()
            signer = Signer(pem)
            kept = () if withdraw else issuer.keys
            issuer = replace(issuer, keys=(*kept, signer.jwk))
            # Who issues comes first: a key that nobody publishes would sign badges that hold nowhere.
            write_issuer(folder, issuer)
            write_key(folder, pem)
            say(f"made a key, readable by you only: {folder.key}")
            say("  = note: keep a copy where only you can reach it; whoever has it can issue badges in your name")
        else:
            signer = signer_of(folder)
            _own_key(folder, issuer, signer.jwk)
            write_issuer(folder, issuer)
        write_public(folder, issuer, signer, entries, today(), {})
    if withdraw and entries:
        many = count_said(len(entries), "badge", "badges")
        say(f"{many} signed with an old key will be refused: `practicum badges issue` signs them anew")
    say(f"{issuer.name} issues at {issuer.address}")
    say(f"next: {_TO_SITE.format(shown(folder.public), issuer.address)}")


@command.command("issue")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="A folder of your own for the badges; without it, one in your private folder.")
@click.option("--emails", type=click.Path(dir_okay=False, path_type=Path), default=None,
              help="A CSV file with the columns learner (or id) and email, such as your register: badges name the address too, hashed.")
@click.option("--dry-run", is_flag=True, help="Say what would be issued and what a badge cannot say, and write nothing.")
@home_option
@project_option
def issue(report: Path, out: Path | None, emails: Path | None, dry_run: bool, where: Path | None) -> None:
    """Issue a badge for every certificate that a report says is held.

    REPORT is the folder of a report of `practicum gaps`, or of a run of `practicum verdicts`. Only certified and due are issued; a
    certificate that was issued before gets the same badge again. `issued.csv` beside the badges says whose each one is.
    """
    from practicum.exchanging.badges import losses
    from practicum.workspace.badge_folder import alone, badge_folder, read_ledger, signer_of, write_ledger, write_public
    from practicum.workspace.issuing import issue as issued_for
    from practicum.workspace.issuing import read_addresses
    from practicum.workspace.kept_holdings import kept_holdings
    from practicum.workspace.kept_report import private_place
    from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable
    from practicum.workspace.project import today

    folder = badge_folder()
    signer = signer_of(folder)
    issuer = _issuer(folder)
    _own_key(folder, issuer, signer.jwk)
    holdings = kept_holdings(report)
    target = out or folder.issued / holdings.as_of.isoformat()
    private_place(target, "badges and the list beside them hold", synthetic=holdings.synthetic)
    writable(target)
    replaceable(target, "the set of badges", mark="issued.csv", says="learner,certification,file")
    addresses = read_addresses(emails) if emails else {}
    core = view_for(where)
    with progress("reading the rules of each country"):
        views = _views(core, {one.country for one in holdings.rows}, holdings.as_of)
    folder = badge_folder(made=True)
    with alone(folder):
        entries = read_ledger(folder)
        done = issued_for(holdings, views, issuer, signer, entries, on=today(), addresses=addresses)
        say_losses(losses(core, holdings, views))
        badges = done.new + done.again
        if not dry_run:
            # The ledger comes first: a badge that is not in it could never be revoked.
            write_ledger(folder, done.entries)
            write_public(folder, issuer, signer, done.entries, today(), done.public)
            with fresh_folder(target, private=True) as fresh, progress("issuing") as tell:
                fill(fresh, done.lists)
                for number, (name, data) in enumerate(done.badges(), 1):
                    (fresh / name).write_bytes(data)
                    tell(number, badges)
    if holdings.synthetic:
        say("  = note: the people of this report are invented, and each badge says that it is a specimen")
    if emails:
        known = {one.learner for one in holdings.rows if one.is_held(holdings.as_of)}
        say(f"{count_said(len(known & addresses.keys()), 'holder has', 'holders have')} an e-mail address in {emails.name}")
    would = "would be issued" if dry_run else "issued"
    say(f"{count_said(badges, 'badge', 'badges')} {would}: {done.new:,} new, {done.again:,} as before")
    if done.anew:
        many = count_said(done.anew, "new badge is", "new badges are")
        say(f"{many} for a certificate whose badge you revoked, and that the report says is held: revoked-before.csv")
        say("  = help: where it is not, put that into the records (`practicum decide revocation`), and revoke these too")
    if dry_run:
        return
    say(f"  {shown(target)}, readable by you only")
    if done.ended:
        many = count_said(done.ended, "badge is", "badges are")
        say(f"{many} out whose certificate this report does not say is held: no-longer-held.csv")
        say("  = help: `practicum badges revoke BADGE --because …` for those that should hold no longer")
    say(f"next: {_TO_SITE.format(shown(folder.public), issuer.address)}")


@command.command("verify")
@click.argument("badge", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--issuer", "profile", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="The issuer's profile (issuer.json) as you downloaded it from their site; without it, your own.")
@click.option("--status", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="The status list that the badge names, as you downloaded it; without it, your own.")
@click.option("--without-status", is_flag=True, help="Do not look whether it was revoked.")
@click.option("--holder", default="", help="The id or e-mail address of the person who shows it: is it theirs?")
@click.option("--on", type=Day(), default=None, help="The day asked about; without it, today.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is said.")
@home_option
@click.pass_context
def verify(
    ctx: click.Context, badge: Path, profile: Path | None, status: Path | None, without_status: bool, holder: str, on: date | None,
    form: str,
) -> None:  # fmt: skip
    """Say who issued a badge for what, to whom, until when, and why it is refused if it is.

    Nothing is fetched: name what you downloaded from the issuer's site. Exit code 1: refused.
    """
    from practicum.exchanging.badges_reading import look
    from practicum.workspace.badge_folder import needs_library
    from practicum.workspace.project import today

    needs_library()
    known, own = _known(profile)
    token = _bytes(badge)
    on = on or today()
    found = look(token, on=on, issuer=known, status=_bytes(status) if status else None, holder=holder, without_status=without_status)
    if status is None and own is not None and known is not None and found.list_address:
        held = own.public / found.list_address.removeprefix(known.id.removesuffix("issuer.json"))
        if held.resolve().is_relative_to(own.public.resolve()) and held.is_file():
            found = look(token, on=on, issuer=known, status=_bytes(held), holder=holder, without_status=without_status)
    if form == "json":
        click.echo(json.dumps(_as_data(found, on), ensure_ascii=False, indent=2))
    else:
        for line in _told(found, on, known, without_status=without_status):
            click.echo(line)
    ctx.exit(0 if found.accepted else 1)


@command.command("revoke")
@click.argument("badges", nargs=-1)
@click.option("--learner", default="", help="Revoke the badges of this learner.")
@click.option("--certification", default="", help="With `--learner`: only those for this certification.")
@click.option("--because", required=True, help="Why, for your own ledger; nobody else reads it.")
@home_option
def revoke(badges: tuple[str, ...], learner: str, certification: str, because: str) -> None:
    """Revoke badges that should hold no longer.

    BADGES are files of badges, or their ids as they stand in `issued.csv`. Others see it once the public files are on your site.
    """
    from practicum.workspace.badge_folder import alone, badge_folder, read_ledger, signer_of, write_ledger, write_public
    from practicum.workspace.issuing import revoke as revoked_in
    from practicum.workspace.project import today
    from practicum.workspace.trouble import Trouble

    if bool(badges) == bool(learner) or (certification and not learner):
        raise click.UsageError("say which: files or ids of badges, or `--learner ID` with or without `--certification`")
    if not because.strip() or len(because) > 500:
        raise click.UsageError("`--because` says why in at most 500 characters")
    folder = badge_folder()
    signer = signer_of(folder)
    issuer = _issuer(folder)
    _own_key(folder, issuer, signer.jwk)
    ids = {_id(one) for one in badges}
    with alone(folder):
        entries = read_ledger(folder)
        missing = ids - {entry.badge.id for entry in entries}
        if missing:
            many = count_said(len(missing), "of these badges is", "of these badges are")
            raise Trouble(f"{many} not in your ledger, so nothing was revoked", "`issued.csv` beside the badges has their ids", code=1)
        after, count = revoked_in(
            entries,
            lambda one: one.id in ids or (one.learner == learner and certification in ("", one.certification)),
            on=today(), because=because.strip(),
        )  # fmt: skip
        if learner and not count:
            raise Trouble("no badge that holds was issued so", "write the id as it stands in `issued.csv`", code=1)
        write_ledger(folder, after)
        write_public(folder, issuer, signer, after, today(), {})
    before = len(ids) - count if ids else 0
    say(f"revoked {count_said(count, 'badge', 'badges')}" + (f"; {before:,} had been revoked before" if before else ""))
    say(f"next: {_TO_SITE.format(shown(folder.public), issuer.address)}; until then others still find them good")


def _views(core: View, countries: set[str], on: date) -> dict[str, View]:
    from practicum.resolving import view_of

    known = core.catalogue.countries
    return {country: view_of(core.catalogue, country=country, day=on) for country in sorted(countries) if not country or country in known}


def _issuer(folder: BadgeFolder) -> Issuer:
    from practicum.workspace.badge_folder import issuer_of
    from practicum.workspace.trouble import Trouble

    issuer = issuer_of(folder)
    if issuer is None:
        raise Trouble("nobody was named who issues", "`practicum badges keys --name NAME --address https://…`")
    return issuer


def _own_key(folder: BadgeFolder, issuer: Issuer, jwk: object) -> None:
    from practicum.workspace.trouble import Trouble

    if not issuer.keys or issuer.keys[-1] != jwk:
        raise Trouble(
            f"the key {folder.key} is another one than you published last",
            "put the key back from your backup, or make a new one: `practicum badges keys --renew`",
        )


def _known(profile: Path | None) -> tuple[Known | None, BadgeFolder | None]:
    """The issuer of a profile; without one, the lead's own, if there is one."""
    from practicum.exchanging.badges import profile as told
    from practicum.exchanging.badges_reading import NoIssuer, issuer_in
    from practicum.workspace.badge_folder import badge_folder, issuer_of
    from practicum.workspace.trouble import Trouble

    own = badge_folder()
    try:
        if profile is not None:
            return issuer_in(_bytes(profile)), None
        issuer = issuer_of(own)
        return (issuer_in(json.dumps(told(issuer)).encode()), own) if issuer is not None and issuer.keys else (None, None)
    except NoIssuer as error:
        raise Trouble(f"{profile or own.root} does not say who issues: {error}", "download issuer.json from the issuer's site") from error


def _bytes(path: Path) -> bytes:
    from practicum.exchanging.badges_signing import MOST_BYTES
    from practicum.workspace.trouble import Trouble

    try:
        with path.open("rb") as file:
            # One more than may be: what reads it refuses what is too large.
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror or 'the system refuses it'}") from error


def _id(said: str) -> str:
    from practicum.exchanging.badges_signing import NotSigned, opened
    from practicum.workspace.trouble import Trouble

    if said.startswith("urn:uuid:"):
        return said
    path = Path(said)
    if not path.is_file():
        raise Trouble(f"{said} is no file of a badge", "name a `.jwt` file, or an id from `issued.csv`: urn:uuid:…")
    try:
        return str(opened(_bytes(path)).payload.get("id"))
    except NotSigned as error:
        raise Trouble(f"{said} cannot be read: {error}", "name the badge by its id from `issued.csv`", code=1) from error


def _told(found: Looked, on: date, known: Known | None, *, without_status: bool) -> list[str]:
    said = []
    if found.title:
        code = f" ({found.code}{f', rule {found.rule_version}' if found.rule_version else ''})" if found.code else ""
        sure = not any(one.code in ("changed", "no-issuer", "unknown-key", "another-issuer", "no-badge") for one in found.refusals)
        name = known.name if sure and known is not None else found.issuer or "nobody"
        said.append(f"{found.title}{code}")
        said.append(f"  {'issued by' if sure else 'claims to be issued by'} {name}, {found.issuer_id}")
        whom = {None: "somebody; `--holder` says whether it is the person before you", True: "the person whose identifier you gave",
                False: "another person than the one whose identifier you gave"}[found.holder]  # fmt: skip
        said.append(f"  to {whom}")
        until = f"until {found.valid_until}, that day included" if found.valid_until else "without an end"
        said.append(f"  from {found.valid_from} {until}")
        if found.competencies:
            said.append(f"  for {count_said(len(found.competencies), 'competency', 'competencies')}: {', '.join(found.competencies)}")
        if found.specimen:
            said.append("  it is a specimen, made from invented records, and certifies nobody")
    if found.accepted:
        looked = f"not revoked by the list of {found.revocations_of}" if found.revocations_of else "nobody looked whether it was revoked"
        said.append(f"it holds on {on}: signed by the issuer and not changed, in its dates, {looked}")
    else:
        said.append(f"refused on {on}:")
        said += [f"  {one.says}" for one in found.refusals]
        helps = {
            "no-issuer": f"download {found.issuer_id or 'the profile'} and name it with `--issuer`",
            "status-unknown": f"download {found.list_address} and name it with `--status`, or say `--without-status`",
        }
        said += [f"  = help: {helps[one.code]}" for one in found.refusals if one.code in helps]
    return said


def _as_data(found: Looked, on: date) -> dict[str, object]:
    def day(said: date | None) -> str | None:
        return said.isoformat() if said else None

    return {
        "schema": "practicum.badge-looked-at/1",
        "on": on.isoformat(),
        "accepted": found.accepted,
        "refused_because": [{"code": one.code, "says": one.says} for one in found.refusals],
        "badge": found.badge,
        "title": found.title,
        "certification": found.code,
        "rule_version": found.rule_version,
        "issuer": {"id": found.issuer_id, "name": found.issuer},
        "valid_from": day(found.valid_from),
        "valid_until": day(found.valid_until),
        "competencies": list(found.competencies),
        "is_for_holder": found.holder,
        "specimen": found.specimen,
        "status_list": found.list_address,
        "revocations_of": day(found.revocations_of),
    }
