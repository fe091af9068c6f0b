"""A co-signer that serves, and computers that are paired with it: they have links, and no wallets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.codec.messages import Message
from core.cosigner import opening
from core.home.records import Peer
from core.home.repository import Repository
from core.keys.handshake import Answer, Keys
from core.keys.status import StatusOf
from core.rpc.runner import pack, read, unpack
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity, pin_of
from core.transport.link.link import Link, connect
from tests.support.lines import HOST, side
from tests.support.open_homes import PASSPHRASE, PATIENCE, Serving, cheap_vaults

UNKNOWN = StatusOf(bytes(32), bytes(32))  # a question that each of them may ask: it is declined


class Computers:
    """So many of them, by number; `serving` is their co-signer."""

    def __init__(self, place: Path, count: int) -> None:
        self._identities = [side(f"computer {number}") for number in range(count)]
        self._told = [0] * count
        opening.create(place, PASSPHRASE).close()
        self._cosigner = pair(place, (one.certificate for one in self._identities))
        self.serving = Serving(place)

    def pin(self, number: int) -> bytes:
        """Of one of them."""
        return self._identities[number].pin

    def connect(self, number: int) -> Link:
        """A link, before the handshake of its keys."""
        port = int(self.serving.listening.rpartition(":")[2])
        hello = Hello.make(self._told[number])
        return connect(HOST, port, self._identities[number], self._cosigner.certificate, hello, PATIENCE)

    def settled(self, number: int) -> Link:
        """A link, after it."""
        link = self.connect(number)
        link.send(pack(1, Keys(())))
        read(Answer, unpack(link.receive(PATIENCE))[1])
        self._told[number] += 1
        return link


def pair(home: Path, certificates: Iterable[bytes]) -> Identity:
    """Write computers down as paired, in a home that nobody has open. -> the co-signer."""
    with closing(Vault.open(home, PASSPHRASE)) as vault:
        records = Repository(vault)
        with records.write() as write:
            for one in certificates:
                write.peer(pin_of(one), Peer(one, "", 0, 0, words_compared=True))
        return Identity.load(home, records.home.key_password)


def ask(link: Link, calls: Iterable[int], message: Message = UNKNOWN) -> None:
    """Send it in each of these calls."""
    for call in calls:
        link.send(pack(call, message))


def answered(link: Link, count: int) -> list[int]:
    """The calls of the next so many answers."""
    return [unpack(link.receive(PATIENCE))[0] for _ in range(count)]


@contextmanager
def computers(place: Path, count: int) -> Iterator[Computers]:
    """A co-signer and so many computers."""
    with cheap_vaults():
        found = Computers(place / "cosigner", count)
        try:
            yield found
        finally:
            found.serving.stop()
