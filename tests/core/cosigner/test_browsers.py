"""Browsers that were admitted to the page, by their names and ids."""

from __future__ import annotations

import pytest

from core.codec.codec import encode
from core.cosigner.browsers import LASTS, Browser, Browsers, digest_of
from core.errors import BadInput
from core.home.tables import BROWSER
from tests.support.two_homes import TwoHomes

NOW = 1_800_000_000


@pytest.fixture
def browsers(homes: TwoHomes) -> Browsers:
    return Browsers(homes.cosigner.records, lambda: NOW)


def test_an_id_is_the_browser_that_has_it_whatever_another_is_called(homes: TwoHomes, browsers: Browsers) -> None:
    """From before such names were refused."""
    owner = browsers.admit(b"a" * 32, "Phone", "")
    with homes.cosigner.records.write() as write:
        write.note(BROWSER, b"", digest_of(b"b" * 32), encode(Browser(owner.id, NOW, NOW, "")))
    again = Browsers(homes.cosigner.records, lambda: NOW)
    assert again.revoke(owner.id).name == "Phone"
    assert again.revoke(owner.id).name == owner.id  # now it is nobody's id


def test_a_name_of_several_names_nobody(homes: TwoHomes, browsers: Browsers) -> None:
    """One of them was not here for 90 days, so its name was free."""
    other = browsers.admit(b"a" * 32, "Phone", "")
    with homes.cosigner.records.write() as write:
        old = Browser("Phone", NOW - LASTS, NOW - LASTS, "")
        write.note(BROWSER, b"", digest_of(b"b" * 32), encode(old))
    again = Browsers(homes.cosigner.records, lambda: NOW)
    with pytest.raises(BadInput, match=other.id):
        again.revoke("Phone")
    assert again.revoke(other.id).id == other.id
    assert again.revoke("Phone").id != other.id


@pytest.mark.parametrize("name", ["5f" * 8, "5F" * 8])
def test_no_name_looks_like_an_id(browsers: Browsers, name: str) -> None:
    with pytest.raises(BadInput):
        browsers.admit(b"a" * 32, name, "")
    assert browsers.admit(b"a" * 32, name + "1", "").name == name + "1"
