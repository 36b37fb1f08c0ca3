"""The words of lists, of the glossary and of programmes, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

LISTS_FRENCH: Mapping[str, str] = {
    # -- the list of modules
    "{all} modules, each with lessons, a session plan, an assessment and trainer notes.": (
        "{all} modules, chacun avec des leçons, un déroulement, une évaluation et des notes pour la formation."
    ),
    "{all} modules. {written} are written in full; the others are planned: their fields are settled, their lessons are not written yet.": (
        "{all} modules. {written} sont entièrement écrits ; les autres sont prévus : leur contenu est fixé, leurs leçons ne sont pas "
        "encore écrites."
    ),
    "Foundations": "Bases",
    "Social work": "Travail social",
    "In service": "En cours d’emploi",
    "Strengths-based practice": "Pratique fondée sur les forces",
    "From residential to family work": "De l’établissement aux familles",
    "Carers": "Accueillir un enfant",
    "Supervising": "Superviser",
    "Training and assessing": "Former et évaluer",
    "Leading": "Diriger",
    "Allied professions": "Professions voisines",
    "Further modules": "Autres modules",
    "Up to 6 hours": "Jusqu’à 6 heures",
    "7 to 12 hours": "De 7 à 12 heures",
    "13 to 30 hours": "De 13 à 30 heures",
    "More than 30 hours": "Plus de 30 heures",
    "Leave out what you do not look for": "Écarter ce que vous ne cherchez pas",
    "For whom": "Pour qui ?",
    "Everybody": "Tout le monde",
    "Asked for by the certificate of": "Demandé par le certificat de",
    "Any or none": "Tous ou aucun",
    "How long": "Combien de temps ?",
    "Any length": "Toute durée",
    "module": "module",
    "modules": "modules",
    # -- the glossary
    "Words that have one meaning here. Each has its own address, so it can be linked to.": (
        "Des mots qui ont ici un seul sens. Chacun a sa propre adresse : on peut y mener par un lien."
    ),
    "Letters": "Lettres",
    "Term": "Terme",
    "see also": "voir aussi",
    "source": "source",
    "used in": "utilisé dans",
    # -- programmes
    "A programme is an ordered way through modules. Hours already held count in every later programme.": (
        "Un parcours est un chemin ordonné à travers des modules. Les heures déjà acquises comptent dans tous les parcours suivants."
    ),
    "Before starting work": "Avant de commencer à travailler",
    "While working": "En travaillant",
    "Changing role": "Changer de métier",
    "h taught": "h enseignées",
    "h of supervised practice": "h de pratique supervisée",
    "hours by choice": "heures selon les choix",
    "See the bridge stage by stage": "Voir la passerelle étape par étape",
    "Practice": "Pratique",
    "{share} of the hours; the rest is reading, listening, discussion and assessment": (
        "{share} des heures ; le reste, c’est lire, écouter, échanger et être évalué"
    ),
    "Choose further": "Choisir en plus",
    "Stages": "Étapes",
    "stages": "étapes",
    "month": "mois",
    "Any {choose} of these.": "Au choix, {choose} de ces modules.",
    "{written} of the {all} modules on this way can be read today; the others are planned. "
    "Their hours, aims and assessment stand, their lessons are still to be written.": (
        "Sur ce chemin, {written} modules sur {all} peuvent être lus aujourd’hui ; les autres sont prévus. Leurs heures, leurs buts et "
        "leur évaluation sont fixés, leurs leçons restent à écrire."
    ),
    "What opens what in {title}": "Ce qui ouvre quoi dans « {title} »",
    "A line leads from what is needed down to what needs it.": "Une ligne descend de ce qu’il faut d’abord vers ce qui vient ensuite.",
    "A dashed frame is a planned module.": "Un cadre en pointillés est un module prévu.",
    "The same follows as a list.": "La même chose suit sous forme de liste.",
    "needs": "demande d’abord",
    # -- the bridge
    "The way from residential work to family-based work in {count} stages": (
        "Le chemin du travail en établissement au travail auprès des familles, en {count} étapes"
    ),
    "The same stages follow as a list.": "Les mêmes étapes suivent sous forme de liste.",
    "A gate has to be open before the next stage begins. Nobody is hurried through one.": (
        "Un passage doit être ouvert avant que l’étape suivante commence. Personne n’est poussé à le franchir."
    ),
    "What residential workers bring is worth as much as what they have yet to learn.": (
        "Ce qu’apportent les personnes qui travaillent en établissement vaut autant que ce qu’il leur reste à apprendre."
    ),
    "What to keep, adapt, learn and let go": "Ce qu’il faut garder, adapter, apprendre et laisser",
    "What to keep, adapt, learn and let go, by competency": "Ce qu’il faut garder, adapter, apprendre et laisser, par compétence",
    "Competency by competency": "Compétence par compétence",
    "The same for each competency that the new role asks for. Take it along to the talk about prior learning.": (
        "La même chose pour chaque compétence que demande le nouveau métier. À emporter à l’entretien sur les acquis antérieurs."
    ),
    "Choose a direction": "Choisir une direction",
    "The programme: its modules, a checklist for organisations, what it costs to run": (
        "Le parcours : ses modules, une liste pour les organisations, ce qu’il coûte"
    ),
    "knowledge": "connaissances",
    "skill": "savoir-faire",
    "role": "rôle",
    # -- what a programme costs
    "What it costs to run": "Ce que coûte le parcours",
    "Learners": "Personnes en formation",
    "Groups": "Groupes",
    "Taught hours": "Heures enseignées",
    "Cost of one hour of a learner's absence (who stands in for them)": (
        "Coût d’une heure d’absence d’une personne en formation (qui la remplace)"
    ),
    "Cost of one hour of a trainer": "Coût d’une heure de formatrice ou de formateur",
    "Cost of one hour of a supervisor": "Coût d’une heure de superviseuse ou de superviseur",
    "Everything else: room, food, travel, paper, childcare": "Tout le reste : salle, repas, trajets, papier, garde des enfants",
    "Fill in the prices to see the sum.": "Indiquez les prix pour voir la somme.",
    "absence": "absence",
    "teaching": "enseignement",
    "supervision": "supervision",
    "in all": "en tout",
    "The taught hours include the shortest {choose} of the modules to choose from.": (
        "Les heures enseignées comprennent les {choose} plus courts des modules au choix."
    ),
    "No price is built in: every place has its own, and in every money. What you type stays on this page and is sent nowhere.": (
        "Aucun prix n’est fixé d’avance : chaque lieu a les siens, dans sa monnaie. Ce que vous écrivez reste sur cette page et n’est "
        "envoyé nulle part."
    ),
    "The sum has four parts:": "La somme a quatre parties :",
    "**absence**: learners × (taught hours + hours of supervised practice) × the cost of one hour of absence;": (
        "**absence** : personnes en formation × (heures enseignées + heures de pratique supervisée) × coût d’une heure d’absence ;"
    ),
    "**teaching**: groups × taught hours × the cost of one hour of a trainer;": (
        "**enseignement** : groupes × heures enseignées × coût d’une heure de formatrice ou de formateur ;"
    ),
    "**supervision**: learners × hours of supervised practice ÷ {per} × the cost of one hour of a supervisor;": (
        "**supervision** : personnes en formation × heures de pratique supervisée ÷ {per} × coût d’une heure de superviseuse ou de "
        "superviseur ;"
    ),
    "**everything else**, as you know it.": "**tout le reste**, selon ce que vous en savez.",
    "Set beside it what it costs not to train: posts that stand empty, placements that break down. Those figures are yours as well.": (
        "Mettez à côté ce que coûte le fait de ne pas former : des postes vides, des accueils qui échouent. Ces chiffres sont aussi les "
        "vôtres."
    ),
    # -- kinds of sources
    "book": "livre",
    "guidance": "recommandations",
    "international guidance": "recommandations internationales",
    "international standard": "norme internationale",
    "journal article": "article de revue",
    "practice framework": "cadre de pratique",
    "practice report": "rapport de pratique",
    "professional guidance": "recommandations professionnelles",
    "professional standard": "norme professionnelle",
    "research": "recherche",
    "standard": "norme",
    "treaty": "traité",
}
