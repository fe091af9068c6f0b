"""Which manifest counts: 2 of 3 keys, none that has expired, and none that is older than what was seen (D7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.codec.codec import U64, Text, VarBytes
from core.errors import BadInput, FaultKind, InputKind, PeerFault
from core.release.manifest import MOST, Manifest, ReleaseFile, are_three, order, read
from core.release.minisign import ReleaseKey, signer

NEEDED = 2  # of three


@dataclass(frozen=True, slots=True)
class ReleasesSeen:
    """What a home remembers of releases, so that nobody shows it an older one.

    `keys` sign the next manifest. `asked`: when it was last asked, in seconds.
    """

    manifest: VarBytes = b""  # the last that counted
    keys: tuple[Text, ...] = ()
    built_in: tuple[Text, ...] = ()
    asked: U64 = 0

    def of(self, built_in: Iterable[str]) -> ReleasesSeen:
        """What of it counts for a program with these keys: all, if they were its keys then too, or sign the next. Else
        nothing that was signed: one that was installed with others may be the way out where the old were stolen."""
        own = set(built_in)
        return self if own in (set(self.built_in), set(self.keys)) else ReleasesSeen(asked=self.asked)

    def trusted(self, built_in: Sequence[ReleaseKey]) -> tuple[ReleaseKey, ...]:
        """Whose signatures count, for a program with these keys."""
        return tuple(map(ReleaseKey.parse, self.of(_texts(built_in)).keys)) or tuple(built_in)


def read_keys(text: str) -> tuple[ReleaseKey, ...]:
    """The three keys of a file with a key on each line, beside comments (#). BadInput (kind "update.keys") where there
    are none, and for anything else."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        keys = tuple(ReleaseKey.parse(line) for line in lines if line and not line.startswith("#"))
    except ValueError:
        raise BadInput("the release keys of this build are damaged; install it again", InputKind.UPDATE_KEYS) from None
    if not are_three(keys):
        raise BadInput("this build has no release keys, so no release can be checked", InputKind.UPDATE_KEYS)
    return keys


def must_be_signed(data: bytes, signatures: Iterable[bytes], keys: Sequence[ReleaseKey]) -> None:
    """PeerFault unless two of the keys have signed these bytes. However often one has, it counts once."""
    signers = {found.point for one in signatures if (found := signer(one, data, keys)) is not None}
    if not signers:
        raise PeerFault(
            "what the server says of releases is signed by none of the release keys; install nothing from there. If "
            "this program was not renewed for long its keys may be too old: then get it from where you got this one, "
            "and check it by hand",
            FaultKind.UPDATE_UNSIGNED,
        )
    if len(signers) < NEEDED:
        raise PeerFault(
            "what the server says of releases is signed by one release key alone, and two are needed; that one may be "
            "stolen: install nothing from there",
            FaultKind.UPDATE_SINGLE,
        )


def judged(
    data: bytes,
    signatures: Iterable[bytes],
    seen: ReleasesSeen,
    built_in: Sequence[ReleaseKey],
    version: str,
    now: int,
) -> tuple[Manifest, ReleasesSeen]:
    """The manifest if it counts, and what to remember then. PeerFault, with a kind for each reason.

    `version` of the program that runs; `now`: the later one of the clock and the last block, in seconds.
    """
    if len(data) > MOST:
        raise too_big()
    seen, trusted = seen.of(_texts(built_in)), seen.trusted(built_in)
    before = read(seen.manifest) if seen.manifest else None
    if before is None or data != seen.manifest:  # else it was signed by the keys that it has replaced
        must_be_signed(data, signatures, trusted)
    found = read(data)
    if order(found.version) < order(version):
        raise _older(found.version, version)
    if before is not None and data != seen.manifest:
        if order(found.version) < order(before.version):
            raise _older(found.version, before.version)
        if found.made <= before.made:
            raise _older(f"an earlier word on {found.version}", before.version)
    if max(now, before.made if before is not None else 0) >= found.expires:
        raise PeerFault(
            f"what the server says of release {found.version} has expired: somebody may hold back a newer one, or "
            "the clock of this computer is wrong; look at the clock, and ask later or another way",
            FaultKind.UPDATE_EXPIRED,
        )
    keys = found.next_keys or trusted
    kept = replace(seen, manifest=data, keys=_texts(keys), built_in=_texts(built_in))
    return found, kept


def too_big() -> PeerFault:
    """A manifest that nobody makes: what should hold it holds something else."""
    return PeerFault(
        "the server of releases sends far more than it should; nothing of it was kept", FaultKind.UPDATE_TOO_BIG
    )


def file_of(files: Iterable[ReleaseFile], name: str, size: int, sha256: str) -> ReleaseFile:
    """Which file of a release this one is, by its bytes. BadInput where it is none: kind "update.file" if it has the
    name of one, else "update.unknown"."""
    known = list(files)
    found = next((one for one in known if (one.size, one.sha256) == (size, sha256)), None)
    if found is not None:
        return found
    if any(one.name == name for one in known):
        raise BadInput(
            "this file is NOT the one that was released under its name; delete it, and do not install it",
            InputKind.RELEASE_FILE,
        )
    raise BadInput(
        "this file belongs to no release that is known here; do not install it. If it is newer, check for one first",
        InputKind.RELEASE_UNKNOWN,
    )


def _older(offered: str, seen: str) -> PeerFault:
    return PeerFault(
        f"the server offers {offered}, older than {seen}, which was seen here: somebody may hold back newer ones; "
        "install nothing from there, and ask later or another way",
        FaultKind.UPDATE_OLD,
    )


def _texts(keys: Iterable[ReleaseKey]) -> tuple[str, ...]:
    return tuple(key.text for key in keys)
