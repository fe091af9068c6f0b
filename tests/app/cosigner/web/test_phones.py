"""Two phones at once, over lines that they have checked: one of them decides."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import Refused
from core.wallet.api import Signed
from tests.support.checked_line import phones
from tests.support.page_visitor import PagedHomes

pytestmark = pytest.mark.slow


def test_a_yes_and_a_no_at_once_are_one_of_the_two(homes: PagedHomes, tmp_path: Path) -> None:
    pin = homes.serving.console.new_pin().pin
    paying = homes.pays(11_000)
    with phones(homes, tmp_path) as phone:
        yes, no = phone("Phone"), phone("Tablet")
        for tab in (yes, no):
            tab.sends("a[href^='/request/']")
        yes.tap("a[href='#approve']")
        yes.tap("input[name=compared]")
        yes.types("input[name=pin]", pin)
        yes.until("!document.getElementById('yes').disabled")
        no.tap("a.no")
        for tab in (yes, no):
            tab.js("window.isLeft = true")
        yes.tap("#yes")
        no.tap("#refuse button.refuse")
        for tab in (yes, no):
            tab.until("!window.isLeft && document.readyState === 'complete'")
        found: Signed | None = None
        with suppress(Refused):
            found = paying.result(60)
        assert ("Refused. Nothing is signed." in no.text) == (found is None)
        assert ("Approved." in yes.text) or found is None
        assert homes.waiting == ()
