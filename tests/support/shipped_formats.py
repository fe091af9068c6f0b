"""Vaults as each format wrote them: `python -m tests.support.shipped_formats` writes today's into tests/vectors.

A file of a format that was released is never written again: what opens it must go on opening it. Before the first
release of a format its two files follow what the program writes.
"""

from __future__ import annotations

import enum
import hashlib
import shutil
import sys
import tempfile
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.approval.allowance import Allowance
from core.approval.patience import Patience
from core.approval.request import SigningRequest
from core.approval.rules.registry import RULES
from core.approval.rules.spending import Spending
from core.approval.sheet_patience import SheetPatience
from core.bitcoin.kept_task import KeptTask
from core.codec.codec import Chars, Exact, Float, Int, Uint, Var, decode, encode
from core.cosigner.browsers import Browser
from core.cosigner.page_pin import PinRecord
from core.cosigner.paid import PAID
from core.cosigner.passkeys import PasskeyRecord
from core.cosigner.pushes import PushKey, PushSubscription
from core.cosigner.wake import WakeRecord
from core.errors import StorageError
from core.home import log_chain, machine, records, tables
from core.home.copy_book import bare
from core.home.later import KEY_ID, LaterRecord, later_of, settings_of
from core.home.log import LogRow
from core.home.recovery_export import Filed
from core.home.repository import Repository
from core.home.restore_book import RestoreRequest
from core.home.typed_sheet import WordsAtHand
from core.keys.record import KeyRecord, new_record
from core.protocol.share import KeyShare
from core.recovery.notes import read_notes, seal_notes
from core.recovery.sealed_copy import read_copy
from core.recovery.sheet import OwnSheet, PublicSheet, Sheet
from core.release.judging import ReleasesSeen
from core.role import COSIGNER, WALLET, Role
from core.secret import Secret
from core.storage import keys
from core.storage.migrate import FORMAT
from core.storage.vault import Vault
from core.transport.page_authority import PageAuthority
from core.wallet.address_book import WrittenContact
from core.wallet.labels import Compared, Label
from core.wallet.notes import SentNotes
from core.wallet.payment import Payment
from core.wallet.sheets import WasWhole
from tests.support.joint_key import CHAN, keygen_scripts
from tests.support.ot import SeededRng
from tests.support.pair import run_pair
from tests.support.sealed import SHEETS, sealing

VECTORS = Path(__file__).parents[1] / "vectors"
RELEASED: frozenset[int] = frozenset()  # formats whose files nobody writes again
PASSPHRASE = Secret(b"correct horse battery staple")
AT = 1_800_000_000  # seconds, and of policy time
ROLES = {WALLET: Role.P1, COSIGNER: Role.P2}
Content = dict[tuple[str, bytes], bytes]

# What reads a record of a table: raises for what is none. Tables of bytes alone have no form of their own.
READERS: Mapping[str, Callable[[bytes, bytes], object]] = {
    **{
        table: lambda _, data, kind=kind: decode(kind, data, StorageError)  # type: ignore[misc]
        for table, kind in {
            tables.HOME: records.HomeRecord,
            tables.PEER: records.Peer,
            tables.KEY: KeyRecord,
            tables.TASK: SigningRequest,
            tables.PAYLOAD: KeptTask,
            tables.LOG: LogRow,
            tables.CHAIN_HEAD: log_chain.ChainHead,
            tables.HANDSHAKES: records.Handshakes,
            tables.CLOCK: records.ClockRecord,
            tables.CALLED: records.Called,
            tables.SPENDING: Spending,
            tables.ANCHOR: records.AnchorRecord,
            tables.SHEET: OwnSheet,
            tables.COMING_SHEET: OwnSheet,
            tables.WAITING_SHEET: OwnSheet,
            tables.OLD_SHEET: PublicSheet,
            tables.RECOVERY_FILE: Filed,
            tables.SHEET_PATIENCE: SheetPatience,
            tables.RESTORE: RestoreRequest,
            tables.TYPED_SHEET: WordsAtHand,
            tables.BROWSER: Browser,
            tables.PAGE_PIN: PinRecord,
            tables.PASSKEY: PasskeyRecord,
            tables.PAGE_AUTHORITY: PageAuthority,
            tables.WAKE: WakeRecord,
            tables.PUSH: PushSubscription,
            tables.PUSH_KEY: PushKey,
            tables.BLOCKED: records.Blocked,
            tables.ALLOWANCE: Allowance,
            tables.PATIENCE: Patience,
            tables.OLD_COPY: records.OldCopy,
            tables.LABEL: Label,
            tables.CONTACT: WrittenContact,
            tables.CONTACT_BACK: WrittenContact,
            tables.PAYMENT: Payment,
            tables.COMPARED: Compared,
            tables.RELEASES: ReleasesSeen,
            tables.WAS_WHOLE: WasWhole,
            tables.NOTES_SENT: SentNotes,
            PAID: records.PaidRecord,
        }.items()
    },
    tables.COPY: lambda _, data: read_copy(data),
    tables.NOTES: lambda _, data: read_notes(data),
    tables.RULE: settings_of,
    tables.LATER: later_of,
}
BARE = {
    tables.FOLD: 32,
    tables.SEAT: 8,
    tables.AGE_OF_OTHERS: 0,
    tables.CHAIN: None,
    tables.SHARE: None,
    machine.TABLE: 32,
}  # bytes of a record at most; None: any


