"""The specification lies beside the code, and what the code cites is there."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, production

SPEC = ROOT / "core" / "spec"
NAMES = ("threat-model", "keygen", "sign", "refresh", "pairing", "vault", "decisions")
CITED = re.compile(
    r"core/spec/(?P<name>[a-z-]+)\.md(?:[,:]? \(?(?:\"(?P<heading>[^\"]+)\"|(?P<step>(?:step|section) \d+)))?"
)
RULE = re.compile(r"(?<![\w.\"'])(?P<letter>[CDFKLNPSV])(?P<number>[1-9][0-9]?)(?![\w\"'*(=])")
NOT_A_RULE = {"P1", "P2", "S1", "S2", "F1", "F2", "F3"}  # parties and messages


def text_of(name: str) -> str:
    """One page of the specification."""
    return (SPEC / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_there(name: str) -> None:
    assert text_of(name).startswith("# ")


def test_what_is_cited_exists() -> None:
    missing = []
    for source in production():
        for found in CITED.finditer(source.text):
            page = text_of(found["name"])
            headings = [line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")]
            heading, step = found["heading"], found["step"]
            if heading and not any(heading.lower() in line for line in headings):
                missing.append((source.name, found.group(0)))
            if step and step.lower() not in page.lower():
                missing.append((source.name, found.group(0)))
    assert missing == []


def test_only_the_specification_is_cited() -> None:
    cited = [
        (source.name, page)
        for source in production()
        for page in re.findall(r"(?<![\w/-])((?:core/spec/)?[a-z-]+\.md)\b", source.text)
    ]
    assert [(name, page) for name, page in cited if not page.startswith("core/spec/")] == []


def test_every_rule_named_is_written_down() -> None:
    everything = "\n".join(text_of(name) for name in NAMES)
    written = set(re.findall(r"(?<!\w)([CDFKLNPSV])([1-9][0-9]?)(?!\w)", everything))
    missing = {
        (source.name, "".join(rule))
        for source in production()
        for text in re.findall(r'#[^\n]*|""".*?"""', source.text, re.DOTALL)
        for rule in RULE.findall(text)
        if "".join(rule) not in NOT_A_RULE and rule not in written
    }
    assert missing == set()
