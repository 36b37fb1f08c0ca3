"""The words the site adds to authored text, by language; English is the key, so a missing word shows in English."""

from __future__ import annotations

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    # -- frame
    "Menu": "Menu",
    "Close": "Fermer",
    "Search": "Rechercher",
    "Search the site": "Rechercher dans le site",
    "The search needs JavaScript. Without it, the menu leads to lists of every page.": (
        "La recherche a besoin de JavaScript. Sans lui, le menu mène aux listes de toutes les pages."
    ),
    "Light or dark": "Clair ou sombre",
    "Skip to the text": "Aller au texte",
    "Main": "Principale",
    "You are here": "Vous êtes ici",
    "Home": "Accueil",
    "In this module": "Dans ce module",
    "On this page": "Sur cette page",
    "Before": "Avant",
    "Next": "Suite",
    "This page in English": "Cette page en anglais",
    "This page in French": "Cette page en français",
    "Only in English": "Uniquement en anglais",
    "Demonstration curriculum. Not a licence to practise. The countries are fictional.": (
        "Curriculum de démonstration. Il ne donne aucun droit d’exercer. Les pays sont fictifs."
    ),
    "Demonstration curriculum. Not a licence to practise.": "Curriculum de démonstration. Il ne donne aucun droit d’exercer.",
    "Texts: CC BY 4.0. Code: Apache 2.0.": "Textes : CC BY 4.0. Code : Apache 2.0.",
    "Written in": "Écrit dans",
    "Programmes": "Parcours",
    "Modules": "Modules",
    "Competencies": "Compétences",
    "Roles": "Métiers",
    "The bridge": "La passerelle",
    "Glossary": "Glossaire",
    "Sources": "Sources",
    "About": "À propos",
    "Accessibility": "Accessibilité",
    "Handbook": "Manuel",
    "Privacy": "Vie privée",
    "For authors": "Pour les auteurs",
    "For training leads": "Pour les responsables de formation",
    "The curriculum": "Le curriculum",
    "The project": "Le projet",
    "This page does not exist": "Cette page n’existe pas",
    # -- module pages
    "Module": "Module",
    "Lesson": "Leçon",
    "planned": "prévu",
    "draft": "brouillon",
    "pilot": "pilote",
    "adopted": "adopté",
    "retired": "retiré",
    "high risk": "risque élevé",
    "Hours": "Heures",
    "Taken": "Suivi",
    "classroom": "en salle",
    "distance": "à distance",
    "practice": "sur le terrain",
    "Reading age": "Âge de lecture",
    "Languages": "Langues",
    "Take first": "À suivre avant",
    "nothing": "rien",
    "Opens the way to": "Ouvre la voie vers",
    "Part of": "Fait partie de",
    "Asked for by": "Demandé par",
    "Stays valid": "Reste valable",
    "months": "mois",
    "Start with lesson 1": "Commencer par la leçon 1",
    "Assessment": "Évaluation",
    "Trainer notes": "Notes pour la formation",
    "What changes for you": "Ce qui change pour vous",
    "What you will be able to do": "Ce que vous saurez faire",
    "Level": "Niveau",
    "You show it by": "Vous le montrez par",
    "Before you start": "Avant de commencer",
    "Lessons": "Leçons",
    "Key points": "À retenir",
    "Session plan": "Déroulement",
    "Session": "Séance",
    "Time": "Durée",
    "In a room": "En salle",
    "At a distance": "À distance",
    "min": "min",
    "taught": "enseigné",
    "reflection": "réflexion",
    "self study": "étude personnelle",
    "assessment": "évaluation",
    "Materials": "Matériel",
    "Who it is for": "Pour qui",
    "Versions": "Versions",
    "Sources of this module": "Sources de ce module",
    "Sign-offs": "Validations",
    "Not yet signed; draft.": "Pas encore validé : c’est un brouillon.",
    "Content warning": "Avertissement sur le contenu",
    "This text is not translated yet. It is shown in English.": "Ce texte n’est pas encore traduit. Il est montré en anglais.",
    "not translated yet": "pas encore traduit",
    "Table": "Tableau",
    # -- carrying
    "Take it with you": "À emporter",
    "Files to keep, to share and to print. They open without the internet.": (
        "Des fichiers à garder, à partager et à imprimer. Ils s’ouvrent sans internet."
    ),
    "The whole": "Tout le site",
    # -- learning: times, notes, key points, terms in place, quick exit
    "of": "sur",
    "with the group": "avec le groupe",
    "to read": "à lire",
    "about": "environ",
    "Read aloud": "Lire à voix haute",
    "Stop reading": "Arrêter la lecture",
    "Left in this module after this lesson": "Ce qui reste du module après cette leçon",
    "Your notes": "Vos notes",
    "Kept on this device only, in this browser. Nothing is sent. On a shared phone others can read it: erase it when you are done.": (
        "Gardé sur cet appareil seulement, dans ce navigateur. Rien n’est envoyé. Sur un téléphone partagé, d’autres peuvent le lire : "
        "effacez-le quand vous avez fini."
    ),
    "Erase this note": "Effacer cette note",
    "Download my notes as text": "Télécharger mes notes en texte",
    "Saved on this device.": "Enregistré sur cet appareil.",
    "This browser does not let the page keep anything. Your note is lost when you leave the page; download it before.": (
        "Ce navigateur ne permet pas à la page de garder quoi que ce soit. Votre note se perd quand vous quittez la page ; "
        "téléchargez-la avant."
    ),
    "Erased.": "Effacé.",
    "Bring it back": "Reprendre",
    "My notes": "Mes notes",
    "Key points of this module": "À retenir de ce module",
    "Copy": "Copier",
    "Copy all": "Tout copier",
    "Copied": "Copié",
    "Send": "Envoyer",
    "Send all": "Tout envoyer",
    "Copying does not work in this browser.": "La copie ne marche pas dans ce navigateur.",
    "See also": "Voir aussi",
    "Open in the glossary": "Ouvrir dans le glossaire",
    "Empty page": "Page vide",
    "Leave this page": "Quitter cette page",
    "Pressing Escape three times does the same.": "Appuyer trois fois sur Échap fait de même.",
    "Leave or get help": "Quitter ou trouver de l’aide",
    "Where to get help now": "Où trouver de l’aide maintenant",
    # -- find your way
    "Paths": "Chemins",
    "Next sessions": "Prochaines sessions",
    "What opens what": "Ce qui ouvre quoi",
    "Tables at a glance": "Tableaux d’ensemble",
    "When": "Quand",
    "Where": "Où",
    "Whom to ask": "À qui s’adresser",
    "Good to know": "Bon à savoir",
    "to": "au",
    "has begun": "a commencé",
    "January": "janvier",
    "February": "février",
    "March": "mars",
    "April": "avril",
    "May": "mai",
    "June": "juin",
    "July": "juillet",
    "August": "août",
    "September": "septembre",
    "October": "octobre",
    "November": "novembre",
    "December": "décembre",
}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {"fr": FRENCH}