def key(role: Role) -> KeyRecord:
    """One side of a key whose halves are sealed to both sheets."""
    sealings = sealing(Role.P1), sealing(Role.P2)
    shares: tuple[KeyShare, KeyShare] = run_pair(
        *keygen_scripts(SeededRng("shipped 1"), SeededRng("shipped 2"), CHAN, sealings)
    )
    born = new_record(shares[role is Role.P2], "savings", digest("pin"), AT)
    return replace(born, current=born.pending, pending=None, peer_committed=True)


def digest(name: str, size: int = 32) -> bytes:
    """Always the same bytes."""
    return hashlib.sha256(name.encode()).digest()[:size]


def sample(kind: Any, name: str) -> Any:
    """A value of a form of the codec, every field of it other than its default; always the same."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in SAMPLES:
        return SAMPLES[kind]
    if origin is typing.Annotated:
        if typing.get_origin(arguments[0]) is tuple:
            return (sample(typing.get_args(arguments[0])[0], name),)
        return Secret(digest(name)) if arguments[0] is Secret[bytes] else _plain(arguments[1], name)
    if origin is tuple and arguments[1] is ...:
        return (sample(arguments[0], name),)
    if origin is tuple:
        return sample(arguments[0], f"{name} 0"), sample(arguments[0], f"{name} 1")
    if origin in (types.UnionType, typing.Union):
        return sample(arguments[0], name)
    if kind is bool:
        return True
    if issubclass(kind, enum.Enum):
        return list(kind)[-1]
    hints = typing.get_type_hints(kind, include_extras=True)
    return kind(**{field: sample(hints[field], f"{name} {field}") for field in kind.__dataclass_fields__})


def _plain(form: object, name: str) -> Any:
    match form:
        case Uint(size):
            return int.from_bytes(digest(name, min(size, 4)), "big") >> 1
        case Int(size):
            return -int.from_bytes(digest(name, min(size, 4)), "big") >> 1
        case Float():
            return 0.125
        case Exact(size):
            return (digest(name) * 2)[:size]
        case Var():
            return digest(name, 9)
        case Chars():
            return name.rpartition(" ")[2]
    raise TypeError(f"no sample of {form}")


SAMPLES: dict[Any, Any] = {
    Secret[bytes]: Secret(digest("a secret")),
    OwnSheet: SHEETS[Role.P1].kept(AT),
    PublicSheet: SHEETS[Role.P1].public,
    Sheet: SHEETS[Role.P2],
}


def content(role: str) -> Content:
    """What is in the vault of a role beside its log: a record of each kind."""
    row = key(ROLES[role])
    made: Content = {(tables.HOME, tables.THIS): encode(records.HomeRecord(Secret(digest("password")), role))}
    made[tables.KEY, row.key_id] = encode(bare(row))
    assert row.current is not None
    made[tables.SHARE, row.key_id + row.current.run_id] = row.current.share.data.reveal()
    for copy in row.current.share.copies:
        made[tables.COPY, row.key_id + row.current.run_id + copy.sheet.spk + copy.sheet.apk] = copy.data

    def put(kind: Any, *places: tuple[str, bytes]) -> None:
        for table, id in places:
            made[table, id] = encode(sample(kind, table))

    pin, request, this = digest("pin"), digest("request", 16), tables.THIS
    put(records.Peer, (tables.PEER, pin))
    put(records.Handshakes, (tables.HANDSHAKES, pin))
    put(records.Called, (tables.CALLED, pin), (tables.CALLED, this))
    put(OwnSheet, (tables.SHEET, this), (tables.COMING_SHEET, this), (tables.WAITING_SHEET, this))
    put(Filed, (tables.RECOVERY_FILE, row.key_id))
    made[tables.FOLD, bytes(9)] = digest("fold")
    made[machine.TABLE, machine.FILE] = digest("file", 8)
    if role == WALLET:
        put(PublicSheet, (tables.OLD_SHEET, this))
        made[tables.CHAIN, row.key_id + b"server"] = b"tcp://127.0.0.1:1"
        made[tables.AGE_OF_OTHERS, row.key_id + digest("file")] = b""
        put(Label, (tables.LABEL, row.key_id + digest("label")))
        put(WrittenContact, (tables.CONTACT, digest("contact")), (tables.CONTACT_BACK, digest("another")))
        put(Payment, (tables.PAYMENT, row.key_id + request))
        put(Compared, (tables.COMPARED, row.key_id + this))
        put(ReleasesSeen, (tables.RELEASES, this))
        put(WasWhole, (tables.WAS_WHOLE, row.key_id))
        put(SentNotes, (tables.NOTES_SENT, pin))
        return made
    put(SigningRequest, (tables.TASK, request))
    put(KeptTask, (tables.PAYLOAD, request))
    put(records.ClockRecord, (tables.CLOCK, this))
    put(Spending, (tables.SPENDING, request))
    put(records.AnchorRecord, (tables.ANCHOR, this))
    put(SheetPatience, (tables.SHEET_PATIENCE, pin))
    put(RestoreRequest, (tables.RESTORE, pin))
    put(WordsAtHand, (tables.TYPED_SHEET, this))
    put(Browser, (tables.BROWSER, digest("cookie")))
    put(PinRecord, (tables.PAGE_PIN, this))
    put(PasskeyRecord, (tables.PASSKEY, digest("cookie")))
    put(PageAuthority, (tables.PAGE_AUTHORITY, this))
    put(WakeRecord, (tables.WAKE, this))
    put(PushSubscription, (tables.PUSH, digest("cookie")))
    put(PushKey, (tables.PUSH_KEY, this))
    put(records.Blocked, (tables.BLOCKED, digest("another pin")))
    put(Allowance, (tables.ALLOWANCE, pin))
    put(Patience, (tables.PATIENCE, row.key_id))
    put(records.OldCopy, (tables.OLD_COPY, row.key_id))
    put(records.PaidRecord, (PAID, row.key_id + digest("script", 20)))
    made[tables.SEAT, pin + b"192.0.2.0/24"] = AT.to_bytes(8, "big")
    made[tables.NOTES, pin] = seal_notes(SHEETS[Role.P1].kept(AT), 1, AT, b"notes", SeededRng("notes"))
    for rule in RULES:
        id, settings = row.key_id + rule.code.encode(), encode(sample(rule.settings, rule.code))
        made[tables.RULE, id] = settings
        made[tables.LATER, id] = encode(LaterRecord(AT, settings, AT - 60))
    assert all(len(id) >= KEY_ID for table, id in made if table == tables.RULE)
    return made


def written(home: Path, role: str) -> None:
    """A vault with all of it, closed; two lines in its log."""
    home.mkdir(mode=0o700)
    with_home = content(role)

    def fill(block: Any) -> None:
        for (table, id), data in with_home.items():
            block.put(table, id, data)

    vault = Vault.create(home, PASSPHRASE, keys.FLOOR, fill=fill)
    log = Repository(vault)
    for code in (records.LogCode.BACKUP, records.LogCode.SHEET_MADE):
        with log.write() as write:
            write.log(AT, code, *(["acorn"] if code is records.LogCode.SHEET_MADE else []))
    vault.close()


def file_of(format: int, role: str) -> Path:
    """Where its vault lies."""
    return VECTORS / f"format-{format}-{role}.vault"


def main() -> None:
    """Today's format."""
    if FORMAT in RELEASED:
        sys.exit(f"format {FORMAT} was released: its vaults stay as they are; raise FORMAT (core/storage/migrate.py)")
    with tempfile.TemporaryDirectory() as place:
        for role in ROLES:
            written(Path(place) / role, role)
            shutil.copyfile(Path(place) / role / "vault", file_of(FORMAT, role))


if __name__ == "__main__":
    main()
