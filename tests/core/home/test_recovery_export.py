"""A recovery file of either home: both copies of the current epoch, which both sheets open."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from core.cosigner.admin_in_turn import AdminInTurn
from core.cosigner.calls import LOOSENING, answer
from core.cosigner.remote import RemoteAdmin
from core.errors import BadInput, InputKind
from core.home.recovery_export import export
from core.keys.record import StoredShare, share_of, slot_of
from core.recovery import file
from core.recovery.leaving import assemble
from core.recovery.sheet import Sheet
from core.role import Role
from core.wallet import without_home
from core.wallet.sheets import Sheets
from tests.support.sheets import a_sheet
from tests.support.two_homes import NAME, TwoHomes, two_homes


def exports(homes: TwoHomes) -> list[bytes]:
    """Of the computer, and of the co-signer as the control socket has it."""
    mine = Sheets(homes.computer.records, lambda _: homes.client).export()
    admin = AdminInTurn(homes.cosigner.admin, lambda work: work())
    theirs = RemoteAdmin(lambda command, args, *_: answer(admin, command, args)).recovery_export()
    assert (mine.wallets, mine.without) == (theirs.wallets, theirs.without) == ((NAME,), ())
    return [mine.data, base64.b64decode(theirs.file)]


def test_both_devices_export_what_both_sheets_open(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        sheets = [Sheet.read(a_sheet(role).words.reveal(), role) for role in Role]
        for epoch in (1, 2):
            one, two = (share_of(side.row) for side in (homes.computer, homes.cosigner))
            for data in exports(homes):
                (found,) = without_home.verify(data)
                assert found.epoch == epoch == one.epoch
                assert found.computer_sheet == one.sheet1.fingerprint
                assert found.cosigner_sheet == one.sheet2.fingerprint
                (wallet,) = file.read(data)
                key = assemble(wallet, *sheets)
                assert (key.Q, key.chain) == (bytes(one.Q), one.chain)
                assert one.x.reveal().to_bytes(32, "big") not in data
            assert one.T == two.T
            homes.client.refresh(homes.key.key_id)
    assert "recovery_export" in LOOSENING


def test_when_the_last_one_was_written_is_remembered_on_either_device(tmp_path: Path) -> None:
    """Once it is on its disk; a renewal takes nothing from it, and a wallet that is made later is missed."""
    with two_homes(tmp_path, sheets=True) as homes:
        sheets, admin = Sheets(homes.computer.records, lambda _: homes.client), homes.cosigner.admin
        given, theirs = sheets.export(), admin.recovery_export()
        assert (sheets.shown(homes.key).file, admin.status().files.written) == (0, 0)
        with pytest.raises(BadInput, match="no receipt"):
            sheets.written(b"odd")
        homes.client.refresh(homes.key.key_id)  # between the two: the file is of before
        sheets.written(given.receipt)
        socket = RemoteAdmin(lambda command, args, *_: answer(AdminInTurn(admin, lambda work: work()), command, args))
        socket.recovery_written(theirs.receipt)
        shown = sheets.shown(homes.key)
        assert (shown.file_wallets, shown.file_epoch) == (1, 1)
        assert shown.file > 0
        assert (shown.file_needs_own, shown.file_needs_cosigner, shown.file_missing) == (False, False, False)
        status = admin.status()
        assert (status.files.written > 0, status.files.missing, status.files.old) == (True, (), ())
        homes.client.new_key("later", "regtest")
        later = next(row for row in homes.computer.records.keys.values() if row.name == "later")
        assert (sheets.shown(later).file, sheets.shown(later).file_missing) == (0, True)
        assert [name for name in admin.status().files.missing if "later" in name] == list(admin.status().files.missing)
        assert len(admin.status().files.missing) == 1
        sheets.written(sheets.export().receipt)
        assert (sheets.shown(later).file_wallets, sheets.shown(later).file_missing) == (2, False)
        homes.restart_both()
        again = Sheets(homes.computer.records, lambda _: homes.client)
        assert again.shown(later).file_wallets == 2


def test_a_wallet_without_copies_is_in_no_file(homes: TwoHomes) -> None:
    def refused() -> None:
        for work in (
            Sheets(homes.computer.records, lambda _: homes.client).export,
            homes.cosigner.admin.recovery_export,
        ):
            with pytest.raises(BadInput, match="make both sheets") as none:
                work()
            assert none.value.kind is InputKind.RECOVERY_NONE

    refused()
    homes.computer.make_sheet()
    homes.cosigner.make_sheet()
    refused()  # nothing is sealed yet


def test_a_damaged_copy_stops_no_other_wallet(tmp_path: Path) -> None:
    with two_homes(tmp_path, sheets=True) as homes:
        good, slot = homes.cosigner.row, slot_of(homes.cosigner.row)
        rows = [good]
        for name, copy in (("cut", b"x"), ("other", b"\xff" + slot.share.opened.peer_copy[1:])):
            share = replace(slot.share.opened, peer_copy=copy)
            rows.append(replace(good, name=name, current=replace(slot, share=StoredShare.of(share))))
        found = export(homes.cosigner.records, rows, lambda row: row.name, 1_800_000_000)
        assert (found.wallets, found.without, found.damaged) == ((NAME,), ("cut", "other"), ("cut", "other"))
        assert len(file.read(found.data)) == 1
        with pytest.raises(BadInput) as none:
            export(homes.cosigner.records, rows[1:], lambda row: row.name, 1_800_000_000)
        assert none.value.kind is InputKind.COPY
