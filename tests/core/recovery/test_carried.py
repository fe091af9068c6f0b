"""A sheet on its way from the machine that made it to the co-signer."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from core.errors import BadInput, InputKind
from core.recovery.carried import CODE, MAGIC, carry, take
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.role import Role
from core.secret import Secret
from tests.support.ot import SeededRng
from tests.support.sheets import MADE, a_sheet

SHEET = a_sheet(Role.P2)


def refused(text: str, code: str) -> BadInput:
    with pytest.raises(BadInput) as found:
        take(text, Secret(code))
    return found.value


def test_a_sheet_travels_under_its_code() -> None:
    text, words = carry(SHEET.kept(MADE), SeededRng("way"))
    code = " ".join(words.reveal())
    assert len(words.reveal()) == CODE
    taken = take(text.replace("\n", "\r\n"), Secret(f"  {code.upper()} "))
    assert (taken.public, taken.role, taken.made) == (SHEET.public, Role.P2, MADE)
    assert taken.auth_key.reveal() == SHEET.auth_key.reveal()
    body = base64.b64decode(text.partition("\n")[2])
    for secret in (SHEET.auth_key.reveal(), SHEET.entropy.reveal(), SHEET.public.apk):
        assert secret not in body
    wrong = refused(text, " ".join(reversed(words.reveal())))
    assert wrong.kind is InputKind.SHEET_CODE
    damaged = text[:-6] + ("AAAA" if text[-6:-2] != "AAAA" else "BBBB") + text[-2:]
    assert refused(damaged, code).message == wrong.message


@pytest.mark.parametrize("text", [f"{MAGIC}\n", f"{MAGIC}\n====\n", f"{MAGIC}\nAAAA\n", f"{MAGIC}\n\N{BULLET}\n"])
def test_a_file_without_its_end_is_damaged(text: str) -> None:
    assert refused(text, "acorn").kind is InputKind.SHEET_CODE


@pytest.mark.parametrize("text", ["", "a photo", MAGIC.replace("2", "1") + "\nAAAA"])
def test_another_file_is_none(text: str) -> None:
    assert refused(text, "acorn").kind is InputKind.FILE


def test_a_sheet_that_is_none_is_not_taken() -> None:
    """Whoever makes the file knows its code; the co-signer believes nothing in it unseen."""
    kept, other = SHEET.kept(MADE), a_sheet(Role.P2, "other")
    for odd in (
        a_sheet(Role.P1).kept(MADE),
        replace(kept, role=Role.P1),
        replace(kept, auth_key=other.auth_key),
        replace(kept, auth_key=Secret(bytes(31))),
        replace(kept, public=NO_SHEET),
        replace(kept, public=PublicSheet(bytes(32), kept.public.apk)),
    ):
        text, code = carry(odd, SeededRng("odd"))
        assert refused(text, " ".join(code.reveal())).kind is InputKind.SHEET_CODE
