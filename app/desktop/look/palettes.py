"""Colours by purpose, in a light and a dark palette, and the contrast each pair of them must keep. No Qt here.

`accent` is this computer and everything one can act on; `peer` is the co-signer's voice, never a status.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Roles:
    """One palette: "#rrggbb" for each role, `shadow` with its alpha as "#rrggbbaa"."""

    window: str
    sidebar: str
    surface: str
    sunken: str
    hover: str
    pressed: str
    line: str
    line2: str
    line_strong: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    peer: str
    peer_text: str
    peer_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_hover: str
    on_danger: str
    danger_soft: str
    shadow: str


LIGHT = Roles(
    window="#f6f7f7",
    sidebar="#eceeef",
    surface="#ffffff",
    sunken="#f2f4f4",
    hover="#eceff0",
    pressed="#e2e6e7",
    line="#e1e5e6",
    line2="#cbd2d4",
    line_strong="#87949a",
    text="#12181b",
    text2="#485459",
    text3="#5c686d",
    disabled="#a3adb1",
    accent="#0c5f73",
    accent_hover="#0a5061",
    on_accent="#ffffff",
    accent_soft="#dfedf0",
    peer="#c4692c",
    peer_text="#974714",
    peer_soft="#faece1",
    ok="#1c6f3d",
    ok_soft="#e3f1e7",
    warn="#765300",
    warn_soft="#faf0d2",
    danger="#b3213a",
    danger_hover="#991b31",
    on_danger="#ffffff",
    danger_soft="#fae6e9",
    shadow="#0d1b2014",
)
DARK = Roles(
    window="#14181a",
    sidebar="#0f1214",
    surface="#1b2023",
    sunken="#0f1315",
    hover="#252b2f",
    pressed="#2d3438",
    line="#2a3135",
    line2="#3b4449",
    line_strong="#6c7a81",
    text="#eaeeef",
    text2="#b1bbbf",
    text3="#95a1a6",
    disabled="#5d686d",
    accent="#6cc3d5",
    accent_hover="#86d0df",
    on_accent="#07191e",
    accent_soft="#173841",
    peer="#e2965e",
    peer_text="#eba878",
    peer_soft="#3a281c",
    ok="#77c690",
    ok_soft="#18321f",
    warn="#e2bf62",
    warn_soft="#352b12",
    danger="#f28b98",
    danger_hover="#f7a3ad",
    on_danger="#2b080e",
    danger_soft="#3d1a20",
    shadow="#00000055",
)
SCHEMES = {"light": LIGHT, "dark": DARK}
QR_DARK, QR_LIGHT = "#0d1214", "#ffffff"  # in both schemes: cameras read dark on white best

WORDS, SHAPES = 4.5, 3.0  # WCAG 1.4.3 for text, 1.4.11 for outlines and glyphs that carry meaning
_GROUNDS = ("window", "sidebar", "surface", "sunken", "hover")
_SOFT = ("accent_soft", "ok_soft", "warn_soft", "danger_soft", "peer_soft")
# foreground, the grounds it stands on, least ratio
_PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    *((ink, _GROUNDS, WORDS) for ink in ("text", "text2", "text3")),
    *(
        (ink, ("window", "surface", "sunken", "hover"), WORDS)
        for ink in ("accent", "ok", "warn", "danger", "peer_text")
    ),
    ("on_accent", ("accent", "accent_hover"), WORDS),
    ("on_danger", ("danger", "danger_hover"), WORDS),
    *((ink, (f"{ink}_soft",), WORDS) for ink in ("accent", "ok", "warn", "danger")),
    ("peer_text", ("peer_soft",), WORDS),
    *((ink, _SOFT, WORDS) for ink in ("text", "text2")),
    ("line_strong", ("surface",), SHAPES),
    ("peer", ("surface", "sidebar", "peer_soft"), SHAPES),
    ("accent", ("sidebar", "accent_soft"), SHAPES),
)


class Contrast(NamedTuple):
    """One foreground on one ground: its ratio (1 to 21) and the least it may be."""

    scheme: str
    ink: str
    ground: str
    ratio: float
    least: float


def contrasts() -> list[Contrast]:
    """Every pair that the widgets draw, in both schemes."""
    return [
        Contrast(name, ink, ground, ratio(getattr(roles, ink), getattr(roles, ground)), least)
        for name, roles in SCHEMES.items()
        for ink, grounds, least in _PAIRS
        for ground in grounds
    ]


def ratio(one: str, other: str) -> float:
    """WCAG contrast of two "#rrggbb" colours, 1 to 21, whichever of them is the lighter."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(value: str) -> float:
    parts = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
