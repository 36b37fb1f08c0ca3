"""The words the site adds to authored text, in French; English is the key."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BEFORE = re.compile(r" (?=[:;?!»])")
_AFTER = re.compile(r"(?<=«) ")


def spaced(text: str) -> str:
    """French words as they are printed: what stands before `:`, `;`, `?`, `!` and inside quotation marks never ends a line.

    >>> spaced("Code : « libre »")
    'Code\\xa0: «\\xa0libre\\xa0»'
    """
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


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
    "left in this module after this lesson": "restent dans ce module après cette leçon",
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
    "Where to get help now": "Où trouver de l’aide",
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
    # -- progress kept on the device
    "Changes": "Changements",
    "Suggest a change to this page": "Proposer un changement à cette page",
    "About this text": "À propos de ce texte",
    "Version": "Version",
    "taught since": "enseignée depuis le",
    "Status": "État",
    "Last dated change": "Dernier changement daté",
    "Countries": "Pays",
    "Thanks to": "Merci à",
    "Licence": "Licence",
    "How to cite": "Comment citer",
    "translated by": "traduit par",
    "based on": "d’après",
    "release": "publication",
    "after release": "après la publication",
    "Releases": "Publications",
    "Contributors": "Qui y a travaillé",
    "This is release {version} of {day}. The curriculum may have changed since.": (
        "Voici la publication {version} du {day}. Le curriculum a pu changer depuis."
    ),
    "Read it as it stands today": "Le lire tel qu’il est aujourd’hui",
    "Suggest a change": "Proposer un changement",
    "Report a problem": "Signaler un problème",
    "Is something wrong or missing? Tell those who gave you these pages, with the module, its version and the page.": (
        "Une erreur, un manque ? Dites-le à ceux qui vous ont donné ces pages, avec le module, sa version et la page."
    ),
    "signed by all who have to": "validé par tous ceux qui doivent le faire",
    "signed so far": "validé jusqu’ici",
    "objections without an answer": "objections sans réponse",
    "about an earlier text": "sur un texte antérieur",
    "the same everywhere": "le même partout",
    "differs from the core": "diffère du tronc commun",
    "My progress": "Ma progression",
    "Your progress on this device": "Votre progression sur cet appareil",
    "This browser does not let the site keep anything, so progress is not kept. Reading works all the same.": (
        "Ce navigateur ne laisse rien garder au site : la progression n’est donc pas gardée. La lecture marche quand même."
    ),
    "Mark this lesson as read": "Marquer cette leçon comme lue",
    "You read this lesson on {day}.": "Vous avez lu cette leçon le {day}.",
    "Not read after all": "Finalement pas lue",
    "{n} of {all} lessons read": "Leçons lues : {n} sur {all}",
    "{n} of {all} questions answered, {right} of them right": "Questions répondues : {n} sur {all}, dont {right} justes",
    "{n} questions answered, {right} of them right": "Questions répondues : {n}, dont {right} justes",
    "read": "lue",
    "finished": "terminé",
    "finished on {day}": "terminé le {day}",
    "You finished this module on {day}, by your own word.": "Vous avez terminé ce module le {day}, selon votre propre déclaration.",
    "When you have done the lessons and passed the assessment, say so here. It is your own word: "
    "for a certificate somebody else has to confirm it.": (
        "Quand vous avez fait les leçons et réussi l’évaluation, dites-le ici. C’est votre propre déclaration : "
        "pour un certificat, quelqu’un d’autre doit la confirmer."
    ),
    "Finished on": "Terminé le",
    "I have finished this module": "J’ai terminé ce module",
    "Take it back": "Annuler",
    "{n} of {all} modules finished, {begun} begun": "Modules terminés : {n} sur {all} ; commencés : {begun}",
    "lessons read, questions answered, modules finished": "leçons lues, questions répondues, modules terminés",
    "the name you asked to keep": "le nom que vous avez demandé de garder",
    "what you wrote in lessons": "ce que vous avez écrit dans les leçons",
    "light or dark": "clair ou sombre",
    "programmes that you took off this device": "les parcours que vous avez retirés de cet appareil",
    "{title}: pages to read without internet": "{title} : pages à lire sans internet",
    "Nothing is kept here yet, so there is nothing to save.": "Rien n’est encore gardé ici : il n’y a rien à enregistrer.",
    "The file {file} was handed to your browser. Look among your downloads.": (
        "Le fichier {file} a été remis à votre navigateur. Cherchez-le parmi vos téléchargements."
    ),
    "It holds no name: another device can take it over, a training lead cannot tell whose it is.": (
        "Il ne contient pas de nom : un autre appareil peut le reprendre, un responsable de formation ne peut pas savoir à qui il est."
    ),
    "This is not a progress file of this site. Nothing was changed.": (
        "Ce n’est pas un fichier de progression de ce site. Rien n’a été changé."
    ),
    "Taken over: {fresh} new, {known} were here already. Nothing was lost.": (
        "Repris : {fresh} nouveaux éléments ; déjà présents : {known}. Rien n’a été perdu."
    ),
    "Taken over: {fresh} new, {known} were here already.": "Repris : {fresh} nouveaux éléments ; déjà présents : {known}.",
    "Lines that could not be read and were left out: {lost}.": "Lignes illisibles, laissées de côté : {lost}.",
    "This file holds no progress yet. Nothing was changed.": "Ce fichier ne contient encore aucune progression. Rien n’a été changé.",
    "A spreadsheet program has changed the days in this file so that day and month can no longer be told apart. "
    "Lines left out for that: {unclear}. Save the file once more on the other device and bring it here without opening it.": (
        "Un tableur a changé les dates de ce fichier : on ne distingue plus le jour du mois. "
        "Lignes laissées de côté pour cela : {unclear}. Enregistrez de nouveau le fichier sur l’autre appareil, puis apportez-le ici "
        "sans l’ouvrir."
    ),
    "Your progress is erased from this device.": "Votre progression est effacée de cet appareil.",
    "Everything that this site kept on this device is erased.": "Tout ce que ce site gardait sur cet appareil est effacé.",
    "Progress is kept by JavaScript, which is switched off here. Reading works all the same.": (
        "La progression est gardée par JavaScript, qui est désactivé ici. La lecture marche quand même."
    ),
    "What is kept here": "Ce qui est gardé ici",
    "Nothing yet. Open a lesson and press “Mark this lesson as read” at its end.": (
        "Encore rien. Ouvrez une leçon et appuyez à la fin sur « Marquer cette leçon comme lue »."
    ),
    "Take it along": "L’emporter",
    "Save your progress as a small file: for another device of yours, or for your training lead, who sees it as your own word. "
    "You send it yourself; this page sends nothing. Your reflections are not in it.": (
        "Enregistrez votre progression dans un petit fichier : pour un autre de vos appareils, ou pour votre responsable de formation, "
        "qui le reçoit comme votre propre déclaration. C’est vous qui l’envoyez ; cette page n’envoie rien. Vos réflexions n’y sont pas."
    ),
    "Your name or number": "Votre nom ou numéro",
    "As your organisation writes it. Only your training lead needs it; you can leave it empty.": (
        "Comme votre organisation l’écrit. Seul votre responsable de formation en a besoin ; vous pouvez le laisser vide."
    ),
    "Keep this name on this device": "Garder ce nom sur cet appareil",
    "Save as a file": "Enregistrer dans un fichier",
    "No file appeared?": "Aucun fichier n’est apparu ?",
    "Copy this text, and send it or keep it in a file that ends in .csv.": (
        "Copiez ce texte, envoyez-le ou gardez-le dans un fichier dont le nom finit par .csv."
    ),
    "Bring it over from another device": "La reprendre d’un autre appareil",
    "Choose a file that was saved on this page. What it holds is added to what is here; nothing here is lost.": (
        "Choisissez un fichier enregistré sur cette page. Son contenu s’ajoute à ce qui est ici ; rien n’est perdu."
    ),
    "Progress file": "Fichier de progression",
    "Erase": "Effacer",
    "On a shared phone, save your file first and then erase. Nobody can bring back what is erased.": (
        "Sur un téléphone partagé, enregistrez d’abord votre fichier, puis effacez. Personne ne peut faire revenir ce qui est effacé."
    ),
    "This site keeps nothing in this browser.": "Ce site ne garde rien dans ce navigateur.",
    "Erase my progress": "Effacer ma progression",
    "Erase the lessons read, questions answered and modules finished, and the name?": (
        "Effacer les leçons lues, les questions répondues, les modules terminés et le nom ?"
    ),
    "Erase everything this site keeps here": "Effacer tout ce que ce site garde ici",
    "Erase everything in the list above: progress, reflections, choices, programmes?": (
        "Effacer tout ce qui est dans la liste ci-dessus : progression, réflexions, choix, parcours ?"
    ),
    "Yes, erase": "Oui, effacer",
    "No, keep it": "Non, garder",
    "The search did not load. Without internet it works once a programme is kept on this device.": (
        "La recherche n’a pas pu se charger. Sans internet, elle marche dès qu’un parcours est gardé sur cet appareil."
    ),
    "Write two letters or more.": "Écrivez deux lettres ou plus.",
    "result": "résultat",
    "results": "résultats",
    "Nothing found for": "Rien trouvé pour",
    "Try a shorter word or another one.": "Essayez un mot plus court ou un autre mot.",
    "No page has all these words; these have some of them.": "Aucune page n’a tous ces mots ; celles-ci en ont une partie.",
    "Only pages kept on this device are shown.": "Seules les pages gardées sur cet appareil sont montrées.",
    "Show more": "Montrer la suite",
    "You can keep this on your device and read it without internet. About {} are fetched.": (
        "Vous pouvez garder ceci sur votre appareil et le lire sans internet. Environ {} seront téléchargés."
    ),
    "Keep for offline": "Garder hors ligne",
    "Is being kept on your device, so that it opens without internet": (
        "En train d’être gardé sur votre appareil, pour s’ouvrir sans internet"
    ),
    "Kept on your device. It opens without internet.": "Gardé sur votre appareil. S’ouvre sans internet.",
    "Remove from this device": "Retirer de cet appareil",
    "Not all of it arrived. What arrived is kept; the rest can follow.": (
        "Tout n’est pas arrivé. Ce qui est arrivé est gardé ; le reste peut suivre."
    ),
    "KB": "Ko",
    "MB": "Mo",
    "Practicum: learning for care reform": "Practicum : apprendre pour la réforme de la protection",
    "Competencies, modules and roles for the people who move children’s care from institutions to families.": (
        "Compétences, modules et métiers pour celles et ceux qui font passer la protection des enfants des institutions aux familles."
    ),
    "Who takes what on": "Qui prend quoi en charge",
    "For yourself": "Pour vous",
    "fictional country": "pays fictif",
    # -- self-checks
    "Choose one.": "Choisissez une réponse.",
    "Choose all that fit.": "Choisissez tout ce qui convient.",
    "True or false?": "Vrai ou faux ?",
    "Put these in order with the buttons.": "Mettez dans l’ordre à l’aide des boutons.",
    "Choose what belongs to each.": "Choisissez ce qui va avec chaque ligne.",
    "Answer in your own words, or say it aloud. Then compare.": (
        "Répondez avec vos mots, ou dites-le à voix haute. Puis comparez."
    ),
    "Check my answer": "Vérifier ma réponse",
    "Compare with a model answer": "Comparer avec une réponse modèle",
    "Try again": "Essayer encore",
    "Show all answers": "Montrer toutes les réponses",
    "Right.": "Juste.",
    "Not this one.": "Pas celle-ci.",
    "In its place.": "À sa place.",
    "Not in its place yet.": "Pas encore à sa place.",
    "You have it.": "C’est cela.",
    "Not yet. Read what each answer teaches, then try again.": (
        "Pas encore. Lisez ce que chaque réponse apprend, puis essayez encore."
    ),
    "What you chose is right. Something that fits is still missing.": (
        "Ce que vous avez choisi est juste. Il manque encore quelque chose qui convient."
    ),
    "Choose an answer first.": "Choisissez d’abord une réponse.",
    "Choose something for every line first.": "Choisissez d’abord quelque chose pour chaque ligne.",
    "Up": "Monter",
    "Down": "Descendre",
    "place": "place",
    "Choose …": "Choisir …",
    "Your answer": "Votre réponse",
    "Mine says this": "La mienne dit cela",
    "Mine misses something": "Il manque quelque chose à la mienne",
    "Good. You have it.": "Bien. C’est cela.",
    "Good that you saw it. Read the model answer again, then try once more.": (
        "C’est bien de l’avoir vu. Relisez la réponse modèle, puis essayez encore."
    ),
    "The questions are for practice: try each as often as you like. There is no score, and nothing is sent.": (
        "Les questions servent à s’exercer : essayez chacune aussi souvent que vous voulez. Il n’y a pas de note, et rien n’est envoyé."
    ),
    "Left in this module after this lesson": "Ce qui reste du module après cette leçon",
    "Pages to read without internet": "Pages à lire sans internet",
    "For a computer, a memory stick or a card: unpack it, then open start.html. The search works too.": (
        "Pour un ordinateur, une clé ou une carte : décompressez, puis ouvrez start.html. La recherche marche aussi."
    ),
    "You are reading a copy. It opens without internet; links to pages that are not in it show as plain words.": (
        "Vous lisez une copie. Elle s’ouvre sans internet ; les liens vers des pages qui n’y sont pas sont de simples mots."
    ),
    "The whole curriculum as a book": "Tout le curriculum en un livre",
    "For reading apps on phones, tablets and e-readers. Self-checks and the search stay on the site.": (
        "Pour les applications de lecture sur téléphone, tablette et liseuse. Les exercices et la recherche restent sur le site."
    ),
    "The Practicum contributors": "Les contributrices et contributeurs de Practicum",
    "The whole site for Kiwix": "Tout le site pour Kiwix",
    "For Kiwix, an app that opens whole sites without internet on phones, computers and school servers.": (
        "Pour Kiwix, une application qui ouvre des sites entiers sans internet sur téléphone, ordinateur et serveur d’école."
    ),
    "Where it leads": "Où cela mène",
    "For trainers and organisers: session plan, materials, versions, sources": (
        "Pour qui forme et organise : déroulement, matériel, versions, sources"
    ),
}
