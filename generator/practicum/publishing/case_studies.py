"""Pages of case studies."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.model.case_study import CaseStudy
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import badge, box, bullets, cards, joined, link, paragraphs, plain, section, table
from practicum.reading.wording import sentence

_INDEX = Step("Case studies", "page:cases/index")


def case_study_pages(making: Making) -> Iterator[Page]:
    """The list of case studies and a page for each; none where there are none."""
    units = making.catalogue.case_studies
    if not units:
        return
    lead = "How a service changed, told in the order of a review: place, policy, people, workforce, what happened. To read and argue over."
    body = joined("# Case studies", f"{lead}\n{{: .lead }}", cards(_card(id, unit.value) for id, unit in units.items()))
    yield Page("cases/index.md", "Case studies", body, "index", lead)
    for id, unit in units.items():
        yield Page(
            f"cases/{id}.md",
            unit.value.title,
            _body(making, unit.value),
            "case",
            unit.value.summary,
            (_INDEX,),
            origin=unit.path,
            sensitive=bool(unit.value.content_warning),
        )


def _card(id: str, value: CaseStudy) -> str:
    return (
        f"{link(value.title, f'case:{id}')}{{ .title }}\n"
        f'    <span class="text">{plain(value.summary)}</span>\n    <span class="meta">used in {", ".join(value.modules)}</span>'
    )


def _body(making: Making, value: CaseStudy) -> str:
    warning = box("warning", f"**Content warning.** {plain(sentence(value.content_warning))}") if value.content_warning else ""
    moments = [[f"**{plain(moment.when)}**", plain(sentence(moment.what))] for moment in value.what_happened]
    return joined(
        f"# {plain(value.title)}",
        f"{plain(value.summary)}\n{{: .lead }}",
        f'<p class="badges">{badge("invented place and people", "country")}</p>' if value.invented else "",
        warning,
        section("Context", paragraphs(value.context)),
        section("Policy", paragraphs(value.policy)),
        section("Who had a stake", bullets(plain(sentence(one)) for one in value.stakeholders)),
        section("The workforce", paragraphs(value.workforce)),
        section("What happened", table("What happened", ["When", "What"], moments)),
        section("What came of it", bullets(plain(sentence(one)) for one in value.results)),
        section("What nobody knows yet", bullets(plain(sentence(one)) for one in value.unresolved)),
        section("Questions for a group", bullets(making.coded(one) for one in value.questions)),
        section("Used in", bullets(making.module_link(id) for id in value.modules)),
        section("Sources", bullets(making.reference_link(id) for id in value.evidence)) if value.evidence else "",
    )
