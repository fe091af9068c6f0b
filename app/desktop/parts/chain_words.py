"""How the chain is known, in words: in one line at the foot of the side bar, and in a sentence of Settings. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desktop.model.state import ChainView, State
from app.desktop.text import format
from app.desktop.text.sentences import whole

translate = QCoreApplication.translate

LONG = 2.0  # seconds after which a question to the server is worth a word, and a way to end it
MANY = 100  # answers, likewise


def asks(chain: ChainView, now: float) -> bool:
    """Whether the server is being asked for longer than usual. `now` in wall seconds."""
    return chain.syncing and (now - chain.began >= LONG or chain.answers >= MANY)


def in_short(state: State, now: float) -> tuple[str, str, str]:
    """Title, words and the colour role of the dot. The block is the last one known, whenever that was."""
    chain, height = state.chain, state.chain.height or state.balance.height
    block = (
        translate("Chain", "Block {0}").format(format.count(height)) if height else translate("Chain", "No block yet")
    )
    if not chain.server:
        return translate("Chain", "No server"), translate("Chain", "Choose one in Settings"), "warn"
    if asks(chain, now) or (chain.syncing and not (chain.synced or chain.error)):
        if not chain.answers:
            return block, translate("Chain", "Asking the server"), "text3"
        return block, translate("Chain", "{0} answers until now").format(format.count(chain.answers)), "text3"
    if chain.stopped:
        return block, translate("Chain", "Stopped, ask in Settings"), "warn"
    if chain.offline:
        title = translate("Chain", "Off\u2011line, block {0}").format(format.count(height))
        return (
            title if height else translate("Chain", "Off\u2011line"),
            translate("Chain", "Server does not answer"),
            "danger",
        )
    if chain.error:
        return block, translate("Chain", "Trouble, see Settings"), "danger"
    if not chain.synced:
        return block, translate("Chain", "Not asked yet"), "text3"
    if chain.stale:
        return block, translate("Chain", "Newest block: {0}").format(format.ago(chain.stale)), "warn"
    return block, translate("Chain", "Last answer {0}").format(format.ago(now - chain.synced)), "ok"


def in_full(state: State, now: float) -> tuple[str, str]:
    """One or two sentences, and the colour role for them."""
    chain = state.chain
    known = ""
    if state.balance.height and not chain.synced:
        known = translate("Chain", "The last block known here: {0}.").format(format.count(state.balance.height))
    if not chain.server:
        return translate("Chain", "No server is asked: payments to you are not seen, and none can be sent."), "warn"
    if chain.stopped:
        text = translate("Chain", "You have stopped it. {0} is asked again when you say so.").format(chain.server)
        return f"{text} {known}".rstrip(), "warn"
    if chain.error:
        return f"{whole(chain.error)} {known}".rstrip(), "danger"
    if chain.syncing and chain.answers:
        told = format.count(chain.answers)
        return translate("Chain", "Asking {0}; {1} answers until now.").format(chain.server, told), "text2"
    if chain.syncing and not chain.synced:
        text = translate("Chain", "Asking {0}.").format(chain.server)
        return f"{text} {known}".rstrip(), "text2"
    if not chain.synced:
        text = translate("Chain", "{0} was not asked yet.").format(chain.server)
        return f"{text} {known}".rstrip(), "text2"
    text = translate("Chain", "{0}: block {1}, last answer {2}.")
    said = text.format(chain.server, format.count(chain.height), format.ago(now - chain.synced))
    if chain.stale:
        old = translate("Chain", "Its newest block: {0}. It stands still, or hides newer ones: ask another server.")
        return f"{said} {old.format(format.ago(chain.stale))}", "warn"
    return said, "ok"
