"""What the papers for people tell to type: each command of ours in a fenced block is one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser

ROOT = Path(__file__).parents[2]
PAPERS = ("README.md", "packaging/linux/cosigner.md")
PROGRAMS = {"tandem": wallet_parser, "tandem-cosigner": cosigner_parser, "tandem-cosigner-service": cosigner_parser}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_is_one(paper: str) -> None:
    blocks = (ROOT / paper).read_text(encoding="utf-8").split("```")[1::2]
    lines = [re.split(r" +# ", line)[0] for block in blocks for line in block.splitlines()]
    ours = [line for line in lines if re.match(rf"({'|'.join(PROGRAMS)}) ", line)]
    assert len(ours) > 1
    for line in ours:
        program, *words = shlex.split(line)
        if words != ["--enable"]:  # of the script, not of the program behind it
            PROGRAMS[program]().parse_args(words)  # what is none raises UsageError


def test_every_file_that_is_named_is_there() -> None:
    for paper in (*PAPERS, "SECURITY.md", "packaging/README.md"):
        text = (ROOT / paper).read_text(encoding="utf-8")
        named = [where for where in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in where]
        assert [where for where in named if not ((ROOT / paper).parent / where).exists()] == []
