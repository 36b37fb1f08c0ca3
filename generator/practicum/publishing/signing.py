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
    words, rows = making.words, []
    for standing in making.signed.get(unit, ()):
        sign = standing.signoff
        said = words({"endorse": "endorses", "object": "objects"}[sign.word])
        said += "" if standing.state == "fresh" else f" ({words('the text has changed since')})"
        note = "; ".join(filter(None, [sign.note, f"{words('answer')}: {sign.answer}" if sign.answer else ""]))
        whose = words(_SPEAKS_FOR[sign.constituency])
        rows.append([plain(making.person_name(sign.person)), whose, said, words.day(sign.day), plain(note)])
    asked = (
        words("Before it is adopted it needs two words each of government, universities and practice, and one of lived experience.")
        if high_risk
        else words("Before it is adopted it needs one word each of government, universities, practice and lived experience.")
    )
    rule = f"{asked} {words('An objection does not block, but it has to be answered.')}"
    if not rows:
        return f"**{words('Not yet signed; draft.')}** {rule}"
    heads = [words(head) for head in ("Who", "Speaks for", "Says", "Day", "Why")]
    return table(f"{words('Sign-offs')}: {unit}", heads, rows) + f"\n{rule}"
