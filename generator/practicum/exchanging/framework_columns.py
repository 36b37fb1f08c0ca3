"""What the columns of a framework's spreadsheet hold: proposed from their headings and from what stands in them, with the evidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicum.authoring import Refused
from practicum.model.foreign_framework import Kind
from practicum.model.framework_profile import ROLES, Hierarchy
from practicum.tables import Grid, column_letters

# Words of headings, in English, French, Spanish, Portuguese, Russian, Ukrainian and Romanian, without accents and in small letters.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "parent": (
        "parent", "parent code", "parent id", "parent id number", "above", "belongs to", "code parent", "padre", "родитель",
        "код родителя",
    ),
    "domain_code": ("domain code", "domain id", "area code", "code domaine", "code du domaine", "codigo del dominio", "код области"),
    "code": (
        "code", "id", "no", "nr", "number", "ref", "reference", "item", "kode", "cod", "codigo", "numero", "id number",
        "competency code", "competence code", "code competence", "code de la competence", "competency id", "standard number", "код",
        "номер", "шифр", "№", "n", "n d ordre",
    ),
    "domain": (
        "domain", "domaine", "domaines", "dominio", "area", "competency area", "field", "cluster", "strand", "theme", "category", "axe",
        "domeniu", "область", "сфера", "раздел", "блок", "направление", "функция", "галузь",
    ),
    "group": (
        "group", "unit", "sub domain", "subdomain", "sub area", "subarea", "section", "element", "sous domaine", "sous domaines", "unite",
        "подраздел", "подобласть", "група", "группа",
    ),
    "title": (
        "title", "name", "competency", "competence", "competency title", "short title", "short name", "titre", "intitule", "libelle",
        "titulo", "nombre", "competencia", "standard", "titlu", "competenta", "название", "компетенция", "наименование", "назва",
        "компетентність",
    ),
    "statement": (
        "statement", "description", "definition", "full statement", "text", "competency statement", "what the person does", "enonce",
        "descripcion", "descricao", "definicion", "descriere", "описание", "определение", "формулировка", "опис",
    ),
    "indicator": (
        "indicator", "indicators", "performance indicator", "performance indicators", "performance criteria", "behaviour", "behaviours",
        "behavioural indicators", "evidence", "signs", "criteria", "indicateur", "indicateurs", "critere", "criteres", "comportements",
        "comportements observables", "indicador", "indicadores", "criterios", "indicatori",
        "показатель", "показатели", "индикатор", "индикаторы", "критерии", "індикатори",
    ),
    "kind": ("type", "kind", "item type", "level type", "cfitemtype", "taxonomy", "tipo", "тип", "вид"),
}
# What a row is, by the words of a column that says so.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("domain", "area", "cluster", "strand", "domaine", "dominio", "область", "раздел"), "domain"),
    **dict.fromkeys(("competency", "competence", "standard", "competencia", "компетенция", "компетентність"), "competency"),
    **dict.fromkeys(("indicator", "performance indicator", "criterion", "behaviour", "indicateur", "indicador", "индикатор", "показатель"),
                    "indicator"),
}  # fmt: skip
_CODE = re.compile(
    r"(?=.{1,30}\Z)(?:[^\W\d_]{0,8}[ .\-–/]?)?\d+(?:[.\-–/ ]?(?:\d+|[^\W\d_]{1,2}))*[.)]?\Z|[A-Z]{1,6}(?:[.\-–/][A-Z0-9]{1,6})*\Z"
)
_MOST_OF_EVIDENCE = 5_000
# What more than one column may hold.
_MANY = ("indicator", "group")


@dataclass(frozen=True)
class Column:
    """A column: its place from 0, heading, role (empty where none was found) and why."""

    place: int
    heading: str
    role: str
    why: str
    filled: int

    @property
    def named(self) -> str:
        """How messages call it."""
        return f"{column_letters(self.place)} `{self.heading}`" if self.heading else column_letters(self.place)


@dataclass(frozen=True)
class SheetRead:
    """How one sheet was understood: its columns, its rows, and what says which item stands below which."""

    name: str
    heading_row: int
    rows: int
    columns: tuple[Column, ...]
    hierarchy: Hierarchy
    why: str

    def says(self) -> list[str]:
        """Lines for the person who has to see that it was understood."""
        lines = [f"{self.name}: headings in row {self.heading_row}, {self.rows:,} row{'s'[: self.rows != 1]}; {self.why}"]
        for one in self.columns:
            lines.append(f"  {one.named}: {one.role or 'left out'} ({one.why})")
        return lines


def plain(heading: str) -> str:
    """A heading without accents, signs and capital letters."""
    folded = "".join(one for one in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(one)).lower()
    return " ".join(re.sub(r"[^\w№]+|_", " ", folded).split())


_KNOWN = {role: frozenset(map(plain, words)) for role, words in _WORDS.items()}
# Of these words, one within a heading says enough.
_TELLING = {role: frozenset(one for one in words if " " not in one and len(one) > 3) for role, words in _KNOWN.items()}


def role_of(heading: str) -> str:
    """What a heading says its column holds; empty where it says nothing."""
    words = plain(heading)
    exact = next((role for role, known in _KNOWN.items() if words in known), "")
    return exact or next((role for role, known in _TELLING.items() if known & set(words.split())), "")


def looks_like_code(text: str) -> bool:
    """Whether a cell holds a code rather than words.

    >>> [looks_like_code(one) for one in ("1.2.3", "子-1", "REL-2", "A", "1.2 a)", "Listens to the end", "Trust")]
    [True, True, True, True, True, False, False]
    """
    return bool(_CODE.match(text.strip()))


def likely_columns(grid: Grid, heading_row: int, told: Mapping[str, str]) -> list[Column]:
    """What each column holds. ``told`` maps headings or column letters to roles, and decides.

    Raises Refused where a told column is not there, or a role is none.
    """
    body = grid.under(heading_row)
    values = [[cell.strip() for cell in column][:_MOST_OF_EVIDENCE] for column in body.columns]
    given = _told(body.names, told)
    found: dict[int, tuple[str, str]] = {place: (role, "as told") for place, role in given.items()}
    for place, heading in enumerate(body.names):
        role = role_of(heading)
        if role and place not in found and (role in _MANY or role not in {one for one, _ in found.values()}):
            found[place] = (role, f"by its heading; {_evidence(values[place])}")
    _by_content(values, found)
    if given:
        # Who names columns by hand names all that matter: what was guessed beside them must not change the tree.
        taken = set(given.values())
        found = {place: one for place, one in found.items() if one[1] == "as told" or one[0] in _MANY or one[0] not in taken}
    columns = []
    for place, heading in enumerate(body.names):
        role, why = found.get(place, ("", "nothing says what it holds"))
        columns.append(Column(place, heading, "" if role == "ignore" else role, why, sum(map(bool, values[place]))))
    return columns


def _told(names: Sequence[str], told: Mapping[str, str]) -> dict[int, str]:
    import difflib

    known = {plain(name): place for place, name in reversed(list(enumerate(names))) if name}
    letters = {column_letters(place).lower(): place for place in range(len(names))}
    found = {}
    for heading, role in told.items():
        if role not in ROLES:
            near = difflib.get_close_matches(role, ROLES, n=1)
            help = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(ROLES)}"
            raise Refused(f"`{role}` is nothing a column can hold", help)
        place = known.get(plain(heading), letters.get(heading.strip().lower()))
        if place is None:
            near = difflib.get_close_matches(plain(heading), known, n=1)
            shown = next((name for name in names if near and plain(name) == near[0]), "")
            help = f"did you mean `{shown}`?" if shown else f"the columns are {', '.join(filter(None, names))}"
            raise Refused(f"there is no column `{heading}`", help)
        found[place] = role
    return found


def _evidence(values: Sequence[str]) -> str:
    filled = [one for one in values if one]
    if not filled:
        return "empty"
    different = len(set(filled))
    if all(looks_like_code(one) for one in filled):
        return f"codes, {'all different' if different == len(filled) else f'{different:,} different'}"
    length = sum(map(len, filled)) // len(filled)
    rare = f", filled in {len(filled):,} of {len(values):,} rows" if len(filled) < len(values) else ""
    return f"texts of about {length:,} characters{rare}"


def _by_content(values: Sequence[Sequence[str]], found: dict[int, tuple[str, str]]) -> None:
    """Roles for columns whose headings say nothing: codes that all differ, codes that are others' codes, texts."""

    def has(role: str) -> bool:
        return any(one == role for one, _ in found.values())

    free = [place for place in range(len(values)) if place not in found and any(values[place])]
    for place in free:
        filled = [one for one in values[place] if one]
        differ = len(filled) > 1 and len(set(filled)) == len(filled)
        if not has("code") and differ and sum(map(looks_like_code, filled)) >= 0.9 * len(filled):
            found[place] = ("code", f"by what stands in it: {_evidence(values[place])}")
    own = next((place for place, (role, _) in found.items() if role == "code"), None)
    if own is not None and not has("parent"):
        codes = set(filter(None, values[own]))
        for place in free:
            filled = [one for one in values[place] if one]
            if place not in found and filled and codes.issuperset(filled) and len(filled) >= len(codes) // 2:
                found[place] = ("parent", f"by what stands in it: each is a code of column {column_letters(own)}")
                break
    if not (has("title") or has("statement")):
        texts = [
            (sum(map(len, values[place])) / max(1, sum(map(bool, values[place]))), place)
            for place in free if place not in found and sum(map(bool, values[place])) * 2 >= len(values[place])
        ]  # fmt: skip
        if texts:
            length, place = max(texts)
            role = "statement" if length > 60 else "title"
            found[place] = (role, f"by what stands in it: {_evidence(values[place])}")


