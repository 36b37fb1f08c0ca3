"""The words of keeping, carrying away, help and a first page, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

CARRYING_FRENCH: Mapping[str, str] = {
    # -- keeping with little room
    "There is no room for it on this device, so nothing of it is kept. It needs about {}. Remove something, then try again.": (
        "Il n’y a pas assez de place sur cet appareil : rien n’en est gardé. Il faut environ {}. Faites de la place, puis réessayez."
    ),
    # -- the page of files to carry away
    "What each file is": "Ce qu’est chaque fichier",
    "file": "fichier",
    "files": "fichiers",
    "The page of this programme": "La page de ce parcours",
    "Its modules": "Ses modules",
    "Further modules and pages": "Autres modules et pages",
    # -- where to get help
    "A child or an adult in danger now: make them safe with the people who are there, and call the emergency number where you are.": (
        "Un enfant ou un adulte est en danger maintenant : mettez-le en sécurité avec les personnes présentes, et appelez le numéro "
        "d’urgence du lieu où vous êtes."
    ),
    "The countries below are invented and their numbers connect nowhere. In your own country call its emergency number or child "
    "help line. Whoever publishes these pages for a real country puts its numbers here.": (
        "Les pays ci-dessous sont inventés et leurs numéros ne mènent nulle part. Dans votre pays, appelez le numéro d’urgence ou la "
        "ligne d’aide aux enfants. Qui publie ces pages pour un vrai pays met ici ses numéros."
    ),
    "If a page here has touched something that happened to you: you can stop reading at any time. Talk with somebody you trust, or "
    "with one of the help lines of your country.": (
        "Si une page a touché à quelque chose que vous avez vécu : vous pouvez arrêter de lire à tout moment. Parlez-en à quelqu’un en "
        "qui vous avez confiance, ou à une ligne d’aide de votre pays."
    ),
    "What {} changes in the curriculum": "Ce que {} change dans le curriculum",
    # -- a home page that nobody wrote
    "What you can learn here": "Ce que vous pouvez apprendre ici",
    "Choose a programme or a module. There is nothing to log in to, and what you read can be kept on your device.": (
        "Choisissez un parcours ou un module. Il n’y a pas de compte à créer, et ce que vous lisez peut être gardé sur votre appareil."
    ),
    "What is translated": "Ce qui est traduit",
}
