"""The address book in the real window: whoever is looked at stays on screen while others are written down."""

from __future__ import annotations

import pytest

from app.desktop.pages.send.page import SendPage
from tests.screenshots.wallet import own_address
from tests.support.practised import Practised, click

pytestmark = pytest.mark.slow

ANNA, BERT = own_address(91, "practice"), own_address(92, "practice")


def test_who_is_looked_at_stays_while_another_is_written_down(practised: Practised) -> None:
    page = practised.page("send")
    assert isinstance(page, SendPage)
    click(page.form.people[0].book)
    book = page.book
    practised.wait(book.isVisible, "the book")

    def write_down(address: str, name: str) -> None:
        book.new_name.set_text(name)
        book.new_address.set_text(address)
        click(book.add)
        practised.wait(lambda: any(one.name == name for one in practised.state.contacts), f"{name} in the book")
        practised.idle()

    write_down(ANNA, "Anna")
    book.table.choose(ANNA)
    assert book.name.text() == "Anna"
    write_down(BERT, "Bert")
    assert book.name.isVisible()
    assert book.where.address == ANNA
    write_down(ANNA, "Anne")
    assert book.name.text() == "Anne"
    for address in (ANNA, BERT):
        book.table.choose(address)
        click(book.forget)
        practised.wait(lambda gone=address: gone not in {one.address for one in practised.state.contacts}, "one less")  # type: ignore[misc]
    practised.idle()
    assert not book.name.isVisible()
