"""From the wallet to what pages show: frozen rows, read on a job's thread."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.desktop.model.chain_views import ChainViews, first
from app.desktop.model.state import (
    GONE,
    BalanceView,
    CosignerView,
    Ending,
    KeyView,
    OwnAddress,
    SheetsView,
    TransactionView,
)
from app.desktop.text.sentences import sentence
from core.errors import LinkError, TandemError

if TYPE_CHECKING:
    from core.wallet.api import LabelsApi, OpenWallet, Payment

NEARBY = ("127.", "localhost", "::1")


def is_here(host: str) -> bool:
    """Whether a co-signer at `host` is on this machine: then both halves are, which protects nothing (N1)."""
    from core.platform.routes import is_own_address

    return host.startswith(NEARBY) or host.lower() == platform.node().lower() or is_own_address(host)


def key(wallet: OpenWallet, name: str) -> KeyView:
    """The facts of one key."""
    found = wallet.show(name)
    return KeyView(
        name=name,
        network=found.network,
        fingerprint=found.fingerprint,
        epoch=found.epoch,
        locked=found.locked,
        state=found.state.name.lower(),
        external=found.external,
        internal=found.internal,
        refreshed=wallet.refreshed(name),
        xpub=found.xpub,
        was_whole=found.was_whole,
    )


def sheets(wallet: OpenWallet, name: str) -> SheetsView:
    """How one key stands with recovery sheets."""
    found = wallet.show(name).sheets
    return SheetsView(
        found.own,
        found.made,
        found.sealed,
        found.accepted,
        found.cosigner,
        found.waiting,
        found.drilled,
        found.drill_due,
        found.cosigner_drilled,
        found.cosigner_due,
        coming=found.coming,
        coming_made=found.coming_made,
        coming_accepted=found.sealed and found.accepted,
        coming_waits=found.coming_waits,
        coming_sealed=found.coming_sealed,
        coming_drilled=found.coming_drilled,
        coming_left=_left(wallet) if found.coming else (),
        old=found.old,
        file=found.file,
        file_wallets=found.file_wallets,
        file_epoch=found.file_epoch,
        file_needs_own=found.file_needs_own,
        file_needs_cosigner=found.file_needs_cosigner,
        file_missing=found.file_missing,
    )


def _left(wallet: OpenWallet) -> tuple[str, ...]:
    """Wallets that are not sealed to the new sheet yet; once it is drilled, those that are not sealed to it alone."""
    rows = [one for one in wallet.wallets() if one.sheets.sealed]
    return tuple(
        one.name
        for one in rows
        if not (one.sheets.coming_alone if one.sheets.coming_drilled else one.sheets.coming_sealed)
    )


def facts(wallet: OpenWallet, name: str) -> dict[str, Any]:
    """The fields of State about one key and its recovery sheets."""
    return {"key": key(wallet, name), "sheets": sheets(wallet, name)}


def pairings(wallet: OpenWallet) -> dict[str, Any]:
    """The fields of State about wallets and the two sides."""
    names = tuple(found.name for found in wallet.wallets())
    return {"wallets": names, "cosigners": wallet.cosigners(), "computer": wallet.this_computer()}


def comes_back(wallet: OpenWallet) -> bool:
    """Whether a lost computer's wallets are on their way to this one, and it has none that can pay."""
    from core.wallet.api import KeyState

    under_way = any(one.restores for one in wallet.cosigners())
    return under_way and not any(one.state is KeyState.OPEN for one in wallet.wallets())


def everything(wallet: OpenWallet, name: str, views: ChainViews) -> dict[str, Any]:
    """The fields of State that come from the records of one key; `views` keeps of them what the next look needs."""
    labels = wallet.labels(name)
    watch, payments, texts = wallet.chain(name), wallet.payments(name), labels.texts()
    balance, kept = watch.balance(), payments.all()
    history = views.history(watch.history(), texts, kept)
    coins, aside = views.coins(watch.coins(), texts, labels.frozen(), payments.spent())
    return {
        "balance": BalanceView(
            balance.confirmed,
            balance.pending,
            balance.spendable - aside,
            balance.total,
            balance.immature,
            balance.height,
        ),
        "history": history,
        "ended": _ended(kept, history, labels),
        "coins": coins,
        "addresses": tuple(
            OwnAddress(row.index, row.address, row.used, row.received, labels.label("addr", row.address))
            for row in watch.addresses()
        ),
        "compared": labels.compared(),
        "payments": tuple(kept),
        "contacts": tuple(labels.contacts(wallet.show(name).network)),
    }


def _ended(kept: list[Payment], history: Sequence[TransactionView], labels: LabelsApi) -> tuple[TransactionView, ...]:
    """What came to nothing, and what was sent and is not in the history any more; newest first."""
    wanted = {one.name for one in kept} | {txid[::-1].hex() for one in kept for txid in one.replaces}
    rows = {row.txid: row for row in history if row.txid in wanted} if kept else {}
    after = {old[::-1].hex(): one.name for one in kept if one.status.is_sent for old in one.replaces}
    found = []
    for payment in kept:
        how, by = payment.kind, ""
        if payment.status.is_sent and payment.name not in rows:
            by = after.get(payment.name, "")
            how = (
                GONE if not by else "called_off" if by in rows and rows[by].net == -(rows[by].fee or 0) else "replaced"
            )
        elif not payment.status.is_over:
            continue
        ending = Ending(payment.id, how, payment.reason, payment.spent, by)
        found.append(
            TransactionView(
                txid=payment.name,
                net=0,
                fee=None,
                height=None,
                time=payment.changed,
                label=labels.label("tx", payment.name),
                replaces=first(payment.replaces),
                hurries=first(payment.hurries),
                ending=ending,
            )
        )
    return tuple(sorted(found, key=lambda row: -(row.time or 0)))


def cosigner(wallet: OpenWallet, name: str) -> CosignerView:
    """How the co-signer is, asked now."""
    from core.wallet.api import PROPOSED_DELAY, ToldRules

    holder = wallet.show(name).cosigner_fingerprint
    peer = next((one for one in wallet.cosigners() if one.fingerprint == holder), None)
    if peer is None:
        return CosignerView()
    near, compared = peer.same_machine, peer.words_compared
    known = CosignerView(peer.host, port=peer.port, words_compared=compared, same_machine=near)
    known = replace(known, name=peer.name, calls_itself=peer.told, alike=peer.alike, fingerprint=peer.fingerprint)
    began = time.monotonic()
    try:
        report = wallet.report(name)
        told = ToldRules.of(report)
    except LinkError as error:
        return replace(known, online=False, reason=sentence(error))
    except TandemError as error:
        return replace(known, online=True, seen=time.time(), reason=sentence(error))
    return replace(
        known,
        online=True,
        seen=time.time(),
        answer_ms=max(1, round(1000 * (time.monotonic() - began))),
        epoch=report.epoch,
        state=report.state.name.lower(),
        approve_below=told.approve_below,
        per_day=told.unattended_limit,
        told=told.shown,
        open_requests=report.open_requests,
        suspended_until=report.suspended_until,
        old_copy=report.old_copy or "",
        place_asked=report.place.name.lower() if report.place else "",
        propose_delay=PROPOSED_DELAY if told.delay_is_open else 0,
    )
