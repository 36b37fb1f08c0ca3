"""Every pair of colours that carries text keeps 4.5 to 1, in light and in dark; the two dark blocks are the same."""

from __future__ import annotations

import re

import pytest

from tests.publishing.shipped import ROOT

SOURCE = (ROOT / "site/assets/palette.css").read_text("utf-8")
ON = {
    "ink": ("ground", "paper", "lagoon-tint", "marigold-tint", "clay-tint", "leaf-tint", "plum-tint"),
    "soft": ("ground", "paper", "lagoon-tint", "marigold-tint"),
    "lagoon": ("ground", "paper", "lagoon-tint", "marigold-tint", "clay-tint", "leaf-tint", "plum-tint"),
    "marigold-ink": ("ground", "paper", "marigold-tint"),
    "clay": ("ground", "paper", "clay-tint"),
    "leaf": ("ground", "paper", "leaf-tint"),
    "plum": ("ground", "paper", "plum-tint"),
    "on-deep": ("deep",),
    "on-deep-soft": ("deep",),
    "paper": ("lagoon",),
}


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def blocks() -> dict[str, dict[str, str]]:
    light = colours(SOURCE.split("@media")[0])
    dark, chosen = _dark()
    return {"light": light, "dark": light | dark, "chosen dark": light | chosen}


def _dark() -> tuple[dict[str, str], dict[str, str]]:
    inside, _, chosen = SOURCE.split("@media", 1)[1].partition(':root[data-theme="dark"]')
    return colours(inside), colours(chosen)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "chosen dark"])
def test_text_can_be_read(scheme: str) -> None:
    held = blocks()[scheme]
    low = {
        f"{text} on {ground}": round(contrast(held[text], held[ground]), 2)
        for text, grounds in ON.items()
        for ground in grounds
        if contrast(held[text], held[ground]) < 4.5
    }
    assert not low
    assert contrast(held["edge"], held["paper"]) >= 3, "the edges of fields and buttons have to be seen"


def test_dark_is_dark_however_it_was_chosen() -> None:
    inside, chosen = _dark()
    assert inside == chosen
    assert len(inside) > 10


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21
