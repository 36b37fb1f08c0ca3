"""The words the site adds to authored text, by language; English is the key, so a missing word shows in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from practicum.publishing.french import FRENCH, spaced
from practicum.publishing.french_carrying import CARRYING_FRENCH
from practicum.publishing.french_courses import COURSES_FRENCH
from practicum.publishing.french_lists import LISTS_FRENCH
from practicum.publishing.french_modules import MODULES_FRENCH
from practicum.publishing.french_releases import RELEASES_FRENCH
from practicum.publishing.printing.french import PRINTED_FRENCH

_FRENCH = {**PRINTED_FRENCH, **LISTS_FRENCH, **MODULES_FRENCH, **CARRYING_FRENCH, **COURSES_FRENCH, **RELEASES_FRENCH, **FRENCH}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "fr": {key: spaced(said) for key, said in _FRENCH.items()}
}
# What stands between a label and what it labels, and between parts of a line, where that is not the sign and a space.
_COLONS: Mapping[str, str] = {"fr": "\u00a0: "}
_SEMICOLONS: Mapping[str, str] = {"fr": "\u00a0; "}

# The frame of every page, written by the templates: the name a template uses, and the English words.
FRAME: Mapping[str, str] = {
    "menu": "Menu",
    "close": "Close",
    "search": "Search",
    "search_label": "Search the site",
    "search_needs": "The search needs JavaScript. Without it, the menu leads to lists of every page.",
    "search_away": "The search did not load. Without internet it works once a programme is kept on this device.",
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
    "changes": "Changes",
    "edit": "Suggest a change to this page",
    "untranslated": "This text is not translated yet. It is shown in English.",
    "leave": "Leave this page",
    "leave_hint": "Pressing Escape three times does the same.",
    "leave_or_help": "Leave or get help",
    "cite": "How to cite",
}


@cache
def language_name(language: str) -> str:
    """A language's name in itself, its code where nobody described it.

    >>> language_name("fr"), language_name("ar"), language_name("xx")
    ('Français', 'العربية', 'xx')
    """
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(language.replace("-", "_")).get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]


@cache
def direction(language: str) -> str:
    """How a language is written: `rtl` from right to left, else `ltr`.

    >>> direction("ar"), direction("fa"), direction("fr"), direction("xx")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    from babel import Locale, UnknownLocaleError

    try:
        return "rtl" if Locale.parse(language.replace("-", "_")).character_order == "right-to-left" else "ltr"
    except (UnknownLocaleError, ValueError):
        return "ltr"


@cache
def territory(language: str) -> str:
    """A language as the Open Graph names it, with the country where it is most at home.

    >>> territory("fr"), territory("en"), territory("pt-BR"), territory("xx")
    ('fr_FR', 'en_GB', 'pt_BR', 'xx')
    """
    from babel.core import get_global

    code = language.replace("-", "_")
    if code == "en" or "_" in code:
        return {"en": "en_GB"}.get(code, code)
    likely = str(get_global("likely_subtags").get(code, code)).split("_")
    return f"{code}_{likely[-1]}" if len(likely) > 1 else code


@cache
def _locale(language: str) -> str:
    """The locale by which days and numbers are written; a language that nobody described writes them as English does.

    English without a country would put the month before the day, which half the world reads the other way round.
    """
    from babel import Locale, UnknownLocaleError

    if language == "en":
        return "en_GB"
    try:
        return str(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return "en_GB"


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

    def has(self, english: str) -> bool:
        """Whether somebody translated a word of the site.

        >>> Words("fr").has("Lessons"), Words("ar").has("Lessons")
        (True, False)
        """
        return self.language == "en" or english in self._words

    @property
    def colon(self) -> str:
        """What stands between a label and what it labels, with its spaces.

        >>> Words("en").colon, Words("fr").colon
        (': ', '\\xa0: ')
        """
        return _COLONS.get(self.language, ": ")

    @property
    def semicolon(self) -> str:
        """What stands between the parts of a line, with its spaces."""
        return _SEMICOLONS.get(self.language, "; ")

    def labelled(self, english: str, value: object) -> str:
        """A label of the site with what it labels.

        >>> Words("en").labelled("Assessment", "Seeing"), Words("fr").labelled("Assessment", "Voir")
        ('Assessment: Seeing', 'Évaluation\\xa0: Voir')
        """
        return f"{self(english)}{self.colon}{value}"

    def day(self, day: date) -> str:
        """A day as people write it in this language.

        >>> Words("en").day(date(2026, 11, 2)), Words("fr").day(date(2026, 11, 2))
        ('2 November 2026', '2 novembre 2026')
        """
        from babel.dates import format_date

        said = format_date(day, "long", locale=_locale(self.language))
        # Signs that keep a day together inside a sentence that may still be English.
        return f"\u2068{said}\u2069" if direction(self.language) == "rtl" else said

    def number(self, value: float) -> str:
        """An amount as people write it in this language, with at most two decimals.

        >>> Words("en").number(1234.5), Words("fr").number(1.5), Words("en").number(12.0)
        ('1,234.5', '1,5', '12')
        """
        from babel.numbers import format_decimal

        return format_decimal(value, "#,##0.##", locale=_locale(self.language))

    def share(self, value: float) -> str:
        """A share from 0 to 1 as people write it in this language, in whole hundredths.

        >>> Words("en").share(0.625), Words("fr").share(0.625)
        ('62%', '62\\xa0%')
        """
        from babel.numbers import format_percent

        return format_percent(value, "0\u00a0%" if self.language == "fr" else None, locale=_locale(self.language))

    def language_named(self, code: str) -> str:
        """A language by its name in this one, inside a sentence; its code where nobody described it.

        >>> Words("en").language_named("fr"), Words("fr").language_named("en"), Words("fr").language_named("xx")
        ('French', 'anglais', 'xx')
        """
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(code.replace("-", "_")).get_display_name(_locale(self.language)) or code
        except (UnknownLocaleError, ValueError):
            return code

    def frame(self, *, invented: bool = True) -> dict[str, str]:
        """The words of the frame, by the names that templates use; ``invented`` says that no country of the project is a real one."""
        notice = {} if invented else {"notice": FRAME["notice"].removesuffix(" The countries are fictional.")}
        return {name: self(english) for name, english in {**FRAME, **notice}.items()}


def whole_title(title: str, words: Words) -> str:
    """What books and browsers call the whole of a curriculum; the one that comes with the program says what it is for.

    >>> whole_title("Family care", Words("fr"))
    'Family care'
    """
    return words("Practicum: learning for care reform") if title == "Practicum" else title
