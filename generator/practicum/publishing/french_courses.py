"""The words of a module inside a learning platform, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

COURSES_FRENCH: Mapping[str, str] = {
    "Self-check": "Auto-évaluation",
    "Words": "Mots",
    "Back to": "Retour à",
    "How this module is assessed": "Comment ce module est évalué",
    "Answer one question after the other. Your first answer counts; afterwards try again as often as you like, to learn.": (
        "Répondez à une question après l’autre. Votre première réponse compte ; ensuite, réessayez autant de fois que vous voulez, pour "
        "apprendre."
    ),
    "Answers in your own words are for you alone and are not counted.": (
        "Les réponses avec vos propres mots sont pour vous seulement et ne sont pas comptées."
    ),
    "These questions are for you alone. Nothing is counted.": "Ces questions sont pour vous seulement. Rien n’est compté.",
    "The self-check is practice. What decides whether you have passed the module is this:": (
        "L’auto-évaluation sert à s’exercer. Voici ce qui décide si vous avez réussi le module :"
    ),
    "The pass mark is {} %.": "Le seuil de réussite est de {} %.",
    "{} of {} questions answered": "{} questions sur {} ont une réponse",
    "You had {} of {} right at the first try: {} %.": "Vous en avez eu {} sur {} du premier coup : {} %.",
    "The self-check is passed.": "L’auto-évaluation est réussie.",
    "The self-check is not passed yet.": "L’auto-évaluation n’est pas encore réussie.",
    "Begin another round": "Commencer une autre série",
    "Your best round so far: {} %.": "Votre meilleure série jusqu’ici : {} %.",
    "Answered in this round: right.": "Déjà répondu dans cette série : juste.",
    "Answered in this round: not right.": "Déjà répondu dans cette série : pas juste.",
    "This copy is not connected to a learning platform: nothing that you do here is recorded.": (
        "Cette copie n’est reliée à aucune plateforme de formation : rien de ce que vous faites ici n’est enregistré."
    ),
    "The platform did not record this. Check the connection before you leave.": (
        "La plateforme n’a pas enregistré cela. Vérifiez la connexion avant de partir."
    ),
    "You are back where you stopped.": "Vous voilà de retour là où vous vous étiez arrêté.",
    "Completed: you have read every lesson.": "Terminé : vous avez lu toutes les leçons.",
    "{} of {} lessons read": "{} leçons lues sur {}",
    "You are looking back: nothing is recorded.": "Vous regardez en arrière : rien n’est enregistré.",
    "The platform has recorded it.": "La plateforme l’a enregistré.",
}
