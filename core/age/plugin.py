"""What age and its kin say to a program that opens stanzas for them (C2SP age-plugin, identity-v1), over its standard
input and output.

    client: add-identity…, recipient-stanza…, done      plugin: msg…, request-secret…, file-key…, done
                                                        each is answered ok, or fail

An error that a plugin tells ends the client's search among other identities (age 1.1.1): we tell none. What we cannot
open we leave, and say why with msg (GK16).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final, TypeAlias

from core.age.recipient import key_of
from core.age.stanza import MOST_LINE, Stanza, damaged, read_stanza
from core.errors import BadInput, TandemError
from core.secret import Secret

STATE: Final = "identity-v1"  # the value of --age-plugin
MOST_FILES: Final = 64
MOST_STANZAS: Final = 1024  # of one file
_INDEX: Final = 2  # recipient-stanza INDEX TYPE ARGS…

Opens: TypeAlias = "Callable[[bytes, Sequence[Stanza], AgeClient], Secret[bytes] | None]"
Sentence: TypeAlias = Callable[[TandemError], str]  # why something was not opened, for a person


class AgeClient:
    """age, or a program that speaks as it does, and the person before it."""

    def __init__(self, client: BinaryIO, answer: BinaryIO) -> None:
        self._client, self._answer = client, answer

    def next(self) -> Stanza:
        """What it says next. Raises BadInput."""
        return read_stanza(self._client.readline(MOST_LINE), self._client.readline)

    def say(self, stanza: Stanza) -> None:
        """The last of a conversation: nothing is answered."""
        self._answer.write(bytes(stanza))
        self._answer.flush()

    def told(self, stanza: Stanza) -> Stanza:
        """What it answers to that."""
        self.say(stanza)
        return self.next()

    def tell(self, text: str) -> None:
        """A line to the person. Where there is nobody to show it to, it is lost."""
        self.told(Stanza(("msg",), text.encode()))

    def ask(self, prompt: str) -> Secret[bytes] | None:
        """What the person types, and nobody sees; None: there is nobody."""
        answer = self.told(Stanza(("request-secret",), prompt.encode()))
        return Secret(answer.body) if answer.kind == "ok" else None


@dataclass(slots=True)
class _Asked:
    identities: list[str] = field(default_factory=list)
    files: dict[str, list[Stanza]] = field(default_factory=dict)  # by the client's own index


def serve(client: AgeClient, opens: Opens, sentence: Sentence) -> None:
    """One conversation. `opens`: the file key of a file with these stanzas, by one of our keys; None: it has none for
    it. Raises BadInput for a client that speaks otherwise."""
    asked = _asked(client)
    for file, stanzas in asked.files.items():
        for key_id in _known(asked.identities, client, sentence):
            try:
                found = opens(key_id, stanzas, client)
            except TandemError as error:
                client.tell(sentence(error))
                continue
            if found is not None:
                client.told(Stanza(("file-key", file), found.reveal()))
                break
    client.say(Stanza(("done",)))


def _known(identities: Sequence[str], client: AgeClient, sentence: Sentence) -> Iterator[bytes]:
    for identity in identities:
        try:
            yield key_of(identity)
        except BadInput as error:
            client.tell(sentence(error))


def _asked(client: AgeClient) -> _Asked:
    """What is not known is for later versions of the protocol."""
    found = _Asked()
    while (stanza := client.next()).kind != "done":
        if stanza.kind == "add-identity" and len(stanza.args) == 2 and len(found.identities) < MOST_FILES:
            found.identities.append(stanza.args[1])
        elif stanza.kind == "recipient-stanza" and len(stanza.args) > _INDEX:
            of = found.files.setdefault(stanza.args[1], [])
            of.append(Stanza(stanza.args[_INDEX:], stanza.body))
            if len(of) > MOST_STANZAS or len(found.files) > MOST_FILES:
                raise damaged("it asks for too much at once")
    return found
