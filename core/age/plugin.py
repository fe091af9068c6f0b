"""What age and its kin say to a program that opens stanzas for them (C2SP age-plugin, identity-v1), over its standard
input and output.

    client: add-identity…, recipient-stanza…, done          plugin: msg…, file-key…, done; each is answered ok, or fail

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

Tell: TypeAlias = Callable[[str], None]  # a line to the person who waits
Opens: TypeAlias = Callable[[bytes, Sequence[Stanza], Tell], Secret[bytes] | None]
Sentence: TypeAlias = Callable[[TandemError], str]  # why something was not opened, for a person


@dataclass(slots=True)
class _Asked:
    identities: list[str] = field(default_factory=list)
    files: dict[str, list[Stanza]] = field(default_factory=dict)  # by the client's own index


def serve(client: BinaryIO, answer: BinaryIO, opens: Opens, sentence: Sentence) -> None:
    """One conversation. `opens`: the file key of a file with these stanzas, by one of our keys; None: it has none for
    it. Raises BadInput for a client that speaks otherwise."""
    asked = _asked(client)

    def say(stanza: Stanza) -> None:
        answer.write(bytes(stanza))
        answer.flush()
        if stanza.kind != "done":
            _next(client)  # ok, or fail: there is nobody to show it to

    def tell(text: str) -> None:
        say(Stanza(("msg",), text.encode()))

    for file, stanzas in asked.files.items():
        for key_id in _known(asked.identities, tell, sentence):
            try:
                found = opens(key_id, stanzas, tell)
            except TandemError as error:
                tell(sentence(error))
                continue
            if found is not None:
                say(Stanza(("file-key", file), found.reveal()))
                break
    say(Stanza(("done",)))


def _known(identities: Sequence[str], tell: Tell, sentence: Sentence) -> Iterator[bytes]:
    for identity in identities:
        try:
            yield key_of(identity)
        except BadInput as error:
            tell(sentence(error))


def _asked(client: BinaryIO) -> _Asked:
    """What is not known is for later versions of the protocol."""
    found = _Asked()
    while (stanza := _next(client)).kind != "done":
        if stanza.kind == "add-identity" and len(stanza.args) == 2 and len(found.identities) < MOST_FILES:
            found.identities.append(stanza.args[1])
        elif stanza.kind == "recipient-stanza" and len(stanza.args) > _INDEX:
            of = found.files.setdefault(stanza.args[1], [])
            of.append(Stanza(stanza.args[_INDEX:], stanza.body))
            if len(of) > MOST_STANZAS or len(found.files) > MOST_FILES:
                raise damaged("it asks for too much at once")
    return found


def _next(client: BinaryIO) -> Stanza:
    return read_stanza(client.readline(MOST_LINE), client.readline)
