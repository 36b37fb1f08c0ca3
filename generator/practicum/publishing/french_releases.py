"""The words of the pages that tell releases and those who made a curriculum, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

RELEASES_FRENCH: Mapping[str, str] = {
    # -- releases
    "{title} on a day, under a name that is never used again. Newest first.": (
        "{title} à une date donnée, sous un nom qui ne resservira pas. La plus récente vient en premier."
    ),
    "What is new from day to day stands under [Changes](page:changes); who made it, under [Contributors](page:contributors).": (
        "Ce qui change de jour en jour figure sous [Changements](page:changes) ; les noms, sous [Qui y a travaillé](page:contributors)."
    ),
    "Since then": "Depuis",
    "Changes so far": "Changements jusqu’ici",
    "No release has been made yet. The pages show the curriculum as it stands.": (
        "Il n’y a pas encore de publication. Les pages montrent le curriculum tel qu’il est."
    ),
    "Release {version}, {day}": "Publication {version}, {day}",
    "Read this release": "Lire cette publication",
    "No change was told.": "Aucun changement n’a été annoncé.",
    "New": "Nouveaux",
    "Changed": "Modifiés",
    "Corrected": "Corrigés",
    "Taken out": "Retirés",
    "new": "nouveau",
    "taken out": "retiré",
    "Not told in any change": "Annoncé nulle part",
    "This reads differently than in release {version}, and nobody told it as a change.": (
        "Ces textes diffèrent de la publication {version}, sans que personne l’ait annoncé."
    ),
    "Words that are not used": "Mots à ne pas employer",
    # -- contributors
    "Who made {title}: authors, translators, reviewers, and those who gave their word on a text.": (
        "Qui a fait {title} : autrices et auteurs, personnes qui ont traduit, qui ont relu, ou qui ont donné leur avis sur un texte."
    ),
    "Published by {publisher}.": "Publié par {publisher}.",
    "Made from {origin}.": "Fait à partir de {origin}.",
    "Nobody is listed yet.": "Personne n’est encore cité.",
    "Thanks": "Remerciements",
    "Wrote": "A écrit",
    "Reviewed the translation of": "A relu la traduction de",
    "Compared frameworks": "A comparé des référentiels",
    "Endorsed": "A approuvé",
    "Objected to": "S’est opposé à",
    "Abstained on": "S’est abstenu sur",
    "Made changes to": "A fait des changements dans",
    "Did the translation of": "A traduit",
    "speaks for {whom}": "parle pour {whom}",
    "and {n} more": "et {n} autres",
}
