"""Guides and what if I lose…: every command in them is one, and both languages say the same."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app import config
from app.bundle import SELF_TEST
from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.desktop.__main__ import parser as desktop_parser
from app.desktop.formats.help_pages import CASES, GUIDES, HelpBlock, HelpKind, HelpPage, help_page
from app.desktop.pages.onboarding.choice import OnboardingChoice
from app.resources import find

ROOT = Path(__file__).parents[4]
PAGES = (*GUIDES, *CASES)
PROGRAMS = {
    "tandem": wallet_parser,
    "tandem-cosigner": cosigner_parser,
    "tandem-cosigner-service": cosigner_parser,  # the same words, as the service's user
    "tandem-desktop": desktop_parser,
}
CADDY = ("cosigner.example.org {", "    reverse_proxy 127.0.0.1:8080", "}")  # tried in test_trusted_proxy.py
CONFIG = (  # of config.toml
    *('web = "127.0.0.1:8080"', 'web_name = "cosigner.example.org"', 'trusted_proxy = "127.0.0.1"'),
    'web = "192.168.1.7:8443"',
)
ADDRESSES = ("https://192.168.1.7:8443/ca.crt", "https://ntfy.sh/TOPIC")
SYSTEM = {  # what is typed beside our programs
    "make packages",
    "sha256sum --check --ignore-missing SHA256SUMS",
    "sha256sum FILE",
    "minisign -V -m tandem.release -x tandem.release.KEY.minisig -P PUBLIC_KEY",
    "sudo apt install ./tandem_*_amd64.deb",
    "sudo apt install ./tandem-cosigner_*.deb",
    "sudo apt remove tandem",
    "sudo apt remove tandem-cosigner",
    "tandem-cosigner-service --enable",
    "sudo systemctl disable --now tandem-cosigner",
    "less /usr/share/doc/tandem-cosigner/cosigner.md",
    "mkdir -m 700 HOME",
    "sudo apt install caddy",
    "sudo systemctl reload caddy",
    "sudo systemctl restart tandem-cosigner",
    "sudo tailscale serve --bg 8080",
    "ssh -L 8080:127.0.0.1:8080 COSIGNER",
    "git config --global gpg.format ssh",
    "git config --global gpg.ssh.program tandem-git-sign",
    'git config --global user.signingKey "key::ssh-ed25519 AAAA"',
    "git commit -S",
    "git tag -s v1",
    "age -d -i IDENTITIES FILE",
    *CADDY,
    *CONFIG,
    *ADDRESSES,
    "tar -xf FILE -C HOME",
}
EVERY = [help_page(name, language) for language in ("en", "de") for name in PAGES]


def commands(page: HelpPage) -> list[str]:
    return [block.text for block in page.blocks if block.kind is HelpKind.COMMAND]


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.title)
def test_every_command_is_one(page: HelpPage) -> None:
    assert commands(page)
    for line in commands(page):
        program, *words = shlex.split(line)
        if line in SYSTEM or words == [SELF_TEST]:
            continue
        made = PROGRAMS[program]()
        assert isinstance(made, ArgumentParser)
        made.parse_args(words)  # what is none ends with SystemExit
    said = " ".join(block.text for block in page.blocks if block.kind is not HelpKind.COMMAND)
    assert re.findall(r"tandem-cosigner \w|--\w|[`*<\[]|https?:", said) == []  # commands stand by themselves


def test_what_else_is_typed_is_known_here_and_is_there() -> None:
    assert {line for page in EVERY for line in commands(page)} >= SYSTEM
    assert "\npackages:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    for package in ("tandem", "tandem-cosigner"):
        assert (ROOT / "packaging" / "linux" / package / "DEBIAN").is_dir()
    assert "/usr/share/doc/tandem-cosigner/cosigner.md" in (ROOT / "packaging" / "linux_files.py").read_text("utf-8")
    systemd = ROOT / "packaging" / "systemd"
    assert (systemd / "tandem-cosigner.service").is_file()
    assert '"$*" = --enable' in (systemd / "tandem-cosigner-service").read_text(encoding="utf-8")


@pytest.mark.parametrize("lines", [CONFIG[:3], CONFIG[3:]])
def test_what_a_page_has_written_into_the_settings_is_understood(lines: tuple[str, ...], tmp_path: Path) -> None:
    assert config.parse(tmp_path, "\n".join(lines).encode()).web


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_are_of_one_shape(name: str) -> None:
    english, german = help_page(name, "en"), help_page(name, "de")
    assert [block.kind for block in english.blocks] == [block.kind for block in german.blocks]
    assert commands(english) == commands(german)
    assert english.title
    assert english.title != german.title
    for page, see in ((english, r"[Ss]ee \"([^\"]+)\""), (german, r"[Ss]iehe „([^“]+)“")):
        said = " ".join(block.text for block in page.blocks)
        assert set(re.findall(see, said)) <= {one.title for one in EVERY}


def test_no_page_is_left_over() -> None:
    for language in ("en", "de"):
        assert sorted(path.stem for path in (find("help") / language).iterdir()) == sorted(PAGES)


def test_a_language_without_pages_reads_english() -> None:
    assert help_page("both", "fr").title == help_page("both", "en").title


def test_what_a_page_is_made_of() -> None:
    page = help_page("computer", "en")
    assert page.title == "My computer is lost"
    assert page.blocks[1] == HelpBlock(
        HelpKind.POINT, "the co-signer that the lost computer had, running, and its passphrase", "•"
    )
    assert {block.mark for block in page.blocks} == {"", "•", "1.", "2.", "3.", "4."}
    assert {block.kind for block in page.blocks} == set(HelpKind)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_way_back_is_called_as_the_window_calls_it(language: str) -> None:
    texts = ElementTree.parse(find("i18n") / "tandem_de.ts").iter("message")  # noqa: S314
    called = {message.findtext("source"): message.findtext("translation") for message in texts}
    source = OnboardingChoice().restore.text()
    button = source if language == "en" else called[source]
    assert button
    assert any(button in block.text for block in help_page("computer", language).blocks)
