"""The words of module and assessment pages, and of what lets a reader judge them, in French; English is the key."""

# ruff: noqa: RUF001

from __future__ import annotations

from collections.abc import Mapping

MODULES_FRENCH: Mapping[str, str] = {
    # -- pages of modules and assessments, and what lets a reader judge them
    "Case studies": "Études de cas",
    "Coverage": "Couverture",
    "This module is planned. What it will teach, its hours and its place in the programmes are settled; its "
    "lessons are not written yet.": (
        "Ce module est prévu. Ce qu’il enseignera, ses heures et sa place dans les parcours sont fixés ; ses leçons ne "
        "sont pas encore écrites."
    ),
    "and": "et",
    "in": "en",
    "open": "en cours",
    "at level": "au niveau",
    "Renews": "Renouvelle",
    "In place of": "Remplace",
    "kept for old records": "gardé pour les anciens dossiers",
    "asked for by the certification": "demandé par la certification",
    "asked for at renewal": "demandé au renouvellement",
    "Planned as": "Prévu sous la forme",
    "Pass mark": "Seuil de réussite",
    "Questions, rubric and checklist": "Questions, grille et liste d’observation",
    "taught now": "enseignée actuellement",
    "completions count until": "les modules terminés comptent jusqu’au",
    "Taught": "Enseignée",
    "Teaches": "Enseigne",
    "Note": "Remarque",
    "Country editions": "Éditions par pays",
    "The whole module in English": "Tout le module en anglais",
    "In this domain": "Dans ce domaine",
    "How it is assessed": "Comment il est évalué",
    "Kind": "Forme",
    "no limit": "sans limite",
    "The task": "La tâche",
    "Questions": "Questions",
    "Model answer": "Réponse type",
    "Answer": "Réponse",
    "Indicator": "Indicateur",
    "Not yet": "Pas encore",
    "Choose one. Open an answer to see what it teaches.": "Choisissez-en une. Ouvrez une réponse pour voir ce qu’elle apprend.",
    "More than one can be right. Open each answer to see.": "Plusieurs peuvent être justes. Ouvrez chaque réponse pour voir.",
    "Put these in order, then open the answer.": "Mettez-les en ordre, puis ouvrez la réponse.",
    "Find what belongs together, then open the answer.": "Trouvez ce qui va ensemble, puis ouvrez la réponse.",
    "Answer in your own words, then open the model answer.": "Répondez avec vos mots, puis ouvrez la réponse type.",
    "quiz": "questionnaire",
    "written": "écrit",
    "case study": "étude de cas",
    "portfolio": "portfolio",
    "observed practice": "pratique observée",
    "simulation": "simulation",
    "practicum": "stage",
    "project": "projet",
    "Who": "Qui",
    "Speaks for": "Parle pour",
    "Says": "Dit",
    "Day": "Jour",
    "Why": "Pourquoi",
    "government": "l’État",
    "universities": "les universités",
    "practice and NGOs": "la pratique et les ONG",
    "lived experience": "l’expérience vécue",
    "professional association": "l’association professionnelle",
    "endorses": "approuve",
    "objects": "s’oppose",
    "abstains": "s’abstient",
    "an earlier word": "avis antérieur",
    "holds until the review": "vaut jusqu’au réexamen",
    "still asked": "encore attendu",
    "it held until": "il valait jusqu’au",
    "This text was changed before everybody could be asked.": "Ce texte a été modifié avant que tout le monde ait pu être consulté.",
    "Everybody is asked again by": "Tout le monde est consulté à nouveau d’ici au",
    "answer": "réponse",
    "the text has changed since": "le texte a changé depuis",
    "Before it is adopted it needs one word each of government, universities, practice and lived experience.": (
        "Avant d’être adopté, il lui faut une voix de l’État, une des universités, une de la pratique et une de "
        "l’expérience vécue."
    ),
    "Before it is adopted it needs two words each of government, universities and practice, and one of lived "
    "experience.": (
        "Avant d’être adopté, il lui faut deux voix de l’État, deux des universités, deux de la pratique et une de "
        "l’expérience vécue."
    ),
    "An objection does not block, but it has to be answered.": "Une objection ne bloque pas, mais elle doit recevoir une réponse.",
    # -- translations that are not up to date
    "The original of this passage has changed since.": "Le texte d’origine de ce passage a changé depuis.",
    "The original no longer has this passage.": "Ce passage ne figure plus dans le texte d’origine.",
    "The original of this text has changed since it was translated.": "Le texte d’origine a changé depuis cette traduction.",
    "Not translated yet: in English.": "Pas encore traduit : en anglais.",
    "How far the translation has come": "Où en est la traduction",
    "Counted in passages: headings, paragraphs, entries of lists, rows of tables and fields, each with the text it was made from.": (
        "Compté en passages : titres, paragraphes, points de liste, lignes de tableau et champs, chacun avec le texte dont il vient."
    ),
    "A passage has changed since when its original is another text today than the one it was translated from; pages mark it. "
    "A missing passage is shown in English and says so. Reviewed means that somebody beside the translator has read it.": (
        "Un passage a changé depuis lorsque son texte d’origine n’est plus celui qui a été traduit ; les pages le signalent. "
        "Un passage manquant est montré en anglais, et c’est dit. Relu signifie qu’une autre personne que la traductrice ou le "
        "traducteur l’a lu."
    ),
    "Passages": "Passages",
    "Translated": "Traduits",
    "Changed since": "Changés depuis",
    "Missing": "Manquants",
    "Reviewed": "Relus",
    "As a bar": "En barre",
    "All of these": "Tous ces textes",
    "Not begun": "Pas commencé",
    "Other texts": "Autres textes",
}
