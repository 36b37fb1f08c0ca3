"""The form on which an assessor writes down what was seen: what its questions are called, in files and in people's languages.

`exchanging/xlsform.py` writes the form, `kobo.py` reads what comes back; both take the names from here, so that ids come home.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_URL, uuid5

LEARNER, OBSERVER, ROLE, DAY = "learner", "observer", "role_of_observer", "date"
ASKED = (LEARNER, OBSERVER, ROLE, DAY)
LEVEL, SIGN, GROUP = "level_", "sign_", "about_"
# What an assessor chooses where a sign could not be seen today.
NOT_SEEN = "not_seen"

# What each question and each remark of the form says. A language that is not here gets the words in English.
WORDS: Mapping[str, Mapping[str, str]] = {
    "learner": {"en": "The learner's id", "fr": "L’identifiant de la personne observée"},
    "learner_hint": {"en": "The id only, never a name.", "fr": "L’identifiant seulement, jamais un nom."},
    "id_refused": {
        "en": "Letters, digits, dots, hyphens and underscores only, and no spaces: the id, not a name.",
        "fr": "Lettres, chiffres, points, traits d’union et soulignés seulement, sans espace : l’identifiant, pas un nom.",
    },
    "observer": {"en": "Your own id", "fr": "Votre propre identifiant"},
    "observer_refused": {
        "en": "Your own id, and not the learner's: nobody observes themselves.",
        "fr": "Votre propre identifiant, et non celui de la personne observée : on ne s’observe pas soi-même.",
    },
    "role_of_observer": {"en": "The role in which you observe", "fr": "La fonction dans laquelle vous observez"},
    "date": {"en": "The day of the observation", "fr": "Le jour de l’observation"},
    "date_refused": {"en": "The day cannot lie in the future.", "fr": "Ce jour ne peut pas être à venir."},
    "required": {"en": "This is needed.", "fr": "Cette réponse est nécessaire."},
    "level": {"en": "the level you saw, all in all", "fr": "le niveau que vous avez vu, dans l’ensemble"},
    "level_hint": {
        "en": "Not above the lowest level of the signs that you saw.",
        "fr": "Pas plus haut que le plus bas des niveaux vus ci-dessus.",
    },
    "level_refused": {
        "en": "A sign above was seen at a lower level, or not at all: choose that one, or look at the sign again.",
        "fr": "Un signe ci-dessus a été vu à un niveau plus bas : choisissez celui-ci, ou revoyez le signe.",
    },
    "not_yet": {"en": "Not yet", "fr": "Pas encore"},
    "not_seen": {"en": "Could not be seen today", "fr": "N’a pas pu être vu aujourd’hui"},
    "checklist": {"en": "What you ticked", "fr": "Ce que vous avez coché"},
}  # fmt: skip
BETWEEN = " · "


def said(word: str, language: str) -> str:
    """A word of the form in a language, in English where the form has none in it."""
    told = WORDS[word]
    return told.get(language) or told["en"]


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """For each id the name under which a form asks about it: letters, digits and `_` only, as every collector takes them.

    Two ids that would have the same name get a few signs of their own behind it.

    >>> names_of(["REL-2", "A.b"]), names_of(["A-1", "A_1"])["A_1"] != names_of(["A-1"])["A-1"]
    ({'REL-2': 'REL_2', 'A.b': 'A_b'}, True)
    """
    ids = list(dict.fromkeys(ids))
    plain = {id: re.sub(r"[^A-Za-z0-9]", "_", id) for id in ids}
    counts: dict[str, int] = {}
    for name in plain.values():
        # Names are compared without capitals: some collectors keep them so.
        counts[name.lower()] = counts.get(name.lower(), 0) + 1
    return {id: name if counts[name.lower()] == 1 else f"{name}_{uuid5(NAMESPACE_URL, id).hex[:6]}" for id, name in plain.items()}


def level_label(id: str, language: str) -> str:
    """What the question about a competency as a whole says."""
    return f"{id}: {said('level', language)}"
