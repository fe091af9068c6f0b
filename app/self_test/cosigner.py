"""The co-signer makes a key with itself: both sides of the protocol in this process, over a real TLS link.

The wallet, the chain and their libraries are not in this bundle (rule S1), so the signature is judged by OpenSSL, which
has no part in making it.
"""

from __future__ import annotations

import hashlib
import queue
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any, Final

from app import resources
from app.self_test import Say
from app.sheet_form import SheetForm, pdf_of
from core.codec.messages import Message, peek_type
from core.codec.words import WordList, word_list
from core.crypto import ed25519
from core.crypto.bip32 import ckd
from core.crypto.rng import HedgedRng
from core.crypto.webauthn import Credential, PasskeyAnswer, encoded, must_be_signed
from core.errors import BadInput, Bug, LinkError, StorageError
from core.protocol.registry import ECDSA, scheme_of
from core.protocol.scheme import Item, NewKeyCall, PrepareCall, SignCall
from core.protocol.share import KeyShare
from core.role import Role
from core.rpc.multiplexer import Multiplexer
from core.rpc.runner import Run, pack, read, unpack
from core.secret import Secret
from core.storage.keys import FLOOR
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity
from core.transport.link.link import Guest, Guests, Link, Listener, connect

HOST = "127.0.0.1"
DIGEST, TASK = (hashlib.sha256(text).digest() for text in (b"what is signed", b"the task it is of"))
PATH = (84, 1, 0, 0, 0)
PATIENCE = 60.0  # seconds for one answer
PASSPHRASE = Secret(b"of a vault that is gone in a moment")
# A passkey of this page, and what it signed once; its private key is gone.
ORIGIN, NAME = "https://cosigner.example.org", "cosigner.example.org"
PASSKEY: Final = bytes.fromhex(
    "a5010203262001215820751d811e0214515ad80800a1a7592a03f110927c589a7d1957617e561e006422225820b03e98"
    "d4316455429d3155f4fb3e80a7e0e87fcf4cb0ef010661fd6b024f389e"
)
SIGNED: Final = bytes.fromhex(
    "30450221008fb13af15be66d408236414cbf2d44e83ac5eeb6e4ca0bd4a6959dce42de7dbe022013bdb9c9927cccaa6a"
    "e4c224f7cc27d7e4f40a12d907fd74731405db348a0196"
)


class OtherSide:
    """P2 at its end of the link: it answers one call after another, on a thread of its own."""

    def __init__(self) -> None:
        self.scheme = scheme_of(ECDSA)
        self.share: Any = None
        self.session: Any = None
        self.links: queue.Queue[Link] = queue.Queue()

    def serve(self) -> None:
        """Until the link ends."""
        link = self.links.get()
        try:
            while True:
                self._answer(link, *unpack(link.receive(PATIENCE)))
        except LinkError:
            return

    def _answer(self, link: Link, call: int, data: bytes) -> None:
        rng = HedgedRng()
        match opening := self.scheme.calls[peek_type(data)](data):
            case NewKeyCall():
                script = opening.script(link.chan, rng, None)
            case PrepareCall():
                script = opening.script(self.share, rng)
            case SignCall():
                script = opening.script(self.session, self.share, lambda _, __: [Item(0, DIGEST, PATH)], rng)
            case _:
                raise Bug("a call that no self-test makes")
        going = Run(script, lambda message: link.send(pack(call, message)), lambda _: None)
        message: Message | None = None
        while not going.advance(message):
            message = read(going.expected, unpack(link.receive(PATIENCE))[1])
        match opening:
            case NewKeyCall():
                self.share = going.result
            case PrepareCall():
                self.session = going.result


