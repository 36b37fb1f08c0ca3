"""What a plain sentence says: the ways in which people write numbers, units, days and shares, and what only looks like them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.checking.spoken import spoken

# A sentence and the amounts that it commits itself to.
SAID = {
    "24 months": ["24 month"],
    "two years, or a 12-month period": ["24 month", "12 month"],
    "twenty-four months": ["24 month"],
    "one hundred and twenty hours": ["120 hour"],
    "a hundred hours and three hundred and five points": ["100 hour", "305 point"],
    "away for 24 to 60 months": ["24 month", "60 month"],
    "away for 2–5 years": ["24 month", "60 month"],
    "for 2 to 3 weeks": ["14 day", "21 day"],
    "one and a half years, 1.5 hours, 2,000 hours": ["18 month", "3/2 hour", "2000 hour"],
    "400 signed hours, 6 calendar months": ["400 hour", "6 month"],
    "50 %, 85 percent, 70 per cent, 1/4": ["1/2 share", "17/20 share", "7/10 share", "1/4 share"],
    "PRO-4 at level 2 and at level three": ["2 level", "3 level"],
    "30 minutes": ["1/2 hour"],
    "12 h": ["12 hour"],
    "1 year and 6 months, 2 years 3 months": ["18 month", "27 month"],
    "twelve (12) hours, 30 (thirty) points, two (3) items": ["12 hour", "30 point"],
    # No amounts, or none that anybody commits to.
    "F02, I10, PRO-4, BM-CPD-2 and v1.2": [],
    "4 points a day": ["4 point"],
    "each calendar year, once a year, half of them, three quarters": [],
    "the 80th hour of Home No. 3, article 12": [],
    "any 2 of 5 electives": [],
    "in 2022, from March 2026": [],
    "one supported year": [],
    "2 observed sessions, and hours of practice": [],
    "no grace": [],
}


@pytest.mark.parametrize(("sentence", "amounts"), SAID.items(), ids=SAID)
def test_amounts(sentence: str, amounts: list[str]) -> None:
    assert [f"{one.value} {one.unit}" for one in spoken(sentence).amounts if one.firm and one.unit] == amounts


@pytest.mark.parametrize(
    "sentence", ["until 2026-06-30", "until 30 June 2026", "the 30th of June, 2026", "June 30, 2026", "on 30 Jun 2026"]
)
def test_days(sentence: str) -> None:
    assert [day.means() for day in spoken(sentence).days] == [[date(2026, 6, 30)]]


def test_before_and_after_move_a_day() -> None:
    assert spoken("before 2026-07-01").days[0].means() == [date(2026, 7, 1), date(2026, 6, 30)]
    assert spoken("after 30 June 2026").days[0].means() == [date(2026, 6, 30), date(2026, 7, 1)]
    assert spoken("through June 2026").days[0].means() == [date(2026, 6, 1), date(2026, 6, 30)]
    assert [(day.month, day.day) for day in spoken("from 1 December to 30 November").days] == [(12, 1), (11, 30)]
    assert spoken("on 2026-02-30").days[0].means() == []
    assert spoken("after 9999-12-31").days[0].means() == []


def test_an_amount_knows_its_place() -> None:
    sentence = "At least 30 hours in each cycle, half of them online."
    amount = spoken(sentence).amounts[0]
    assert sentence[amount.start : amount.end] == "30 hours"


_WORDS = st.sampled_from(
    ["12", "0", "٣", "²", "1/0", "3/2", "one", "twenty", "-", "hundred", "and", "a", "half", "years", "months", "%", "per", "cent", "May",
     "of", "30", "1st", "2026", "0000", "level", "to", "–", "No", ".", ",", "day", "F02", "2026-13-45",
     "9" * 50, "1,000", "’", "no", "each"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_WORDS).map(" ".join), st.lists(_WORDS).map("".join)))
def test_any_text_can_be_read(sentence: str) -> None:
    found = spoken(sentence)
    for one in (*found.amounts, *found.days):
        assert 0 <= one.start < one.end <= len(sentence)
    for day in found.days:
        day.means()


@given(st.integers(1, 99), st.sampled_from(["hour", "day", "month", "point"]))
def test_numbers_in_words_are_numbers(number: int, unit: str) -> None:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    )
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    small = ones.split()
    words = small[number] if number < 20 else tens[number // 10] + (f"-{small[number % 10]}" if number % 10 else "")
    (amount,) = (one for one in spoken(f"At least {words} {unit}s.").amounts if one.firm)
    assert (amount.value, amount.unit) == (number, unit)