# The frame of every page, written by the templates: the name a template uses, and the English words.
FRAME: Mapping[str, str] = {
    "menu": "Menu",
    "close": "Close",
    "search": "Search",
    "search_label": "Search the site",
    "search_needs": "The search needs JavaScript. Without it, the menu leads to lists of every page.",
    "lamp": "Light or dark",
    "skip": "Skip to the text",
    "main": "Main",
    "crumbs": "You are here",
    "home": "Home",
    "in_module": "In this module",
    "in_domain": "In this domain",
    "on_page": "On this page",
    "before": "Before",
    "next": "Next",
    "notice": "Demonstration curriculum. Not a licence to practise. The countries are fictional.",
    "licences": "Texts: CC BY 4.0. Code: Apache 2.0.",
    "missing": "This page does not exist",
    "leave": "Leave this page",
    "leave_hint": "Pressing Escape three times does the same.",
    "leave_or_help": "Leave or get help",
}


class Words:
    """Looks up the site's own words in one language.

    >>> Words("fr")("Lessons"), Words("fr")("a word nobody translated"), Words("en")("Lessons")
    ('Leçons', 'a word nobody translated', 'Lessons')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = _BY_LANGUAGE.get(language, {})

    def __call__(self, english: str) -> str:
        return self._words.get(english, english)

    def frame(self, *, invented: bool = True) -> dict[str, str]:
        """The words of the frame, by the names that templates use; ``invented`` says that no country of the project is a real one."""
        notice = {} if invented else {"notice": FRAME["notice"].removesuffix(" The countries are fictional.")}
        return {name: self(english) for name, english in {**FRAME, **notice}.items()}