def likely_hierarchy(columns: Sequence[Column], codes: Sequence[str]) -> tuple[Hierarchy, str]:
    """What says which item stands below which, and why that was taken."""
    roles = {one.role for one in columns}
    if "parent" in roles:
        return "parent", "a column names the code above each"
    if roles & {"domain", "group"}:
        return "columns", "a column names the domain"
    if "code" in roles:
        known = {code_key(one) for one in codes}
        below = sum(above(code, known) is not None for code in known)
        if below:
            return "code", f"{below:,} of {len(known):,} codes begin with another one"
    if "indicator" in roles:
        return "columns", "signs stand in a column of their own"
    return "flat", "nothing puts one item below another"


def code_key(code: str) -> tuple[str, ...]:
    """A code in parts: what stands between dots, hyphens and slashes, letters and digits apart.

    >>> code_key("1.2.a"), code_key("A1.1"), code_key("Été-1")
    (('1', '2', 'a'), ('a', '1', '1'), ('été', '1'))
    """
    return tuple(re.findall(r"\d+|[^\W\d_]+", code.lower()))


def above(key: tuple[str, ...], known: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The longest beginning of a code that is a code too."""
    return next((key[:length] for length in range(len(key) - 1, 0, -1) if key[:length] in known), None)


_BULLET = re.compile(r"^\s*(?:[•●▪◦·‣*]|[-–—](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[^\W\d_][.)](?=\s))\s*")


def listed(cell: str) -> list[str]:
    """The signs of a cell: one a line, without bullets and numbers.

    >>> listed("• waits\\n• asks again"), listed("1) one\\n2) two"), listed("Waits; asks - again")
    (['waits', 'asks again'], ['one', 'two'], ['Waits; asks - again'])
    """
    lines = [" ".join(_BULLET.sub("", line).split()) for line in cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return [one for one in lines if one]


_LED = re.compile(r"((?:[A-Z]{1,4}[.\-]?)?\d{1,3}(?:[.\-]\d{1,3})*)\s*[.):]?\s+(\S.*)\Z", re.DOTALL)


def leading_codes(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The code before each text and what follows it, where all have one, no two the same, and some begin with others; else nothing.

    >>> leading_codes(["1. Ethics", "1.1 Respect", "1.10 Trust"]), leading_codes(["1 Ethics", "Respect"])
    ([('1', 'Ethics'), ('1.1', 'Respect'), ('1.10', 'Trust')], [])
    """
    found = [_LED.match(one.strip()) for one in texts]
    pairs = [(one[1], one[2]) for one in found if one]
    known = {code_key(code) for code, _ in pairs}
    if len(pairs) != len(texts) or len(known) != len(pairs) or not any(above(one, known) for one in known):
        return []
    return pairs


def titled(name: str) -> str:
    """A title from the name of a file.

    >>> titled("national_standards-2024.xlsx")
    'National standards 2024'
    """
    stem = re.sub(r"\.(?:xlsx|xlsm|csv|tsv|ods|txt)\Z", "", name, flags=re.IGNORECASE)
    words = " ".join(re.sub(r"[_\-]+", " ", stem).split())
    return words[:1].upper() + words[1:] if words else "A framework"
