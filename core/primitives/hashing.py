"""Every hash of the protocol has a tag, and every tag stands in the one list below.

H(tag, parts…) is SHA-256(u8 length | tag | for each part: u64 length | part), Hq is SHA-512 of the same, mod q, and
a stream is SHAKE256 of the same.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache

from core.crypto.secp256k1 import reduce


class Tag(StrEnum):
    """What a hash is for. No string may stand here twice (a second name for it would be an alias)."""

    # key generation (core/spec/keygen.md)
    PARAMS = "2p/params"
    DKG_COM = "dkg/com"
    DKG_SID = "dkg/sid"
    DKG_CHAIN = "dkg/chain"
    DKG_POK = "dkg/pok"
    DKG_CONFIRM = "dkg/confirm"
    RUN = "2p/T"
    EPOCH_ID = "2p/epoch"
    KEY_ID = "2p/keyid"
    SELF_TEST = "2p/selftest"

    # refresh (core/spec/refresh.md)
    RF_COM = "rf/com"
    RF_SID = "rf/sid"
    RF_DELTA = "rf/delta"

    # keys that are sums, in any group (core/spec/schnorr.md)
    SUM_PARAMS = "sum/params"
    SUM_POK = "sum/pok"

    # prepare and sign (core/spec/sign.md)
    PREP = "2p/prep"
    PREP_A1 = "2p/p1"
    PREP2_PRE = "2p/prep2pre"
    PREP_COM = "2p/com"
    PREP2 = "2p/prep2"
    S1 = "2p/s1"
    POK = "2p/pok"
    TASK = "task"
    PROPOSAL = "task/proposal"
    PAYEES = "task/payees"
    OTHER_TASK = "task/other"
    LIKENESS = "task/likeness"

    # base OT, OT extension, VOLE (core/spec/sign.md)
    BASE_OT_POINT = "baseot/h2c"
    BASE_OT_KEY = "baseot/key"
    TREE = "otx/tree"
    LEAVES = "otx/leaves"
    OTX_PRG = "otx/prg"
    OTX_CHI = "otx/chi"
    OTX_V = "otx/V"
    ROW = "2p/otx/row/2"
    DIGIT = "vole/digit"
    GADGET = "vole/gadget"
    THETA = "vole/theta"
    CHI = "vole/chi"
    CHECK = "vole/check"

    # link and pairing (core/spec/pairing.md)
    LINK_CHAN = "link/chan"
    PAIR_COM = "pair/com"
    PAIR_TRANSCRIPT = "pair/transcript"
    PAIR_CODE_ID = "pair/code-id"
    PAIR_POP = "pair/pop"
    PAIR_WORDS = "pair/words"
    PAIR_CONFIRM = "pair/confirm"

    # recovery sheets and sealed copies (core/spec/recovery.md)
    SHEET_FINGERPRINT = "sheet/fingerprint"
    SEAL_LABEL = "seal/label"
    SEAL_ROOT = "seal/root"
    SEAL_SEED = "seal/seed"
    SEAL_SHARE = "seal/share"
    SEAL_PAD = "seal/pad"
    SEAL_ESK = "seal/esk"
    SEAL_KEY = "seal/k"
    SEAL_FS = "seal/fs"
    SEAL_COPY = "seal/copy"
    DRILL = "drill/challenge"
    RECOVERY_FILE = "recovery/file"

    # a lost device comes back (core/spec/recovery.md)
    RESTORE_ASK = "restore/ask"
    RESTORE_PROOF = "restore/rebind"

    # notes of a computer (core/spec/recovery.md)
    NOTES_LABEL = "notes/label"
    NOTES_SEED = "notes/seed"
    NOTES_SIGNED = "notes/signed"

    # openings of age (core/spec/opening.md)
    CHAUM_PEDERSEN = "cp/multiple"
    OPENING_TEST = "selftest/age"

    # a yes on the co-signer's page (core/spec/page.md)
    PASSKEY = "page/passkey"

    # the log of a home (core/spec/log.md)
    LOG_ENTRY = "log/entry"
    LOG_NODE = "log/node"
    LOG_LINK = "log/link"


@cache
def enc(tag: Tag) -> bytes:
    """The tag as it stands in a hash input: u8 length, then the tag."""
    return len(tag).to_bytes(1, "big") + tag.encode("ascii")


def part(data: bytes) -> bytes:
    """A part as it stands in a hash input: u64 length, then the part."""
    return len(data).to_bytes(8, "big") + data


def framed(tag: Tag, *parts: bytes) -> bytes:
    """The input of H: no two different (tag, parts) give the same bytes."""
    return b"".join([enc(tag), *map(part, parts)])


def tagged_hash(tag: Tag, *parts: bytes) -> bytes:
    """H: 32 bytes."""
    return hashlib.sha256(framed(tag, *parts)).digest()


def wide_hash(tag: Tag, *parts: bytes) -> bytes:
    """64 bytes, which a group reduces to a scalar."""
    return hashlib.sha512(framed(tag, *parts)).digest()


def hash_to_scalar(tag: Tag, *parts: bytes) -> int:
    """Hq: a scalar 0..q-1; its bias is below 2^-255."""
    return reduce(int.from_bytes(wide_hash(tag, *parts), "big"))


def stream(tag: Tag, size: int, *parts: bytes) -> bytes:
    """`size` bytes; a shorter one is the beginning of a longer one."""
    return hashlib.shake_256(framed(tag, *parts)).digest(size)


class Begun:
    """Many hashes of one tag whose first parts are always the same, and hashed once."""

    __slots__ = ("_state",)

    def __init__(self, tag: Tag, *parts: bytes, wide: bool = False) -> None:
        self._state = (hashlib.sha512 if wide else hashlib.sha256)(framed(tag, *parts))

    def hash(self, rest: bytes) -> bytes:
        """32 bytes: H(tag, first parts, others); if wide 64, which Hq reduces. `rest`: the others, each `part`."""
        state = self._state.copy()
        state.update(rest)
        return state.digest()
