"""Keys of age: what both open is what X25519 gives, and stock age writes for them."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace

import pytest

from core.age.header import read_header
from core.age.payload import opened
from core.age.recipient import recipient
from core.age.x25519 import ephemeral, unwrapped
from core.crypto.ed25519 import EdwardsPoint, base_mult, lift, mult, negate_scalar, x25519_of
from core.errors import BadInput, Bug, PeerFault
from core.protocol.changes import Checked, Committed, Debit, Prepared
from core.protocol.opening.multiply import MOST
from core.protocol.opening.scheme import OPENING_SCHEME
from core.protocol.opening.selftest import reserved_share
from core.protocol.registry import OPENING, scheme_of
from core.protocol.session import Purpose
from core.role import Role
from core.secret import Secret
from tests.support.edwards_keys import (
    NONE,
    age_key,
    drilled,
    edwards_key,
    ephemerals,
    messages,
    open_talk,
    renewed,
    shared,
)
from tests.support.ot import SeededRng
from tests.support.pair import converse, run_pair
from tests.support.sheets import a_sealing, a_sheet
from tests.support.sums import SumKey, keygen_scripts, prepare_scripts, renewed_sum

KEY = age_key()
TEST = OPENING_SCHEME.self_test()


def test_what_both_open_is_what_x25519_gives() -> None:
    """The sender's library is the judge; whichever sign Q and E have."""
    assert scheme_of(OPENING) is OPENING_SCHEME
    keys = [edwards_key(OPENING_SCHEME, f"key {n}") for n in range(4)]
    assert {bytes(key.p1.Q)[31] >> 7 for key in keys} == {0, 1}
    for key in keys:
        found, _ = open_talk(key, ephemerals(2)).both()
        assert [bytes(one) for one in found] == shared(key, 2)
        assert bytes(found[0]).hex() not in repr(found)


def test_the_debit_is_durable_before_anything_is_told() -> None:
    talk = open_talk(KEY, ephemerals())
    assert talk.log == ["P1 sends OPEN_S1", "P2 keeps Debit", "P2 sends OPEN_S2"]
    assert isinstance(talk.persisted[0][1], Debit)


def test_life_of_a_key() -> None:
    talk = converse(*keygen_scripts(SeededRng("a"), SeededRng("b"), scheme=OPENING_SCHEME, network=NONE))
    key = SumKey(*talk.both(), OPENING_SCHEME)
    assert [type(change) for change in talk.durable(Role.P2)] == [Prepared, Checked, Committed]
    new = renewed_sum(key)
    assert (new.p1.Q, new.p1.epoch) == (key.p1.Q, 2)
    assert [bytes(one) for one in open_talk(new, ephemerals()).both()[0]] == shared(key)
    written = OPENING_SCHEME.write(new.p1)
    assert OPENING_SCHEME.read(written).x.reveal() == new.p1.x.reveal()


def test_drill_and_return_from_a_sealed_copy() -> None:
    key = edwards_key(OPENING_SCHEME, sheets=True)
    drilled(key, (a_sheet(Role.P1), a_sheet(Role.P2)))
    restoring = OPENING_SCHEME.restoring
    data = restoring.hand(key.p1, a_sheet(Role.P2).public, a_sealing(Role.P1), SeededRng("hand"))
    share, _ = restoring.open_handed(data, a_sheet(Role.P2))
    assert share.x.reveal() == key.p2.x.reveal()
    restoring.check(key.p1, restoring.prove(share, b"chan", SeededRng("p")), b"chan")
    back = renewed(replace(key, p2=share))
    assert [bytes(one) for one in open_talk(back, ephemerals()).both()[0]] == shared(key)


def test_age_selftest_is_public() -> None:
    """Its exponent follows from the session: Z2 is known to who has never seen a share, and opens no file. For both
    signs of E."""
    signs = set()
    for n in range(16):
        e, u = reserved_share(Purpose.DRILL, KEY.p1.epoch_id, bytes([n]) * 32)
        assert lift(u) == base_mult(e)
        assert mult(KEY.p2.X2, e) == mult(lift(u), KEY.p2.x.reveal())
        assert reserved_share(Purpose.SELF_TEST, KEY.p1.epoch_id, bytes([n]) * 32)[1] != u
        signs.add(bytes(lift(u)) == bytes(base_mult(negate_scalar(e))))
    assert signs == {False}


def test_a_self_test_shows_that_both_were_there() -> None:
    scripts = TEST.whole_p1(KEY.p1, Purpose.DRILL, SeededRng("a")), TEST.whole_p2(KEY.p2, Purpose.DRILL, SeededRng("b"))
    shown, sid2 = run_pair(*scripts)
    assert len(shown) == 128
    TEST.check_shown(KEY.p2, sid2, shown)
    for lie, session in ((shown, bytes(32)), (shown[:-1], sid2), (shown[:96] + bytes(31) + b"\1", sid2)):
        with pytest.raises(PeerFault):
            TEST.check_shown(KEY.p2, session, lie)


def test_file_of_20_stanzas_asks_once() -> None:
    """One task, one round trip, one debit; more are refused on both sides."""
    talk = open_talk(KEY, ephemerals(MOST))
    assert [bytes(one) for one in talk.both()[0]] == shared(KEY, MOST)
    assert len(talk.persisted) == 1
    with pytest.raises(Bug, match="as it was prepared for"):
        open_talk(KEY, ephemerals(MOST + 1)).both()


def test_what_has_no_point_is_not_even_asked_for() -> None:
    for u in (bytes(32), b"\2" + bytes(31), bytes(31)):
        with pytest.raises(BadInput, match="not opened"):
            open_talk(KEY, messages(u)).both()
    with pytest.raises(BadInput, match="no child keys"):
        open_talk(KEY, [replace(one, path=(0,)) for one in ephemerals()]).both()


def test_a_session_is_for_one_thing() -> None:
    for_a_drill = run_pair(*prepare_scripts(KEY, 1, SeededRng(), SeededRng("b"), Purpose.DRILL))
    with pytest.raises(Bug, match="something else"):
        open_talk(KEY, ephemerals(), for_a_drill).both()


@pytest.mark.skipif(shutil.which("age") is None, reason="no age here")
def test_stock_age_writes_for_the_joint_key() -> None:
    """`age -r` knows nothing of us: two recipients, of which ours is one."""
    u = x25519_of(KEY.p1.Q)
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    other = made.split("public key: ")[1].split()[0]
    text = b"what was written for somebody" * 9
    file = subprocess.run(["age", "-r", other, "-r", recipient(u)], input=text, capture_output=True, check=True).stdout
    source = io.BytesIO(file)
    header = read_header(source)
    stanzas = [stanza for stanza in header.stanzas if ephemeral(stanza)]
    found, _ = open_talk(KEY, messages(*(ephemeral(stanza) or b"" for stanza in stanzas))).both()
    keys = [unwrapped(stanza, u, Secret(bytes(Z))) for stanza, Z in zip(stanzas, found, strict=True)]
    (file_key,) = [key for key in keys if key is not None]
    header.must_be_of(file_key)
    assert b"".join(opened(source, file_key)) == text
    assert isinstance(KEY.p1.Q, EdwardsPoint)
