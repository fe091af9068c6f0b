"""Guides, and what if I lose…: the pages of resources/help, in a small part of Markdown, as blocks of plain text.

`# ` the title, once; `## ` headings; `- ` and `1. ` lines of a list; commands between ``` and ```; everything else is a
paragraph. Nothing in it is a link or a mark inside a line, so nothing has to be believed of it (D2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from app.resources import find, text

GUIDES = (
    "install",
    "first-payment",
    "cosigner-home",
    "cosigner-rented",
    "phone",
    "ssh",
    "age",
    "backup",
    "upgrade",
    "uninstall",
)
CASES = ("computer", "cosigner", "sheet", "both", "stolen", "moving", "giving-away", "spare")
_NUMBERED = re.compile(r"(\d+)\. (.*)")
_FENCE = "```"


class HelpKind(Enum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"  # of a list
    COMMAND = "command"  # one line, as it is typed


@dataclass(frozen=True, slots=True)
class HelpBlock:
    """`mark` stands before a point: its number, or a dot."""

    kind: HelpKind
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A guide, or one case."""

    name: str
    title: str
    blocks: tuple[HelpBlock, ...]


@cache
def help_page(name: str, language: str) -> HelpPage:
    """A page by its name; in English where a language has none. StorageError when it is missing."""
    folder = language if (find("help") / language).is_dir() else "en"
    title, blocks, commands = "", list[HelpBlock](), False
    for line in text("help", folder, f"{name}.md").splitlines():
        if line.startswith(_FENCE):
            commands = not commands
        elif commands:
            blocks.append(HelpBlock(HelpKind.COMMAND, line))
        elif line.startswith("# "):
            title = line[2:]
        elif line.strip():
            blocks.append(_block(line))
    return HelpPage(name, title, tuple(blocks))


def _block(line: str) -> HelpBlock:
    if line.startswith("## "):
        return HelpBlock(HelpKind.HEADING, line[3:])
    if line.startswith("- "):
        return HelpBlock(HelpKind.POINT, line[2:], "\u2022")
    if found := _NUMBERED.fullmatch(line):
        return HelpBlock(HelpKind.POINT, found[2], f"{found[1]}.")
    return HelpBlock(HelpKind.PARAGRAPH, line)
