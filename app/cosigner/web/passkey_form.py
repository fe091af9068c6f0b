"""What a form carries that a passkey signs or makes; the script that does it is passkey.js."""

from __future__ import annotations

from app.cosigner.web.markup import Markup, html
from app.cosigner.web.parts import PageReader, pin_field
from app.text.page_line import PasskeyLine
from core.cosigner.page_api import PasskeyAsk


def signed(reader: PageReader, ask: PasskeyAsk) -> Markup:
    """What stands in the form of a yes in the place of the PIN."""
    return html(
        '<p class="sub">{more}</p>{failed}<input type="hidden" name="passkey" data-challenge="{challenge}" '
        'data-credential="{credential}" data-party="{party}"><script src="/passkey.js" defer></script>',
        more=reader.line(PasskeyLine.SIGN),
        failed=failed(reader),
        challenge=ask.challenge,
        credential=ask.credential,
        party=ask.rp_id,
    )


def shows_owner(reader: PageReader, ask: PasskeyAsk | None) -> Markup:
    """What a form needs to show that the owner sends it."""
    return pin_field(reader) if ask is None else signed(reader, ask)


def failed(reader: PageReader) -> Markup:
    """What the script shows where the browser gave nothing."""
    return html('<p class="sub failed" role="alert" hidden>{text}</p>', text=reader.line(PasskeyLine.FAILED))
