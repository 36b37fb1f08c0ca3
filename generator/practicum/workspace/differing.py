"""Two trees of rules, each a folder or a git revision, and the same people judged by both.

Nothing is written here and nothing adopted: a preview answers who would stand differently before a change is agreed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.workspace.disk import TOPS
from practicum.workspace.project import Checked, Progress, Project, check_files
from practicum.workspace.revisions import Revision
from practicum.workspace.since_revision import divided
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.diagnostics import Diagnostic
    from practicum.matching import Verdicts
    from practicum.model.renamed import Renaming
    from practicum.reading import Files
    from practicum.records import Intake
    from practicum.reporting.previewing import People
    from practicum.reporting.review_words import Review
    from practicum.resolving.comparing import RuleChange
    from practicum.workspace.memories import Memories

MOST_FAULTS = 3


@dataclass(frozen=True)
class Rules:
    """One of the two trees: what it is called, its files, how to show a line of one, and its folder where it has one."""

    name: str
    files: Files
    line: Callable[[str, int], str | None]
    root: Path | None = None


def rules_named(name: str | None, project: Project) -> Rules:
    """The tree that a word of the command stands for: a folder, else a revision; without a word, the work tree.

    Raises Trouble where it is neither.
    """
    if name is None:
        disk = project.disk
        return Rules("the shipped rules" if project.shipped else "the work tree", disk, disk.line)
    folder = Path(name)
    if all((folder / top).is_dir() for top in TOPS):
        found = Project(folder.resolve(), project.site, project.output, shipped=False).disk
        return Rules(_quoted(name), found, found.line, found.root)
    if folder.is_dir() and (folder.is_absolute() or "/" in name or "\\" in name):
        raise Trouble(f"there are no rules in {name}", "a project has the folders `curriculum/` and `competencies/`")
    if project.shipped:
        raise Trouble(
            f"`{name}` is no folder with a curriculum, and you stand in no project whose revisions could be meant",
            "name a folder, or stand in a project (or name it with `--project`)",
        )
    revision = Revision(project.root, name)
    return Rules(f"{_quoted(name)} ({revision.commit[:7]})", revision, revision.line)


def _quoted(name: str) -> str:
    """A name as messages and comments show it; a backtick inside would end the quotation."""
    return "`" + name.replace("`", "'") + "`"


def check_rules(
    rules: Rules, *, today: date, proposed: bool = True, progress: Progress | None = None, memories: Memories | None = None,
    judging: bool = True,
) -> tuple[Checked, Trouble | None]:  # fmt: skip
    """A tree as read and checked today, and why no verdict by it would be safe, where that is so.

    What is ``proposed`` has to pass every check. What it is compared with was adopted under the checks of its own day: of it
    only what keeps a rule from being read, or a patch from being laid over it, is unsafe. Raises Trouble where the tree is
    empty, and with ``judging`` also where it is unsafe.
    """
    checked = check_files(rules.files, day=today, progress=progress, memories=memories)
    errors = checked.unsafe
    trouble = None
    if errors and (proposed or checked.catalogue.lost):
        trouble = _unsafe(rules, errors, judging=judging)
    elif patches := [fault for fault in errors if fault.rule.startswith("patch-")]:
        trouble = _unsafe(rules, patches, judging=judging)
    if not checked.files:
        raise Trouble(f"{rules.name} holds no authored files", "name a folder or a revision that has `curriculum/` and `competencies/`")
    if trouble is not None and judging:
        raise trouble
    return checked, trouble


def _unsafe(rules: Rules, faults: Sequence[Diagnostic], *, judging: bool) -> Trouble:
    from practicum.diagnostics import text

    said = "\n\n".join(text.render(fault, rules.line) for fault in faults[:MOST_FAULTS])
    more = f"\n\n… and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
    errors = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
    if not judging:
        return Trouble(f"{rules.name} has {errors}; what could be read is compared\n{said}{more}", "mend what is named", code=1)
    return Trouble(f"{rules.name} has {errors}, so no verdict by it would be safe\n{said}{more}", "mend them first", code=1)


def preview_folder(project: Project, sides: Sequence[Rules], *, synthetic: bool, as_of: date, out: Path) -> Path:
    """Where a preview that names learners goes. Raises Trouble for a place inside the project or one of the two trees."""
    from practicum.workspace.learners import report_folder

    if not synthetic and any(side.root is not None and out.resolve().is_relative_to(side.root) for side in sides):
        raise Trouble(
            "a preview holds learner data and may not lie beside the rules",
            "choose a folder of your own with `--out`, outside every repository",
        )
    return report_folder(project, synthetic=synthetic, as_of=as_of, out=out)


def renamed_alike(rules: Rules, base: Checked, head: Checked, *, memories: Memories | None = None) -> tuple[Checked, tuple[Renaming, ...]]:
    """The base with the ids that things have in the head, where the change gives some another id; and those ids.

    Then a renamed thing is the same thing, and every mention of it too. Where the base cannot be renamed, it stays as it is.
    """
    from practicum.authoring.drafting import Draft
    from practicum.authoring.refusing import Refused
    from practicum.authoring.renaming import rename
    from practicum.workspace.changing import Laid

    before, after = ({one for unit in side.catalogue.renamed.values() for one in unit.value.renamed} for side in (base, head))
    listed = [one for unit in head.catalogue.renamed.values() for one in unit.value.renamed]
    new = [one for one in listed if one in after - before]
    checked, files = base, rules.files
    done = []
    for one in new:
        try:
            changes = rename(Draft(files), checked.catalogue, f"{one.kind}:{one.was}", one.now, day=one.day)
        except Refused:
            continue
        files = Laid(files, changes)
        checked = check_files(files, day=base.day, memories=memories)
        done.append(one)
    return checked, tuple(done)


def review_of(
    base: Checked, head: Checked, changes: tuple[RuleChange, ...], *, as_of: date, renamed: Sequence[Renaming] = ()
) -> Review:
    """What a change does to people beyond the rules."""
    from practicum.reporting.review_words import Review
    from practicum.resolving.consequences import consequences

    errors = sum(one.severity == "error" for one in divided(base.diagnostics, head.diagnostics, {})[0])
    unread = dict.fromkeys(one.path for side in (base, head) for one in side.catalogue.lost)
    found = consequences(base.catalogue, head.catalogue, day=as_of)
    return Review(found, base.catalogue, head.catalogue, changes, errors, tuple(unread), tuple(renamed))


def compare_rules(base: Checked, head: Checked, *, as_of: date) -> tuple[RuleChange, ...]:
    """Which rules read differently."""
    from practicum.resolving.comparing import rule_changes

    return rule_changes(base.catalogue, head.catalogue, day=as_of)


@dataclass(frozen=True)
class Comparison:
    """The two sets of rules ready for judging, with the records as each takes them in.

    ``dates`` (`day-first`, `month-first`) is the order of day and month where no profile says it.
    """

    base: Checked
    head: Checked
    as_of: date
    records: Path
    profiles: Sequence[Path] = ()
    dates: str = ""

    def alike(self) -> bool:
        """Whether nobody can be judged differently, whatever the records say."""
        from practicum.resolving.comparing import judge_alike
        from practicum.workspace.learners import rules_of

        return self._same_intake() and judge_alike(rules_of(self.base, day=self.as_of), rules_of(self.head, day=self.as_of))

    def intakes(self) -> tuple[Intake, Intake]:
        """The records as both sides take them in: read once, unless one side knows ids that the other does not."""
        from practicum.workspace.learners import take_in

        first = take_in(self.head, self.records, profiles=self.profiles, dates=self.dates)
        return (first if self._same_intake() else take_in(self.base, self.records, profiles=self.profiles, dates=self.dates)), first

    def judged(self, side: Checked, intake: Intake, *, known_at: date | None, engine: str) -> Verdicts:
        """Everybody judged by one side."""
        from practicum.workspace.learners import match_records

        return match_records(side, intake, as_of=self.as_of, known_at=known_at, engine=engine).verdicts

    def people(self, before: Verdicts, after: Verdicts, intake: Intake) -> People:
        """Whose verdict differs."""
        from practicum.matching.comparing import asked_counts, state_changes
        from practicum.reporting.previewing import People

        manifest = {
            "engine": after.manifest["engine"],
            "rule_versions_before": before.manifest["rule_versions"],
            "rule_versions_after": after.manifest["rule_versions"],
            "records_before": before.manifest["records"],
            "records_after": after.manifest["records"],
            "not_evaluated_before": before.manifest["not_evaluated"],
            "not_evaluated_after": after.manifest["not_evaluated"],
        }
        return People(asked_counts(before, after), state_changes(before, after), synthetic=intake.synthetic, manifest=manifest)

    def _same_intake(self) -> bool:
        from practicum.records import KnownIds

        first, second = (
            (
                KnownIds.of(side.catalogue),
                [(code, unit.value.zone) for code, units in sorted(side.catalogue.countries.items()) for unit in units],
            )
            for side in (self.base, self.head)
        )
        return first == second
