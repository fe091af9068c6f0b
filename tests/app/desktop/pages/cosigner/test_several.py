"""Names in the window, and a second co-signer beside the first: paired, chosen, and gone without stopping the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import StateStore
from app.desktop.pages.cosigner.cards import WhoCard
from app.desktop.pages.cosigner.names import NamesCard
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.settings.page import SettingsPage
from app.practice import Practice
from tests.app.desktop import checks
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.cosigner import named
from tests.support.earnest import Earnest, earnest
from tests.support.other_side import OtherSide
from tests.support.practised import click, press, said_by, write


def test_a_name_is_shown_with_place_and_fingerprint_and_one_that_looks_like_another_is_none(show: Show) -> None:
    state = named(wallet.everyday())
    controller = Controller(Path("unused"), StateStore(state), Jobs(), Practice(Path("unused")))
    who, names = WhoCard(controller), NamesCard(controller, lambda: None, lambda: None)
    show(who, 600, 300)
    show(names, 500, 600)
    for card in (who, names):
        card.show_state(state)
    assert who.place.text() == "Kitchen NUC"
    where = "At 192.168.1.20:18720. Fingerprint 3f2a9c5517aa0b01."
    assert who.identity.text() == f"{where} It calls itself “nuc7”."
    assert names.theirs.field.text() == "Kitchen NUC"
    assert names.fingerprint.text().endswith(": 51c0ffee00dd1122")
    alike = replace(state, cosigner=replace(state.cosigner, name="", calls_itself="Cellar", alike=True))
    who.show_state(alike)
    assert who.place.text() == "192.168.1.20:18720"
    assert "“Cellar”, which looks like another's name" in who.identity.text()
    own_word = replace(state, cosigner=replace(state.cosigner, name="“nuc7”"))
    who.show_state(own_word)
    names.show_state(own_word)
    assert who.identity.text() == where
    assert names.theirs.field.text() == ""  # what it calls itself is not what a person here has given it
    write(names.own.field.editor, "a/b")
    click(names.own.button)
    assert names.own.field.is_wrong()


@pytest.fixture
def two(look: None, tmp_path: Path) -> Iterator[tuple[Earnest, OtherSide]]:
    second = OtherSide(tmp_path / "second")
    try:
        second.program.call("name", "Cellar box")
        with earnest(tmp_path / "first") as running:
            yield running, second
    finally:
        second.stop()


@pytest.mark.slow
def test_a_second_co_signer_is_paired_named_chosen_and_missed_alone(two: tuple[Earnest, OtherSide]) -> None:
    desk, second = two
    page = desk.page("cosigner")
    assert isinstance(page, CosignerPage)
    write(page.names.theirs.field.editor, "Kitchen NUC")
    click(page.names.theirs.button)
    desk.wait(lambda: page.who.place.text() == "Kitchen NUC", "its name")
    write(page.names.own.field.editor, "Office PC")
    press(page.names.own.field.editor, Qt.Key.Key_Return)
    desk.wait(lambda: desk.state.computer is not None and desk.state.computer.name == "Office PC", "our name")
    own = desk.other.program.call("status")["computers"][0]["pin"]
    assert page.names.fingerprint.text().endswith(own)
    assert checks.lasting(desk.window) == []

    page.pairing.ask_link()  # a link of another is no repair
    page.pairing.link.set_text(second.link())
    click(page.pairing.pair)
    desk.wait(lambda: page.pairing.notice.isVisible(), "that it is another")
    assert len(desk.state.cosigners) == 1
    page.pairing.stop()
    click(page.names.another)
    page.another.link.set_text(second.link())
    click(page.another.pair)
    desk.wait(lambda: page.another.words is not None, "the words")
    assert page.another.words is not None
    wanted = second.words().split()
    [line] = [one for one in page.another.words.lines() if one.text().split() == wanted]
    press(line, Qt.Key.Key_Return)
    second.says("yes")
    desk.wait(lambda: len(desk.state.cosigners) == 2 and page.another.isHidden(), "paired")
    assert [one.called for one in desk.state.cosigners] == ["Kitchen NUC", "“Cellar box”"]
    assert desk.state.cosigner.called == "Kitchen NUC"

    settings = desk.page("settings")
    assert isinstance(settings, SettingsPage)
    click(settings.wallet.make)
    panel = settings.wallet.another
    assert panel.cosigner.isVisible()
    assert checks.lasting(desk.window) == []
    panel.cosigner.choose(desk.state.cosigners[-1].fingerprint)
    write(panel.name.editor, "Savings")
    panel.network.choose("regtest")
    click(panel.start)
    desk.wait(lambda: desk.state.key is not None and desk.state.key.name == "Savings", "the key")
    desk.wait(lambda: desk.state.cosigner.online, "its own co-signer")
    assert desk.state.cosigner.called == "“Cellar box”"
    assert [settings.wallet.which.itemText(n) for n in range(2)] == ["Everyday · Kitchen NUC", "Savings · “Cellar box”"]
    assert any("“Cellar box”" in text for text in said_by(desk.window))

    second.kill()
    desk.controller.ask_cosigner()
    desk.wait(lambda: desk.state.cosigner.online is False, "it is missed")
    settings.wallet.which.chosen.emit("Everyday")
    desk.wait(lambda: desk.state.cosigner.online, "the other is there all the same")
    assert desk.state.cosigner.called == "Kitchen NUC"
