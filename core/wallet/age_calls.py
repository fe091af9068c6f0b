"""The calls of AgeApi, and what stands for it where another program has the wallet open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from core.age.stanza import Stanza
from core.codec.codec import Bytes32, Float64, Text, VarBytes
from core.secret import Secret
from core.wallet.age_api import AgeKeyShown
from core.wallet.calls import NoArguments, RemoteCall
from core.wallet.events import Progress, silent

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class NewAgeKeyArguments:
    """The name of a new key, and who holds the other half."""

    name: str
    cosigner: str | None


@dataclass(frozen=True, slots=True)
class AgeKeys:
    """All of them."""

    keys: tuple[AgeKeyShown, ...]


@dataclass(frozen=True, slots=True)
class AgeStanza:
    """One stanza of a header."""

    args: tuple[Text, ...]
    body: VarBytes


@dataclass(frozen=True, slots=True)
class OpenAgeArguments:
    """A key, what the file is called, its stanzas, and how long to wait."""

    key_id: Bytes32
    label: Text
    stanzas: tuple[AgeStanza, ...]
    wait: Float64 | None


@dataclass(frozen=True, slots=True)
class FileKey:
    """16 bytes; none for a file of somebody else's."""

    data: Secret[bytes] | None


NEW_AGE_KEY = RemoteCall(
    "new_age_key",
    NewAgeKeyArguments,
    AgeKeyShown,
    lambda w, a, progress: w.new_age_key(a.name, progress, cosigner=a.cosigner),
)
AGE_KEYS = RemoteCall("age_keys", NoArguments, AgeKeys, lambda w, _, __: AgeKeys(w.age_keys()))
OPEN_AGE = RemoteCall(
    "open_age",
    OpenAgeArguments,
    FileKey,
    lambda w, a, progress: FileKey(
        w.open_age(a.key_id, a.label, [Stanza(one.args, one.body) for one in a.stanzas], a.wait, progress)
    ),
)
AGE_CALLS = {call.name: call for call in (NEW_AGE_KEY, AGE_KEYS, OPEN_AGE)}


class RemoteAge(ABC):
    """A part of core.wallet.remote.RemoteWallet."""

    @abstractmethod
    def _ask(self, call: RemoteCall[A, R], given: A, progress: Progress = silent) -> R: ...

    def new_age_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> AgeKeyShown:
        """See AgeApi."""
        return self._ask(NEW_AGE_KEY, NewAgeKeyArguments(name, cosigner), progress)

    def age_keys(self) -> tuple[AgeKeyShown, ...]:
        """See AgeApi."""
        return self._ask(AGE_KEYS, NoArguments()).keys

    def open_age(
        self,
        key_id: bytes,
        label: str,
        stanzas: Sequence[Stanza],
        wait: float | None = None,
        progress: Progress = silent,
    ) -> Secret[bytes] | None:
        """See AgeApi."""
        told = tuple(AgeStanza(one.args, one.body) for one in stanzas)
        seconds = None if wait is None else float(wait)
        return self._ask(OPEN_AGE, OpenAgeArguments(key_id, label, told, seconds), progress).data
