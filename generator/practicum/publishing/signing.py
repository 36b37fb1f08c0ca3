"""Who signed what: sign-offs as a reader sees them."""

from __future__ import annotations

from practicum.publishing.making import Making
from practicum.publishing.writing import plain, table

_SPEAKS_FOR = {
    "government": "government",
    "academia": "universities",
    "practice": "practice and NGOs",
    "lived_experience": "lived experience",
    "profession": "professional association",
}


def sign_offs(making: Making, unit: str, high_risk: bool) -> str:
    """The sign-offs of one unit, or the plain statement that nobody has signed it."""
    rows = []
    for standing in making.signed.get(unit, ()):
        sign = standing.signoff
        said = {"endorse": "endorses", "object": "objects"}[sign.word] + (
            "" if standing.state == "fresh" else " (the text has changed since)"
        )
        note = "; ".join(filter(None, [sign.note, f"answer: {sign.answer}" if sign.answer else ""]))
        rows.append([plain(making.person_name(sign.person)), _SPEAKS_FOR[sign.constituency], said, sign.day.isoformat(), plain(note)])
    asked = (
        "two words each of government, universities and practice, and one of lived experience"
        if high_risk
        else ("one word each of government, universities, practice and lived experience")
    )
    rule = f"Before it is adopted it needs {asked}. An objection does not block, but it has to be answered."
    if not rows:
        return f"**{making.words('Not yet signed; draft.')}** {rule if making.words.language == 'en' else ''}"
    return table(f"Sign-offs of {unit}", ["Who", "Speaks for", "Says", "Day", "Why"], rows) + f"\n{rule}"
