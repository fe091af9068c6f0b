"""What the co-signer's page may (page_api.PageApi). A decision is one turn: the browser is still admitted, the log
says that it decides, and then what decides everything else decides this too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from core.codec.plain import plain
from core.cosigner.admin import Admin
from core.cosigner.admin_in_turn import Turn
from core.cosigner.api import AddressView, ApprovalView, ComputerView, LogView, PolicyChange
from core.cosigner.browser_admission import BrowserAdmission
from core.cosigner.browser_api import BrowserView, CertificateView
from core.cosigner.browser_turn import BrowserTurn
from core.cosigner.browsers import digest_of
from core.cosigner.page_api import LooserView, PageView, WakingApi
from core.cosigner.page_passkeys import PagePasskeys, payment_of, rules_of
from core.cosigner.pushes import PageWaking
from core.cosigner.shown import FEE, PageBy, PageYes, rules_digest, shown_digest, ticks
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.home.log import LogQuery
from core.home.records import LogCode
from core.home.repository import Repository
from core.transport.control import Fields, Talk
from core.transport.page_authority import PageTls

POLL: Final = 0.1  # seconds, while a person is waited for


class BrowserPage:
    """`turn` carries out work between other work; `wall`: seconds that people see."""

    def __init__(
        self,
        admin: Admin,
        records: Repository,
        turn: Turn,
        wall: Callable[[], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._admin, self._records, self._turn, self._wall = admin, records, turn, wall
        self._browsers, self._as = admin.admitted, BrowserTurn(admin.admitted, turn)
        self._admission = BrowserAdmission(steady)
        self.waking: WakingApi = PageWaking(admin.pushes, self._as)
        self._address = ""
        self.passkeys = PagePasskeys(admin, records, turn, wall, steady, lambda: self._address)

    # -------------------------------------------------------------- admission
    def served(self, address: str) -> None:
        """See PageApi."""
        self._address = address

    def certificate(self) -> CertificateView | None:
        """See PageApi."""
        return self._admin.page_certificate.shown()

    def tls(self) -> PageTls | None:
        """See PageApi."""
        return self._admin.page_certificate.context(self._admin.home)

    def link_lives(self, token: str) -> bool:
        """See PageApi."""
        return self._admission.lives(token)

    def enter(self, token: str, name: str, address: str) -> bytes:
        """See PageApi."""
        if self._admission.lives(token):
            self._browsers.must_be_new(name)  # or the link would be gone for a name that will not do
        return self._admission.enter(token, name, address)

    def awaited(self, cookie: bytes) -> str:
        """See PageApi."""
        return _unknown(cookie).code if self._admission.awaits(cookie) else ""

    def converse(self, talk: Talk, over: Callable[[], bool]) -> Fields:
        """`admit_browser` over the control socket: the link, a browser that uses it, and the word about it."""
        if not self._address:
            raise BadInput("this co-signer shows no page; start it with one", InputKind.BROWSER_PAGE)
        token = self._admission.open()
        try:
            talk.event({"url": f"{self._address}/admit/{token}"})
            while (arrived := self._admission.arrived(token)) is None:
                if talk.gone or over() or not self._admission.standing(token):
                    raise BadInput("nobody has used the link in time", InputKind.BROWSER_LINK)
                time.sleep(POLL)
            near = self._turn(lambda: self._admin.seats.is_a_computers(arrived.address))
            shown = replace(_unknown(arrived.cookie), name=arrived.name, address=arrived.address, at_computer=near)
            if talk.ask({"browser": plain(shown)}) is not True:
                raise Refused("the browser was not admitted", RefusalKind.CANCELLED)
            if self._admission.arrived(token) != arrived:
                raise BadInput("the link has ended before the answer", InputKind.BROWSER_LINK)
            admitted = self._turn(lambda: self._browsers.admit(arrived.cookie, arrived.name, arrived.address))
            found: Fields = plain(admitted)
            return found
        finally:
            self._admission.close(token)

    # -------------------------------------------------------------- looking
    def browser(self, cookie: bytes) -> BrowserView | None:
        """See PageApi."""
        return self._browsers.known(cookie)

    def used(self, cookie: bytes, address: str) -> None:
        """See PageApi."""
        self._as(cookie, lambda _: self._browsers.here(cookie, address))

    def look(self, cookie: bytes) -> PageView:
        """See PageApi."""
        return self._as(
            cookie,
            lambda _: PageView(
                self._admin.approvals(),
                self._admin.unsigned(),
                self._admin.status(),
                self._admin.policy_show(),
                self._admin.now(),
                self._admin.page_pin.there(),
                self._admin.browser(digest_of(cookie)).passkey,
            ),
        )

    def waits(self, cookie: bytes) -> tuple[str, ...]:
        """See PageApi."""
        return self._as(cookie, lambda _: self._admin.on_the_desk())

    def log(self, cookie: bytes, query: LogQuery) -> tuple[LogView, ...]:
        """See PageApi."""
        return self._as(cookie, lambda _: self._admin.log(query))

    def address(self, cookie: bytes, wallet: str, which: str) -> AddressView:
        """See PageApi."""
        return self._as(cookie, lambda _: self._admin.address(wallet, which))

    # -------------------------------------------------------------- deciding
    def approve(self, cookie: bytes, yes: PageYes) -> None:
        """See PageApi."""

        def approving(who: BrowserView) -> None:
            asked = self._shown(yes.id, yes.task)
            if not asked.task:
                raise BadInput("the page says yes to payments alone", InputKind.BROWSER_FORM)
            if yes.shown != shown_digest(asked) or not yes.ticked.issuperset(ticks(asked)):
                raise BadInput("look at the request as it is now, then decide", InputKind.BROWSER_FORM)
            self.passkeys.must_be_owner(cookie, who, payment_of(asked), yes.by)
            self._note(LogCode.BROWSER_APPROVES, who.name, asked.id)
            self._admin.approve(asked.id, accept_fee=FEE in yes.ticked, task=asked.task)

        self._as(cookie, approving)

    def refuse(self, cookie: bytes, id: str, task: str, reason: str) -> None:
        """See PageApi."""

        def refusing(who: BrowserView) -> None:
            asked = self._shown(id, task)
            self._note(LogCode.BROWSER_REFUSES, who.name, asked.id)
            self._admin.refuse(asked.id, reason)

        self._as(cookie, refusing)

    def freeze(self, cookie: bytes) -> None:
        """See PageApi."""

        def freezing(who: BrowserView) -> None:
            self._note(LogCode.BROWSER_FREEZES, who.name)
            self._admin.policy_set(PolicyChange(frozen=True))

        self._as(cookie, freezing)

    def looser(self, cookie: bytes, wallet: str, change: PolicyChange) -> LooserView:
        """See PageApi."""
        return self._as(cookie, lambda _: self._admin.looser(change, wallet))

    def set_rules(self, cookie: bytes, wallet: str, change: PolicyChange, shown: str, by: PageBy) -> None:
        """See PageApi."""

        def setting(who: BrowserView) -> None:
            if change.delay is not None:  # the one rule that only itself, however long, would bring back
                raise BadInput("how long looser rules wait is set at the terminal", InputKind.BROWSER_RULES)
            (view,) = self._admin.policy_show(wallet)
            if rules_digest(view) != shown:
                raise BadInput("these rules are other ones by now; look at them again", InputKind.BROWSER_OLD)
            found = self._admin.looser(change, wallet)
            if found.rules:
                if not found.delay:
                    raise BadInput("looser rules of this wallet would not wait", InputKind.BROWSER_RULES)
                self.passkeys.must_be_owner(cookie, who, rules_of(view, change), by)
            self._note(LogCode.BROWSER_RULES, who.name, found.wallet)
            if found.rules:
                self._admin.policy_set(change, wallet)
            else:
                self._admin.tighten(change, wallet)

        self._as(cookie, setting)

    def keep_rule(self, cookie: bytes, wallet: str, rule: str) -> None:
        """See PageApi."""

        def keeping(who: BrowserView) -> None:
            (view,) = self._admin.policy_show(wallet)
            if all(one.rule != rule for one in view.pending):
                raise BadInput("no change of this rule waits any more", InputKind.BROWSER_OLD)
            self._note(LogCode.BROWSER_KEEPS, who.name, view.wallet, rule)
            self._admin.keep(rule, wallet)

        self._as(cookie, keeping)

    def block(self, cookie: bytes, computer: str) -> ComputerView:
        """See PageApi."""

        def blocking(who: BrowserView) -> ComputerView:
            pins = {one.pin for one in self._admin.status().computers}
            if computer not in pins:
                raise BadInput("no such computer is paired", InputKind.NO_SUCH_PEER)
            self._note(LogCode.BROWSER_BLOCKS, who.name, computer)
            return self._admin.block(computer)

        return self._as(cookie, blocking)

    def _shown(self, id: str, task: str) -> ApprovalView:
        """The request that was on the page, and still waits as it was there."""
        for found in (*self._admin.approvals(), *self._admin.unsigned()):
            if found.id == id:
                if found.task != task:
                    raise BadInput("this request is not what the page has shown", InputKind.REQUEST_ID)
                return found
        raise BadInput("this request does not wait any more", InputKind.NO_SUCH_REQUEST)

    def _note(self, code: LogCode, *values: str) -> None:
        with self._records.write() as write:
            write.log(self._wall(), code, *values)


def _unknown(cookie: bytes) -> BrowserView:
    return BrowserView(digest_of(cookie).hex()[:16])
