"""What the page of the link says to type on the co-signer's machine."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.pages.onboarding.machines import COMMANDS, PORT, OnTheMachine, file, service
from app.processes import ROOT
from tests.support.practised import click, said_by

KINDS = ["Debian, Ubuntu", "Raspberry\u00a0Pi", "Rented (VPS)", "By hand"]


@pytest.fixture
def machines(qtbot: QtBot) -> OnTheMachine:
    made = OnTheMachine()
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


@pytest.mark.parametrize(
    ("kind", "commands"),
    list(zip(KINDS, [service("amd64"), service("arm64"), service("amd64"), COMMANDS], strict=True)),
)
def test_the_commands_of_each_machine_are_copied_whole(
    machines: OnTheMachine, qtbot: QtBot, kind: str, commands: tuple[str, ...]
) -> None:
    [part] = [part for part in machines.kind.findChildren(QAbstractButton) if part.text() == kind]
    click(part)

    def buttons() -> list[QWidget]:
        return [found for found in machines.findChildren(QWidget) if found.accessibleName() == "Copy the command"]

    qtbot.waitUntil(lambda: len(buttons()) == len(commands) and all(button.isVisible() for button in buttons()))
    copied = []
    for button in buttons():
        click(button)
        copied.append(QGuiApplication.clipboard().text())
    assert copied == list(commands)
    assert all(command in said_by(machines) for command in commands)


def test_it_begins_with_nothing_being_there(machines: OnTheMachine) -> None:
    said = " ".join(said_by(machines))
    assert f"1.  Download {file('amd64')} and SHA256SUMS there" in said
    assert "never from this computer" not in said


def test_the_owner_of_a_rented_machine_hears_from_where_to_reach_it(machines: OnTheMachine, qtbot: QtBot) -> None:
    click(machines.kind.findChildren(QAbstractButton)[2])
    qtbot.waitUntil(lambda: "never from this computer" in " ".join(said_by(machines)))
    assert f"the ports {PORT} and {PORT + 1} open" in " ".join(said_by(machines))


def test_the_page_for_servers_has_the_same_commands() -> None:
    page = (ROOT / "packaging" / "linux" / "cosigner.md").read_text(encoding="utf-8")
    for command in service("amd64"):
        assert f"\n{re.sub(r'_[0-9].*deb$', '_*.deb', command)}\n" in page
