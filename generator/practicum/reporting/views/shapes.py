"""What each view is: its columns, what it says and what it does not say. The list is published as `practicum-report/1`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practicum.reporting.wording import CERTIFICATE_STATES

SCHEMA = "practicum-report/1"
Kind = Literal["code", "text", "day", "month", "whole", "number", "share", "flag"]


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column: its name in files, its heading for people, what its cells are, and what it says."""

    name: str
    title: str
    kind: Kind
    says: str


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name in files, its title, the page it stands on, what it says and does not say, and its columns."""

    name: str
    title: str
    page: str
    says: str
    not_said: str
    columns: tuple[ViewColumn, ...]

    @property
    def kinds(self) -> dict[str, str]:
        """What each column holds, by name."""
        return {column.name: column.kind for column in self.columns}


COUNTRY = ViewColumn("country", "Country", "code", "the country whose rules apply")
AGENCY = ViewColumn("agency", "Agency", "code", "the agency's id; empty where no post says it")
CERTIFICATION = ViewColumn("certification", "Role or endorsement", "code", "the certification's id")
CERTIFICATES = ViewColumn("certificates", "Certificates", "whole", "how many certificates")
LEARNERS = ViewColumn("learners", "People", "whole", "how many people, each counted once in this row")
SHOWN_STATES = tuple(state for state in CERTIFICATE_STATES if state != "not_applicable")
STATES = tuple(
    ViewColumn(state, CERTIFICATE_STATES[state][0], "whole", f"certificates that are {CERTIFICATE_STATES[state][0].lower()}")
    for state in SHOWN_STATES
)
IN_ORDER = ViewColumn("in_order", "In order", "share", "the share that is certified or due")
COUNTED = (CERTIFICATES, LEARNERS, *STATES, IN_ORDER)
COMPETENCY = ViewColumn("competency", "Competency", "code", "the competency's id")
SHOWN = (
    ViewColumn("needed", "Needed by", "whole", "certificates whose role asks for the competency"),
    ViewColumn("observed", "Seen in practice", "whole", "of them with an observation in date at the level needed"),
    ViewColumn("taught", "By a module", "whole", "of them with a module in force that teaches the level needed"),
    ViewColumn("at_level", "At the level", "whole", "of them with either"),
    ViewColumn("share", "Share at the level", "share", "at the level, of those who need it"),
)
PLACES_NOT_SAID = "It compares counts, not agencies: who takes on newcomers has more of them who are not certified yet."

_LISTED = (
    View(
        "overview", "Overview", "index.html",
        "The figures that a training lead is asked for first.",
        "It does not say who; that is in the list of people.",
        (
            ViewColumn("measure", "Measure", "code", "what is counted"),
            ViewColumn("says", "In words", "text", "the same in words"),
            ViewColumn("value", "Number", "number", "how many"),
            ViewColumn("unit", "Unit", "code", "people, certificates, deadlines, requirements or hours"),
        ),
    ),
    View(
        "country", "Countries", "places.html",
        "Certificates by state in each country.", PLACES_NOT_SAID, (COUNTRY, *COUNTED),
    ),
    View(
        "agency", "Agencies", "places.html",
        "Certificates by state in each agency.", PLACES_NOT_SAID, (COUNTRY, AGENCY, *COUNTED),
    ),
    View(
        "role", "Roles and endorsements", "roles.html",
        "Certificates by state for each role and endorsement.",
        "A person with two roles is counted in both.", (CERTIFICATION, *COUNTED),
    ),
    View(
        "programme", "Programmes", "roles.html",
        "Certificates by state for the roles that each programme leads to, and what is open of its modules.",
        "It does not say who is enrolled: records hold modules, not enrolments.",
        (
            ViewColumn("programme", "Programme", "code", "the programme's id"),
            CERTIFICATION, *COUNTED,
            ViewColumn("with_open", "Lack a module", "whole", "people who lack at least one of its modules that their rule asks for"),
            ViewColumn("open_modules", "Modules open", "whole", "modules of it that are asked for and open, over all these people"),
        ),
    ),
    View(
        "standing", "Country, agency and role", "places.html",
        "The finest counts: certificates by state for each country, agency and role. All others are sums of these.",
        PLACES_NOT_SAID, (COUNTRY, AGENCY, CERTIFICATION, *COUNTED),
    ),
    View(
        "reasons", "Restricted and lapsed", "restricted.html",
        "Certificates that are restricted, in grace or lapsed, with the reason, by role and agency.",
        "It does not say whether the person went on working, and lays no blame.",
        (
            COUNTRY, AGENCY, CERTIFICATION,
            ViewColumn("state", "State", "code", "restricted, grace or lapsed"),
            ViewColumn("reason", "Reason", "code", "the reason's code"),
            CERTIFICATES,
            ViewColumn("oldest", "Longest since", "day", "the earliest last day of validity among them"),
            ViewColumn("newest", "Latest", "day", "the latest last day of validity among them"),
        ),
    ),
    View(
        "deadlines", "Deadlines by month", "deadlines.html",
        "Days by which something has to be done, by month, agency and role; what is due on one day for one certificate counts once.",
        "A deadline that has passed says that the day is over, not that nothing happened since.",
        (
            ViewColumn("month", "Month", "month", "the month, such as 2026-11"),
            COUNTRY, AGENCY, CERTIFICATION,
            ViewColumn("deadlines", "Deadlines", "whole", "how many"),
            ViewColumn("passed", "Already passed", "whole", "of them before the day of the report"),
            LEARNERS,
        ),
    ),
    View(
        "expiring", "Expiring soon", "deadlines.html",
        "Certificates whose last day lies within 180 days, in bands, and how many of them have all that a renewal asks.",
        "Being ready does not say that the renewal was asked for or granted.",
        (
            COUNTRY, AGENCY, CERTIFICATION,
            ViewColumn("days_30", "Within 30 days", "whole", "last day today or at most 30 days ahead"),
            ViewColumn("days_60", "31 to 60 days", "whole", "last day 31 to 60 days ahead"),
            ViewColumn("days_90", "61 to 90 days", "whole", "last day 61 to 90 days ahead"),
            ViewColumn("days_180", "91 to 180 days", "whole", "last day 91 to 180 days ahead"),
            CERTIFICATES,
            ViewColumn("ready", "Ready to renew", "whole", "of them with everything met that a renewal asks"),
        ),
    ),
    View(
        "forecast", "Expiries of the next 24 months", "deadlines.html",
        "Certificates that end in each month, and how many stay in force: if nobody renews, and if as many renew as did before.",
        "It counts what is held today. It foretells nothing about a person, and no new awards, leavers or changes of rules.",
        (
            ViewColumn("month", "Month", "month", "the month, such as 2026-11"),
            CERTIFICATION,
            ViewColumn("ending", "Ending", "whole", "certificates held today whose last day falls in the month"),
            ViewColumn("in_force_without", "In force, no renewals", "whole", "at the month's end, if nobody renews"),
            ViewColumn("ending_with", "Ending, with renewals", "number", "the same with certificates that were renewed and end again"),
            ViewColumn("lost_with", "Lost, with renewals", "number", "of those how many are not renewed, at the rate used"),
            ViewColumn("in_force_with", "In force, with renewals", "number", "at the month's end, at the rate used"),
        ),
    ),
    View(
        "renewal_rates", "Renewal rates", "deadlines.html",
        "How many certificates that ended in the last 36 months were followed by another: the rate that the forecast uses.",
        "A rate from few certificates says little; under 20 that of all roles together is used, and under 20 in all there is none.",
        (
            CERTIFICATION,
            ViewColumn("ended", "Ended", "whole", "issued certificates whose last day lay between 36 months and 90 days ago"),
            ViewColumn("renewed", "Renewed", "whole", "of them followed by another that began at most 90 days after"),
            ViewColumn("rate", "Own rate", "share", "renewed, of those that ended"),
            ViewColumn("used", "Rate used", "share", "the rate that the forecast uses"),
            ViewColumn("basis", "Basis", "text", "what that rate rests on"),
        ),
    ),
    View(
        "competency_role", "Competencies by role", "competencies.html",
        "How many have each competency at the level that their role asks for: seen in practice, or by a module in force that teaches it.",
        "It says what is on record. Who is not counted may well be able to do it.",
        (COMPETENCY, CERTIFICATION, ViewColumn("level", "Level needed", "whole", "the level the role asks for"), *SHOWN),
    ),
    View(
        "competency_agency", "Competencies by agency", "competencies.html",
        "The same by agency, each person at the level of their own role.",
        "It says what is on record. Who is not counted may well be able to do it.",
        (COMPETENCY, COUNTRY, AGENCY, *SHOWN),
    ),
    View(
        "coverage", "What the curriculum covers", "competencies.html",
        "For each competency and level that a role here needs: how many need it, how many lack it, and which modules teach it.",
        "A module that teaches a level is not the only way to it, and teaching is not yet doing.",
        (
            COMPETENCY,
            ViewColumn("level", "Level needed", "whole", "a level that at least one role asks for"),
            ViewColumn("roles", "Roles", "text", "the roles that ask for it"),
            ViewColumn("needed", "Needed by", "whole", "certificates whose role asks for this level"),
            ViewColumn("short", "Not at the level", "whole", "of them without anything on record at this level"),
            ViewColumn("modules", "Modules", "text", "modules that teach at least this level, planned ones in brackets"),
            ViewColumn("covered", "Covered", "code", "taught, planned, below, portfolio or not_taught"),
        ),
    ),
    View(
        "supervision", "Supervision ratio", "workforce.html",
        "How many people there are for each supervisor who may supervise today, and how many had a contact in the last 90 days.",
        "It counts heads, not hours or caseloads, and contacts only where they were recorded.",
        (
            COUNTRY, AGENCY,
            ViewColumn("supervisors", "Supervisors", "whole", "people in a supervisor's role"),
            ViewColumn("may_supervise", "May supervise today", "whole", "of them certified, due or in grace"),
            ViewColumn("workers", "Other people", "whole", "people in any other role"),
            ViewColumn("supervised", "Roles under supervision", "whole", "of them in a role whose rule asks for supervision"),
            ViewColumn("ratio", "People to a supervisor", "number", "other people for each who may supervise; empty where nobody may"),
            ViewColumn("seen", "Seen in 90 days", "whole", "other people with a recorded supervision in the last 90 days"),
            ViewColumn("seen_share", "Share seen", "share", "seen, of the other people"),
        ),
    ),
    View(
        "bridge", "Bridge: where people stand", "workforce.html",
        "People on a programme with stages, by the first stage whose modules are not all on record, with the hours they have left.",
        "It reads completions as recorded; whether each still counts is for the verdict. Choice is theirs: leaving is a result too.",
        (
            ViewColumn("programme", "Programme", "code", "the programme's id"),
            ViewColumn("place", "Stage", "whole", "the number of the stage, in order; one more than the last is done"),
            ViewColumn("stage", "Stage’s title", "text", "what the stage is called"),
            LEARNERS,
            ViewColumn("hours_left", "Taught hours left", "number", "over all of them, electives at the shortest that are left"),
            ViewColumn("practice_left", "Practice hours left", "number", "over all of them, signed hours on record taken off"),
        ),
    ),
    View(
        "bridge_months", "Bridge: who will be ready when", "workforce.html",
        "How many would finish by each month at the programme's own pace, beside the day on which an agency closes.",
        "It is arithmetic on hours: taught and practice hours left, divided by the hours a month for which the programme is made.",
        (
            ViewColumn("programme", "Programme", "code", "the programme's id"),
            ViewColumn("month", "Month", "month", "the month, such as 2026-11"),
            ViewColumn("finishing", "Finishing", "whole", "people who would finish in it"),
            ViewColumn("ready", "Ready by then", "whole", "people who would have finished by its end"),
            ViewColumn("on_the_way", "Still on the way", "whole", "people who would not"),
            ViewColumn("closing", "Closing day", "day", "the closing day that falls in the month, where one does"),
            ViewColumn("hours_a_month", "Hours a month", "number", "the pace"),
        ),
    ),
    View(
        "workforce", "Who came and went", "workforce.html",
        "People in post on the first and on the last day of the window, who joined and who left, and posts and certificates that ended.",
        "It does not say why anybody left. People who came and went within the window are counted in posts that ended only.",
        (
            ViewColumn("grouped_by", "Counted by", "code", "everybody, country, agency or role: each sum stands by itself"),
            COUNTRY, AGENCY,
            ViewColumn("role", "Role", "code", "the role of the post"),
            ViewColumn("window_from", "From", "day", "the first day of the window"),
            ViewColumn("at_start", "At the start", "whole", "people in post on the first day"),
            ViewColumn("joined", "Joined", "whole", "in post on the last day and not on the first"),
            ViewColumn("left", "Left", "whole", "in post on the first day and not on the last"),
            ViewColumn("at_end", "At the end", "whole", "people in post on the last day: start + joined - left"),
            ViewColumn("posts_ended", "Changes of worker", "whole", "posts that ended within the window: families there met somebody new"),
            ViewColumn("lapses", "Lapsed", "whole", "certificates that have lapsed and whose last day lies within the window"),
        ),
    ),
    View(
        "changes", "What changed since the last report", "changes.html",
        "Certificates by the state they had in the report before and the state they have now.",
        "It compares two reports. Records that came late change the past as well.",
        (
            COUNTRY, CERTIFICATION,
            ViewColumn("before", "Before", "code", "the state in the earlier report; `new` where it held no such certificate"),
            ViewColumn("now", "Now", "code", "the state today; `gone` where there is none any more"),
            CERTIFICATES,
        ),
    ),
    View(
        "modules", "Modules that are open", "roles.html",
        "How many people lack each module that their rule asks for, and the learner hours that it takes.",
        "A module inside a choice is not counted here: one of several ways is enough.",
        (
            ViewColumn("module", "Module", "code", "the module's id"),
            ViewColumn("title", "Title", "text", "the module's title"),
            LEARNERS,
            ViewColumn("hours", "Hours each", "number", "learner hours of the version taught on the day"),
            ViewColumn("learner_hours", "Learner hours", "number", "hours each, times the people"),
        ),
    ),
    View(
        "accounts", "Every row, accounted for", "data-quality.html",
        "Rows that came in = used + set aside + collapsed, for each file.",
        "A row that was used may still be wrong.",
        (
            ViewColumn("file", "File", "code", "the file's name"),
            ViewColumn("rows_in", "Rows in", "whole", "rows read, the heading left out"),
            ViewColumn("used", "Used", "whole", "rows used, mended ones among them"),
            ViewColumn("set_aside", "Set aside", "whole", "rows that could not be used"),
            ViewColumn("collapsed", "Collapsed", "whole", "rows that say again what another row says"),
            ViewColumn("mended", "Mended, then used", "whole", "rows used after a cell was put right"),
        ),
    ),
    View(
        "quality", "Data quality", "data-quality.html",
        "What was set aside, mended or collapsed, by reason, file and column, and where the first of them stand.",
        "It never shows a value; look it up in the file, at the row.",
        (
            ViewColumn("file", "File", "code", "the file's name"),
            ViewColumn("done", "What was done", "code", "set_aside, mended, collapsed, or noted: odd, and used as it stands"),
            ViewColumn("reason", "Reason", "code", "the reason's code"),
            ViewColumn("says", "In words", "text", "what the reason means"),
            ViewColumn("column", "Column", "code", "the column, where one is to blame"),
            ViewColumn("rows", "Rows or cells", "whole", "how many"),
            ViewColumn("places", "Rows", "text", "the first rows, counted as a spreadsheet does"),
        ),
    ),
)  # fmt: skip
VIEWS: dict[str, View] = {view.name: view for view in _LISTED}
