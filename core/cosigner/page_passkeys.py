"""Passkeys on the page (passkey_api.PasskeyApi), and at the terminal that lets them in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from core.codec.plain import plain
from core.cosigner.admin import Admin
from core.cosigner.admin_in_turn import Turn
from core.cosigner.api import ApprovalView, PolicyChange, PolicyView
from core.cosigner.browser_api import BrowserView
from core.cosigner.browser_turn import BrowserTurn
from core.cosigner.browsers import digest_of
from core.cosigner.passkey_api import PasskeyAsk, PasskeyMaking
from core.cosigner.passkey_window import PasskeyWindow
from core.cosigner.passkeys import PasskeySubject
from core.cosigner.shown import PageBy, change_digest, rules_digest, shown_digest
from core.crypto import webauthn
from core.errors import BadInput, InputKind
from core.home.records import LogCode
from core.home.repository import Repository
from core.transport.control import Fields, Talk

POLL: Final = 0.1  # seconds, while a person is waited for


def payment_of(asked: ApprovalView) -> PasskeySubject:
    """A yes to a payment as it is now."""
    return PasskeySubject("pay", asked.id, bytes.fromhex(asked.task), bytes.fromhex(shown_digest(asked)))


def rules_of(view: PolicyView, change: PolicyChange) -> PasskeySubject:
    """A yes to looser rules of a wallet as it is now."""
    digests = (bytes.fromhex(change_digest(change)), bytes.fromhex(rules_digest(view)))
    return PasskeySubject("rules", f"{view.computer}/{view.wallet}", *digests)


class PagePasskeys:
    """Of one page. `wall`: seconds that people see; `steady`: monotonic seconds; `address`: where it is served."""

    def __init__(
        self,
        admin: Admin,
        records: Repository,
        turn: Turn,
        wall: Callable[[], int],
        steady: Callable[[], float],
        address: Callable[[], str],
    ) -> None:
        self._admin, self._records, self._turn, self._wall, self._address = admin, records, turn, wall, address
        self._as = BrowserTurn(admin.admitted, turn)
        self._window = PasskeyWindow(steady)

    # -------------------------------------------------------------- the page
    def possible(self, origin: str) -> bool:
        """See PasskeyApi."""
        return bool(webauthn.rp_id_of(origin))

    def ask(self, cookie: bytes, id: str, origin: str) -> PasskeyAsk | None:
        """See PasskeyApi."""

        def asking(_: BrowserView) -> PasskeyAsk | None:
            found = next((one for one in self._admin.approvals() if one.id == id and one.task), None)
            return None if found is None else self._admin.passkeys.ask(digest_of(cookie), origin, payment_of(found))

        return self._as(cookie, asking)

    def ask_rules(self, cookie: bytes, wallet: str, change: PolicyChange, origin: str) -> PasskeyAsk | None:
        """See PasskeyApi."""

        def asking(_: BrowserView) -> PasskeyAsk | None:
            (view,) = self._admin.policy_show(wallet)
            return self._admin.passkeys.ask(digest_of(cookie), origin, rules_of(view, change))

        return self._as(cookie, asking)

    def must_be_owner(self, cookie: bytes, who: BrowserView, subject: PasskeySubject, by: PageBy) -> None:
        """Raises BadInput unless a browser's passkey has signed just this; where it has none, its PIN will do (W2). In
        the turn of what is decided."""
        self._admin.seats.must_not_be_at_a_computer(by.address)
        if self._admin.passkeys.of(digest_of(cookie)) is not None:
            self._admin.passkeys.must_say(digest_of(cookie), who.name, subject, by)
            return
        tried = self._admin.page_pin.there()
        try:
            self._admin.page_pin.must_be(by.pin)
        except BadInput:
            if tried:
                with self._records.write() as write:
                    write.log(self._wall(), LogCode.BROWSER_PIN_WRONG, who.name)
            raise

    def enter(self, cookie: bytes, code: str, origin: str, address: str) -> PasskeyMaking:
        """See PasskeyApi."""

        def entering(who: BrowserView) -> PasskeyMaking:
            self._must_be_possible(origin, address)
            browser, tried = digest_of(cookie), self._window.waits_for(digest_of(cookie))
            try:
                challenge = self._window.enter(browser, code, origin)
            except BadInput:
                if tried:
                    with self._records.write() as write:
                        write.log(self._wall(), LogCode.BROWSER_PASSKEY_CODE, who.name)
                raise
            words = (webauthn.encoded(challenge), webauthn.encoded(browser), who.name, webauthn.rp_id_of(origin))
            return PasskeyMaking(*words, webauthn.ALGORITHMS)

        return self._as(cookie, entering)

    def make(self, cookie: bytes, made: str, origin: str, address: str) -> None:
        """See PasskeyApi."""

        def making(who: BrowserView) -> None:
            self._must_be_possible(origin, address)
            answer, browser = webauthn.read(made, new=True), digest_of(cookie)
            challenge = answer.challenge
            number = self._window.take(browser, challenge, origin)
            self._admin.passkeys.made(browser, who.name, webauthn.made(answer, challenge, origin))
            self._window.end(number)

        self._as(cookie, making)

    def _must_be_possible(self, origin: str, address: str) -> None:
        if not self.possible(origin):
            raise BadInput("a passkey needs a page that has a name and a certificate", InputKind.BROWSER_PASSKEY)
        self._admin.seats.must_not_be_at_a_computer(address)

    # -------------------------------------------------------------- the terminal
    def converse(self, args: Fields, talk: Talk, over: Callable[[], bool]) -> Fields:
        """`add_passkey` over the control socket: the code, and a browser that makes one with it."""
        if not self.possible(self._address()):
            raise BadInput("a passkey needs a page that has a name and a certificate", InputKind.BROWSER_PAGE)
        which = str(args.get("which", ""))
        browser = self._turn(lambda: self._admin.admitted.meant(which))
        code = self._window.open(browser)
        try:
            talk.event({"code": code})
            while not self._window.made(code):
                if talk.gone or over() or not self._window.standing(code):
                    raise BadInput("no passkey was made in time", InputKind.BROWSER_PASSKEY)
                time.sleep(POLL)
            found: Fields = plain(self._turn(lambda: self._admin.browser(browser)))
            return found
        finally:
            self._window.close(code)