def sign_with_itself(place: Path, say: Say) -> KeyShare:
    """A joint key, and a signature by it that OpenSSL takes. The co-signer's half. Raises TandemError."""
    here, there = (Identity.make(_folder(place / name))[0] for name in ("computer", "cosigner"))
    other = OtherSide()
    guests = Guests({here.pin: Guest(here.certificate)})
    listener = Listener(HOST, 0, there, lambda: guests, other.links.put)
    thread = Thread(target=other.serve, daemon=True)
    thread.start()
    try:
        link = connect(HOST, listener.start()[1], here, there.certificate, Hello.make(0), PATIENCE)
        say("a TLS link to itself, both ends known by their certificates")
        line, rng = Multiplexer(link), HedgedRng()
        scheme = other.scheme
        share = line.call(scheme.keygen("regtest", "self-test", link.chan, rng), lambda _: None, timeout=PATIENCE)
        say("a key made together, never whole")
        session = line.call(scheme.prepare(share, 1, rng), lambda _: None, timeout=PATIENCE)
        items = [Item(0, DIGEST, PATH)]
        (signature,) = line.call(scheme.sign(session, share, TASK, items, rng), lambda _: None, timeout=PATIENCE)
        line.close()
    finally:
        listener.close()
    thread.join(PATIENCE)
    _judge(share, bytes(signature))
    say("a signature made together, which OpenSSL takes")
    return other.share  # type: ignore[no-any-return]  # Any of the registry


def _judge(share: KeyShare, signature: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    point, chain = share.Q, share.chain
    for number in PATH:
        _, point, chain = ckd(point, chain, number)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), bytes(point))
    try:
        key.verify(signature, DIGEST, ec.ECDSA(utils.Prehashed(SHA256())))
    except InvalidSignature:
        raise Bug("OpenSSL does not take the signature that was made") from None


def keep_in_vault(home: Path, secret: Secret[bytes]) -> None:
    """Seal, open, compare; a wrong passphrase opens nothing. Raises TandemError."""
    _folder(home)
    with closing(Vault.create(home, PASSPHRASE, FLOOR)) as vault, vault.transaction() as block:
        block.put("self-test", b"share", secret.reveal())
    with closing(Vault.open(home, PASSPHRASE)) as vault:
        if vault.get("self-test", b"share") != secret.reveal():
            raise StorageError("what was sealed is not what was opened")
    try:
        Vault.open(home, Secret(b"another")).close()
    except BadInput:
        return
    raise Bug("a vault opens with any passphrase")


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


def judge_passkey() -> None:
    """With the library that reads what browsers send. BadInput where it says no."""
    client_data = (
        f'{{"type":"webauthn.get","challenge":"{encoded(bytes(32))}","origin":"{ORIGIN}","crossOrigin":false}}'
    )
    said = hashlib.sha256(NAME.encode()).digest() + b"\x05" + bytes(4)  # present and verified; it does not count
    answer = PasskeyAnswer(b"self-test", client_data.encode(), said, SIGNED)
    must_be_signed(answer, Credential(answer.id, PASSKEY, NAME, 0), bytes(32), ORIGIN)


def test(place: Path, say: Say) -> None:
    """All of it. Raises TandemError, ImportError, OSError."""
    from app.cosigner import parser, service  # noqa: F401  what each of its commands needs
    from app.cosigner.browsers import qr_lines
    from app.cosigner.web.site import FILES

    share = sign_with_itself(place, say)
    for name in WordList:
        word_list(name)
    say("the words that are compared, and those of a recovery sheet")
    pdf_of(SheetForm(Role.P2, (), (), 0))
    say("the paper that a recovery sheet is written on")
    qr_lines("https://cosigner.example.org/admit/self-test")
    for path in FILES:
        resources.find("page", path[1:])
    say("the page for a phone, and the code that admits one")
    ed25519.self_test()
    say("the curve of keys for ssh and age, and the points on it that are refused")
    judge_passkey()
    say("what a passkey signs")
    keep_in_vault(place / "vault", scheme_of(ECDSA).write(share))
    say("a half sealed in a vault, and opened again by its passphrase alone")
