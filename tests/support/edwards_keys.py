"""Joint keys over Edwards25519, of ssh and of age, and what two sides do with them by their scheme alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from core.codec.codec import encode
from core.codec.messages import Message
from core.crypto.ed25519 import x25519_of
from core.protocol import drill
from core.protocol.additive.scheme import AdditiveKeys
from core.protocol.drill import CopyShown, DrillOf
from core.protocol.eddsa.scheme import EDDSA_SCHEME
from core.protocol.opening.multiply import OpenS1
from core.protocol.opening.scheme import OPENING_SCHEME
from core.protocol.registry import scheme_of
from core.protocol.scheme import Item, SignCall
from core.recovery.sheet import Sheet
from core.sansio.effects import Script
from tests.support.joint_key import TASK, items_of
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse, run_pair
from tests.support.sheets import both_sealings
from tests.support.sums import SumKey, keygen_scripts, prepare_scripts, refresh_scripts

NONE = "none"
EPHEMERAL = [X25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 22)]


def edwards_key(scheme: AdditiveKeys[Any], seed: str = "key", *, sheets: bool = False) -> SumKey:
    rngs = SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2")
    sealings = both_sealings() if sheets else (None, None)
    return SumKey(*run_pair(*keygen_scripts(*rngs, sealings, scheme, NONE)), scheme)


@cache
def ssh_key() -> SumKey:
    return edwards_key(EDDSA_SCHEME)


@cache
def age_key() -> SumKey:
    return edwards_key(OPENING_SCHEME)


def renewed(key: SumKey) -> SumKey:
    """Of two sides with sheets."""
    rngs = SeededRng("renewed 1"), SeededRng("renewed 2")
    return SumKey(*run_pair(*refresh_scripts(key, *rngs, None, both_sealings())), key.scheme)


def messages(*data: bytes) -> list[Item]:
    return [Item(n, one, ()) for n, one in enumerate(data)]


def ephemerals(n: int = 1) -> list[Item]:
    """What the headers of n files, or of one file with n stanzas, say."""
    return messages(*(key.public_key().public_bytes_raw() for key in EPHEMERAL[:n]))


def shared(key: SumKey, n: int = 1) -> list[bytes]:
    """By OpenSSL, as who has made the file."""
    recipient = X25519PublicKey.from_public_bytes(x25519_of(key.p1.Q))
    return [one.exchange(recipient) for one in EPHEMERAL[:n]]


def _answered(scheme: AdditiveKeys[Any], message: Message) -> SignCall[Any, Any]:
    call = scheme.calls[message.TYPE](encode(message))
    assert isinstance(call, SignCall)
    return call


def open_talk(
    key: SumKey, wanted: Sequence[Item], sessions: Any = None, theirs: Sequence[Item] | None = None, **hooks: Any
) -> Talk[Any, None]:
    """P1 asks for what is wanted; `theirs`: what P2's own copy of the task says."""
    rngs = SeededRng("ahead 1"), SeededRng("ahead 2")
    one, two = sessions or run_pair(*prepare_scripts(key, len(wanted), *rngs))

    def answer(s1: OpenS1) -> Script[None]:
        script = _answered(key.scheme, s1).script(two, key.p2, items_of(theirs or wanted), SeededRng("open 2"))
        return (yield from script)

    scheme = scheme_of(key.scheme.id)
    return converse(scheme.sign(one, key.p1, TASK, wanted, SeededRng("open 1")), answering(OpenS1, answer), **hooks)


def drilled(key: SumKey, sheets: tuple[Sheet, Sheet]) -> None:
    """Both sides' drills, from their own words. Raises what a side met."""
    test, rngs = key.scheme.self_test(), (SeededRng("drill 1"), SeededRng("drill 2"))

    def shows(shown: CopyShown) -> Script[None]:
        words = drill.must_open_one(key.p2, shown.copies, sheets[1])
        yield from drill.show_p2(key.p2, words, test, rngs[1])

    own = drill.p1(key.p1, sheets[0], test, rngs[0]), answering(DrillOf, lambda _: drill.p2(key.p2, test, rngs[1]))
    assert run_pair(*own)[1] == sheets[0].public
    assert run_pair(drill.show_p1(key.p1, test, rngs[0]), answering(CopyShown, shows))[0] == sheets[1].public
