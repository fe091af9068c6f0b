"""What went wrong, in general sentences, for readers of other languages than core's.

In English core's own words are more exact, and these are not used.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.errors import BadInput, Bug, KeyBlocked, LinkError, PeerFault, Refused, StorageError, TandemError

CLASSES = {
    LinkError: "line",
    PeerFault: "peer",
    BadInput: "input",
    KeyBlocked: "blocked",
    Refused: "no",
    StorageError: "vault",
    Bug: "bug",
}
# Whoever raises these says them in the language of the window.
OWN = {("input", "file"), ("input", "link"), ("input", "table"), ("vault", "file")}


def general(error: TandemError) -> str:
    """A sentence for this kind of error, or for its class; empty where the window speaks English and core's words are
    better. What is said in the window's language already stays as it is."""
    group = next((name for kind, name in CLASSES.items() if isinstance(error, kind)), "")
    if (group, error.kind) in OWN:
        return error.message
    kind = "psbt" if group == "input" and "PSBT" in error.message else error.kind
    text = str(GENERAL.get((group, kind)) or GENERAL.get((group, ""), ""))
    said = QCoreApplication.translate("Errors", text) if text else ""
    return "" if said == text else said


GENERAL: dict[tuple[str, str], Any] = {  # by class and kind; without a kind for all others of the class
    ("line", ""): QT_TRANSLATE_NOOP(
        "Errors", "The line dropped, or the other side does not answer. It is tried again."
    ),
    ("line", "closed"): QT_TRANSLATE_NOOP("Errors", "The wallet was closed meanwhile."),
    ("line", "connect"): QT_TRANSLATE_NOOP(
        "Errors", "The proxy does not answer. Look at it, or change it in Settings."
    ),
    ("line", "control"): QT_TRANSLATE_NOOP(
        "Errors", "The other program of this home cannot be reached. Start it again."
    ),
    ("line", "link"): QT_TRANSLATE_NOOP("Errors", "The line to the co-signer dropped. It is tried again."),
    ("line", "not_running"): QT_TRANSLATE_NOOP(
        "Errors", "The program that should answer does not run. Start it again."
    ),
    ("line", "other_user"): QT_TRANSLATE_NOOP(
        "Errors", "The program that should answer belongs to another user of this machine."
    ),
    ("line", "pin"): QT_TRANSLATE_NOOP(
        "Errors", "The server's certificate is not the one of before. Ask its owner, or use another server."
    ),
    ("line", "port_in_use"): QT_TRANSLATE_NOOP(
        "Errors", "Another program has the port that is needed. End it, then try again."
    ),
    ("line", "price"): QT_TRANSLATE_NOOP("Errors", "No source gave a price. They are asked again in five minutes."),
    ("line", "proxy"): QT_TRANSLATE_NOOP(
        "Errors", "The proxy does not answer as one should. Look at it, or change it in Settings."
    ),
    ("line", "server"): QT_TRANSLATE_NOOP("Errors", "The server does not answer. Look at its address, or use another."),
    ("line", "tls"): QT_TRANSLATE_NOOP("Errors", "The server does not speak TLS at this port. Look at the port."),
    ("line", "too_big"): QT_TRANSLATE_NOOP(
        "Errors", "More was asked for than fits into one message. Ask for less at once."
    ),
    ("peer", ""): QT_TRANSLATE_NOOP(
        "Errors",
        "The other side broke the rules of the protocol. Update both programs; if it happens again, do not trust it.",
    ),
    ("peer", "cheat"): QT_TRANSLATE_NOOP(
        "Errors", "A check failed that only a cheater fails. Do not go on before you know why."
    ),
    ("peer", "lock"): QT_TRANSLATE_NOOP(
        "Errors", "A check failed that only a cheater fails. The key is locked until its halves are renewed."
    ),
    ("peer", "retry"): QT_TRANSLATE_NOOP("Errors", "Chance hit a number that cannot be used. Start again."),
    ("peer", "certificate"): QT_TRANSLATE_NOOP(
        "Errors", "The other side's certificate cannot be right. Pair the two once more."
    ),
    ("peer", "downgraded"): QT_TRANSLATE_NOOP(
        "Errors", "The other side runs an older Tandem than before. Install the newer one there again."
    ),
    ("peer", "mismatch"): QT_TRANSLATE_NOOP(
        "Errors", "The two sides hold halves of different epochs. Renew the halves."
    ),
    ("peer", "network"): QT_TRANSLATE_NOOP(
        "Errors", "The other side named a network that does not exist. Update both programs."
    ),
    ("peer", "opening"): QT_TRANSLATE_NOOP(
        "Errors", "The other side went back on what it had committed to. Make a new link."
    ),
    ("peer", "order"): QT_TRANSLATE_NOOP(
        "Errors", "The other side took the second step before the first. Update both programs."
    ),
    ("peer", "pending_epoch"): QT_TRANSLATE_NOOP(
        "Errors", "A renewal is not finished yet. It is finished as soon as both are on-line."
    ),
    ("peer", "task"): QT_TRANSLATE_NOOP(
        "Errors", "The co-signer read another payment than this computer shows. Nothing was signed."
    ),
    ("peer", "unknown_peer"): QT_TRANSLATE_NOOP("Errors", "What answers there is not the one that was paired."),
    ("peer", "work"): QT_TRANSLATE_NOOP("Errors", "The server shows blocks without real work. Use another server."),
    ("input", ""): QT_TRANSLATE_NOOP(
        "Errors", "This cannot be used: it is damaged, or something else than was asked for. Nothing was changed."
    ),
    ("input", "psbt"): QT_TRANSLATE_NOOP(
        "Errors", "This PSBT cannot be signed as it is. Export it anew: unsigned, with all previous transactions."
    ),
    ("input", "address"): QT_TRANSLATE_NOOP("Errors", "This is no address that can be paid. Ask for another."),
    ("input", "amount"): QT_TRANSLATE_NOOP("Errors", "This amount cannot be paid. Write another."),
    ("input", "coin"): QT_TRANSLATE_NOOP("Errors", "A chosen coin is spent, set aside or another's. Choose again."),
    ("input", "confirmed"): QT_TRANSLATE_NOOP("Errors", "This payment is in a block already. Nothing can change it."),
    ("input", "dust"): QT_TRANSLATE_NOOP("Errors", "The network does not pass on so small an amount. Pay more."),
    ("input", "ended"): QT_TRANSLATE_NOOP("Errors", "This very payment has ended before. Make a new one."),
    ("input", "foreign"): QT_TRANSLATE_NOOP(
        "Errors", "This is not this wallet's. Only the one it belongs to can do that."
    ),
    ("input", "funds"): QT_TRANSLATE_NOOP("Errors", "Not enough coins for this and its fee."),
    ("input", "labels"): QT_TRANSLATE_NOOP("Errors", "This file of labels is damaged. Nothing was taken over."),
    ("input", "name"): QT_TRANSLATE_NOOP("Errors", "There is a wallet of this name already. Choose another name."),
    ("input", "network"): QT_TRANSLATE_NOOP("Errors", "This belongs to another network. Ask for one of this network."),
    ("input", "no_home"): QT_TRANSLATE_NOOP("Errors", "There is no wallet here yet. Pair a co-signer first."),
    ("input", "payment"): QT_TRANSLATE_NOOP(
        "Errors", "This payment is still under way, or not known any more. Look at it again."
    ),
    ("input", "picture"): QT_TRANSLATE_NOOP(
        "Errors", "This is no picture that can be read. Save the code as PNG or JPEG."
    ),
    ("input", "proxy"): QT_TRANSLATE_NOOP("Errors", "Write the proxy as socks5://host:port."),
    ("input", "rate"): QT_TRANSLATE_NOOP("Errors", "The network does not take this fee rate. Write another."),
    ("input", "reason"): QT_TRANSLATE_NOOP("Errors", "Write the reason as one short line."),
    ("input", "rejected"): QT_TRANSLATE_NOOP("Errors", "The network refused this transaction. Make it anew."),
    ("input", "role"): QT_TRANSLATE_NOOP("Errors", "This is the folder of another program of Tandem. Choose another."),
    ("input", "sent"): QT_TRANSLATE_NOOP("Errors", "This payment was sent already. History shows it."),
    ("input", "server"): QT_TRANSLATE_NOOP("Errors", "Write the server as ssl://host:port or tcp://host:port."),
    ("input", "txid"): QT_TRANSLATE_NOOP("Errors", "This wallet knows no such payment. Look into History."),
    ("input", "unsettled"): QT_TRANSLATE_NOOP(
        "Errors", "The co-signer does not know this key for sure yet. Try again in a moment."
    ),
    ("input", "unsigned"): QT_TRANSLATE_NOOP("Errors", "Not everybody has signed this yet."),
    ("blocked", ""): QT_TRANSLATE_NOOP("Errors", "This key cannot sign now. Look at the page of the co-signer."),
    ("blocked", "locked"): QT_TRANSLATE_NOOP(
        "Errors", "The key is locked. Renew the halves, and confirm it on the co-signer."
    ),
    ("blocked", "mismatch"): QT_TRANSLATE_NOOP(
        "Errors", "The two sides hold halves of different epochs: one was put back from an old copy."
    ),
    ("blocked", "must_refresh"): QT_TRANSLATE_NOOP("Errors", "The halves must be renewed before the next payment."),
    ("blocked", "pending_epoch"): QT_TRANSLATE_NOOP(
        "Errors", "A renewal is not finished yet. It is finished as soon as both are on-line."
    ),
    ("blocked", "suspended"): QT_TRANSLATE_NOOP(
        "Errors", "Payments are suspended after several faults. It ends by itself; the co-signer can end it now."
    ),
    ("blocked", "too_many"): QT_TRANSLATE_NOOP(
        "Errors", "The halves were renewed too often in 24 hours. Try again later."
    ),
    ("no", ""): QT_TRANSLATE_NOOP("Errors", "The co-signer refused it."),
    ("no", "busy"): QT_TRANSLATE_NOOP("Errors", "The co-signer is busy. Try again in a minute."),
    ("no", "cancelled"): QT_TRANSLATE_NOOP("Errors", "Taken back on this computer."),
    ("no", "changed"): QT_TRANSLATE_NOOP(
        "Errors", "The request reads differently now than when it was decided. Make the payment anew."
    ),
    ("no", "clock"): QT_TRANSLATE_NOOP("Errors", "A clock was put back. Set it right, then try again."),
    ("no", "expired"): QT_TRANSLATE_NOOP("Errors", "Nobody decided in time. Start again."),
    ("no", "faucet_empty"): QT_TRANSLATE_NOOP(
        "Errors", "The faucet has not that much now. Mine a block, or ask for less."
    ),
    ("no", "full"): QT_TRANSLATE_NOOP("Errors", "The co-signer's disk is nearly full. Make room on it."),
    ("no", "given_up"): QT_TRANSLATE_NOOP("Errors", "Given up."),
    ("no", "lie"): QT_TRANSLATE_NOOP(
        "Errors", "This payment was proposed before with other inputs, amounts or change. Make it anew."
    ),
    ("no", "name"): QT_TRANSLATE_NOOP(
        "Errors", "The co-signer has a wallet of this name already. Choose another name."
    ),
    ("no", "pending"): QT_TRANSLATE_NOOP("Errors", "It waits for a decision on the co-signer."),
    ("no", "pending_epoch"): QT_TRANSLATE_NOOP("Errors", "Another key is not finished yet. Try again in a moment."),
    ("no", "screen"): QT_TRANSLATE_NOOP(
        "Errors", "This desktop does not let programs read the screen. Save the code as a picture and open that."
    ),
    ("no", "session"): QT_TRANSLATE_NOOP("Errors", "What was prepared is gone. Start again."),
    ("no", "signed"): QT_TRANSLATE_NOOP("Errors", "It is signed already. To stop it, spend the same coins."),
    ("no", "too_many"): QT_TRANSLATE_NOOP("Errors", "Too many requests wait on the co-signer. Decide those first."),
    ("no", "unknown"): QT_TRANSLATE_NOOP(
        "Errors", "The co-signer does not know this. Pair the two once more, or make the payment anew."
    ),
    ("no", "wait"): QT_TRANSLATE_NOOP("Errors", "Too many wrong passphrases. Try again in a minute."),
    ("vault", ""): QT_TRANSLATE_NOOP(
        "Errors", "The disk does not take or give what is kept there. Look at its space and its health."
    ),
    ("vault", "clock"): QT_TRANSLATE_NOOP("Errors", "A clock was put back. Set it right, then try again."),
    ("vault", "damaged"): QT_TRANSLATE_NOOP(
        "Errors", "The practice network is damaged. Leave practice and start it again."
    ),
    ("vault", "exists"): QT_TRANSLATE_NOOP("Errors", "There is a wallet in this folder already."),
    ("vault", "home"): QT_TRANSLATE_NOOP("Errors", "Tandem's folder must be a local one that only you can enter."),
    ("vault", "install"): QT_TRANSLATE_NOOP("Errors", "A part of Tandem is missing. Install it again."),
    ("vault", "missing"): QT_TRANSLATE_NOOP("Errors", "There is no wallet in this folder."),
    ("bug", "self_test"): QT_TRANSLATE_NOOP(
        "Errors", "A part of Tandem gives wrong answers on this machine. Install it again."
    ),
    ("bug", ""): QT_TRANSLATE_NOOP("Errors", "This is a bug of Tandem. Start it again."),
}
