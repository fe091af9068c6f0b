"""Passkeys of browsers (W2, core/spec/page.md): of each at most one, and each yes is asked for by its own question.

Questions are in RAM: a co-signer that ends forgets them, and what they were about is looked at again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from core.codec.codec import U32, U64, Bytes32, Text, VarBytes, decode, encode
from core.cosigner.passkey_api import PasskeyAsk
from core.cosigner.shown import PageBy
from core.crypto import webauthn
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import PASSKEY
from core.primitives.hashing import Tag, tagged_hash

LIVES: Final = 600  # seconds of a question: time to read, and to be verified
MOST: Final = 16  # questions of one browser, the newest: each look at a request asks one


@dataclass(frozen=True, slots=True)
class PasskeyRecord:
    """As it is kept: the credential's id, its public key (COSE), the party that it is for, how often it has signed, as
    it said last (0: it does not count), and when it was made, in seconds that people see."""

    credential: VarBytes
    public_key: VarBytes
    rp_id: Text
    count: U32
    made: U64


@dataclass(frozen=True, slots=True)
class PasskeySubject:
    """What a yes is to. `kind` "pay": a request by its id, what it pays (its task), and how it was shown; "rules":
    looser rules of a wallet by its name, what changes (`change_digest`), and the rules as they were shown."""

    kind: Text
    id: Text
    task: Bytes32
    shown: Bytes32


@dataclass(frozen=True, slots=True)
class PasskeyQuestion:
    """All that is signed: who says yes, where, until when in seconds that people see, and to what."""

    nonce: Bytes32
    until: U64
    browser: Bytes32
    origin: Text
    subject: PasskeySubject

    @property
    def challenge(self) -> bytes:
        """As the authenticator gets it."""
        return tagged_hash(Tag.PASSKEY, encode(self))


class Passkeys:
    """Of one home. `wall`: seconds that people see; `steady`: monotonic seconds; `browser`: SHA-256 of its cookie."""

    def __init__(
        self, records: Repository, wall: Callable[[], int], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._records, self._wall, self._steady = records, wall, steady
        self._asked: dict[bytes, dict[bytes, tuple[PasskeyQuestion, float]]] = {}  # by browser and challenge, in order

    def of(self, browser: bytes) -> PasskeyRecord | None:
        """The one it has."""
        return passkey_of(self._records, browser)

    def made(self, browser: bytes, name: str, credential: webauthn.Credential) -> None:
        """From now on, in place of any other. `name`: the browser's in the log."""
        now = self._wall()
        kept = PasskeyRecord(credential.id, credential.public_key, credential.rp_id, credential.count, now)
        with self._records.write() as write:
            write.note(PASSKEY, b"", browser, encode(kept))
            values = (name, kept.rp_id, kept.credential.hex(), kept.public_key.hex())
            write.log(now, LogCode.BROWSER_PASSKEY_MADE, *values)
        self._asked.pop(browser, None)

    def ask(self, browser: bytes, origin: str, subject: PasskeySubject) -> PasskeyAsk | None:
        """A question that is answered once and within ten minutes; None: the browser has no passkey for that name."""
        key = self.of(browser)
        if key is None or key.rp_id != webauthn.rp_id_of(origin):
            return None
        nonce, until = HedgedRng().bytes("passkey", 32), self._wall() + LIVES
        question = PasskeyQuestion(nonce, until, browser, origin, subject)
        asked = self._asked.setdefault(browser, {})
        asked[question.challenge] = (question, self._steady() + LIVES)
        while len(asked) > MOST:
            del asked[next(iter(asked))]
        return PasskeyAsk(webauthn.encoded(question.challenge), webauthn.encoded(key.credential), key.rp_id)

    def must_say(self, browser: bytes, name: str, subject: PasskeySubject, by: PageBy) -> None:
        """Raises BadInput unless the browser's passkey has signed a question about just this, which uses it up. What it
        signed is in the log, durably, when this returns. `name`: the browser's there."""
        key = self.of(browser)
        if key is None or not by.passkey:
            raise BadInput("this browser approves with its passkey alone", InputKind.BROWSER_PASSKEY)
        answer = webauthn.read(by.passkey)
        question, until = self._asked.get(browser, {}).pop(answer.challenge, (None, 0.0))
        if question is None or self._steady() >= until or (question.origin, question.subject) != (by.origin, subject):
            raise BadInput("look at it as it is now, then decide", InputKind.BROWSER_FORM)
        credential = webauthn.Credential(key.credential, key.public_key, key.rp_id, key.count)
        try:
            count = webauthn.must_be_signed(answer, credential, question.challenge, by.origin)
        except BadInput:
            self._log(LogCode.BROWSER_PASSKEY_WRONG, name)
            raise
        if key.count and count <= key.count:
            self._log(LogCode.BROWSER_PASSKEY_BACK, name, str(key.count), str(count))
            raise BadInput(
                "this passkey has counted back, as copies do; make another one at the co-signer's terminal",
                InputKind.BROWSER_PASSKEY,
            )
        proof = (encode(question), answer.client_data, answer.said, answer.signature)
        with self._records.write() as write:
            write.note(PASSKEY, b"", browser, encode(replace(key, count=count)))
            write.log(self._wall(), LogCode.BROWSER_PASSKEY_SIGNED, name, *(part.hex() for part in proof))

    def _log(self, code: LogCode, *values: str) -> None:
        with self._records.write() as write:
            write.log(self._wall(), code, *values)


def passkey_of(records: Repository, browser: bytes) -> PasskeyRecord | None:
    """What is kept of a browser's."""
    data = records.vault.get(PASSKEY, browser)
    return None if data is None else decode(PasskeyRecord, data, StorageError)
