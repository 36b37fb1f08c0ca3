"""The words of a learner's progress and of what a module's page says of itself, in French; English is the key."""

from __future__ import annotations

from collections.abc import Mapping

MODULES_FRENCH: Mapping[str, str] = {
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
    "Lines that could not be read: {lost}.": "Lignes illisibles : {lost}.",
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
    # -- pages of modules and assessments, and what lets a reader judge them
    "Left in this module after this lesson": "Ce qui reste du module après cette leçon",
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
    "Pages to read without internet": "Pages à lire sans internet",
    "For a computer, a memory stick or a card: unpack it, then open start.html. The search works too.": (
        "Pour un ordinateur, une clé ou une carte : décompressez, puis ouvrez start.html. La recherche marche aussi."
    ),
    "You are reading a copy. It opens without internet; links to pages that are not in it show as plain words.": (
        "Vous lisez une copie. Elle s’ouvre sans internet ; les liens vers des pages qui n’y sont pas sont de simples "
        "mots."
    ),
    "The Practicum contributors": "Les contributeurs de Practicum",
}
