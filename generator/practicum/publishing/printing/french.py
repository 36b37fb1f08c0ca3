"""The words that only printed documents add to authored text, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

PRINTED_FRENCH: Mapping[str, str] = {
    "Handout": "Support de cours",
    "Trainer guide": "Guide de formation",
    "Assessor’s sheets": "Feuilles d’évaluation",
    "The lessons with room to write and questions to answer, as pages of A4.": (
        "Les leçons, de la place pour écrire et des questions, en pages A4."
    ),
    "The plan, the notes for trainers, the questions and on pages of their own the key.": (
        "Le déroulement, les notes pour la formation, les questions et, sur des pages à part, le corrigé."
    ),
    "The record, the rubric and the checklist to fill in, and the key in short.": (
        "Le relevé, la grille et la liste à remplir, et le corrigé en bref."
    ),
    "Text: CC BY 4.0": "Texte : CC BY 4.0",
    "page": "page",
    "Contents": "Sommaire",
    "Role": "Métier",
    "A child or an adult in danger now: make them safe with the people who are there, and call the emergency number.": (
        "Un enfant ou un adulte en danger maintenant : mettez-le en sécurité avec les personnes présentes et appelez le numéro d’urgence."
    ),
    "Emergency number": "Numéro d’urgence",
    "Child help line": "Ligne d’aide aux enfants",
    "Duty worker": "Permanence",
    "Somebody I can talk to": "Une personne à qui parler",
    "What is to change": "Ce qui doit changer",
    "Before it starts": "Avant le début",
    "To copy and hand out. The key stands on pages of its own.": "À copier et à distribuer. Le corrigé est sur des pages à part.",
    "Key to the questions": "Corrigé des questions",
    "Key in short": "Corrigé en bref",
    "For trainers only.": "Pour l’équipe de formation seulement.",
    "Question": "Question",
    "Right": "Juste",
    "More than one can be right.": "Plusieurs réponses peuvent être justes.",
    "Put these in order: write a number into each box.": "Mettez dans l’ordre : écrivez un numéro dans chaque case.",
    "Find what belongs together: write a letter into each box.": "Associez : écrivez une lettre dans chaque case.",
    "Answer in your own words.": "Répondez avec vos mots.",
    "To fill in while assessing. One set for each learner and attempt.": (
        "À remplir pendant l’évaluation. Un jeu par personne et par tentative."
    ),
    "Learner": "Personne en formation",
    "Assessor": "Personne qui évalue",
    "Attempt": "Tentative",
    "Attempts": "Tentatives",
    "Day and place": "Jour et lieu",
    "Assessed by": "Évaluation par",
    "When it is passed": "Conditions de réussite",
    "Rubric": "Grille d’évaluation",
    "Tick what you saw, and write where you saw it. A row without a tick has not been assessed.": (
        "Cochez ce que vous avez vu et écrivez où. Une ligne sans coche n’a pas été évaluée."
    ),
    "Seen where, and what was said": "Vu où, et ce qui a été dit",
    "Checklist for the observer": "Liste pour l’observation",
    "What else was seen": "Ce qui a été vu d’autre",
    "Decision": "Décision",
    "Passed": "Réussi",
    "Decided later": "Décision plus tard",
    "Reasons, and what comes next": "Raisons, et la suite",
    "Assessor’s signature and day": "Signature de la personne qui évalue, jour",
    "Learner’s signature and day": "Signature de la personne en formation, jour",
    "Words of this module": "Mots de ce module",
    "Notes": "Notes",
    "An address that ends in .html and names no host belongs to the course site.": (
        "Une adresse qui finit par .html sans nom d’hôte appartient au site du cours."
    ),
    # -- the sheets of a programme
    "The scenarios at a glance": "Les scénarios en un coup d’œil",
    "Adapt": "Adapter",
    "Area": "Domaine",
    "By area": "Par domaine",
    "By competency": "Par compétence",
    "Checklist for an organisation": "Liste pour une organisation",
    "Competency": "Compétence",
    "From and to": "D’où et vers où",
    "Gate": "Passage",
    "Hours of supervised practice": "Heures de pratique supervisée",
    "Hours taught": "Heures enseignées",
    "Keep": "Garder",
    "Keep, adapt, learn, let go": "Garder, adapter, apprendre, laisser",
    "Leads to": "Mène à",
    "Learn": "Apprendre",
    "Let go": "Laisser",
    "Modules in order": "Modules dans l’ordre",
    "Of the modules by choice any {choose} are taken.": "Parmi les modules au choix, on en prend {choose}.",
    "Organisation": "Organisation",
    "Passed on": "Réussi le",
    "Safeguards": "Garanties",
    "Signature": "Signature",
    "Stages and gates": "Étapes et passages",
    "Title": "Titre",
    "To print and tick. Nobody has to tick it alone.": "À imprimer et à cocher. Personne n’a à cocher seul.",
    "What it is about": "De quoi il s’agit",
    "by choice": "au choix",
}
