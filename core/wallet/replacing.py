"""Another co-signer takes the place of a lost one (core/spec/recovery.md, "A lost co-signer"): this computer hands it
the copies once its sheet has signed for this link, binds what it proves, and renews everything.

Killed anywhere it is simply begun again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.errors import BadInput, InputKind, PeerFault, RefusalKind, Refused, Retry
from core.home.changing_hands import bind, give_back, hand_out, left_behind, must_be_proved, returnable, sealed_to
from core.home.log_fields import named
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys.rebinding import rebound
from core.keys.restore import AskRestore, AskWhosePlace, Rebind, RebindProof, Rebound
from core.protocol.progress import ProgressStep
from core.recovery.sheet import PublicSheet
from core.role import Role
from core.rpc.multiplexer import Multiplexer
from core.transport.link.identity import fingerprint
from core.wallet.cosigner_client import CosignerClient
from core.wallet.events import Event, Progress
from core.wallet.renewing import asked, mine, renew

TOO_LATE = "no wallet can go back to a co-signer of before: none was replaced, or the halves were renewed since"
MOST_ROUNDS = 5  # of handing out copies anew, because this computer has renewed meanwhile with the lost one


class Replacing:
    """One replacement, over the line `client` to the new co-signer. `clock` gives seconds that people see."""

    def __init__(self, records: Repository, client: CosignerClient, clock: Callable[[], float]) -> None:
        self._records, self._client, self._clock = records, client, clock

    def run(self, progress: Progress) -> tuple[str, ...]:
        """To its end. -> wallets that stay with the lost co-signer, since it has no copy of them, or the new one could
        not open it. Raises Refused, LinkError, PeerFault, BadInput; what is durable by then stays, and the next run
        goes on from there."""
        without = self._bind(progress)
        renew(self._records, self._client, progress)
        return without

    def _bind(self, progress: Progress) -> tuple[str, ...]:
        for _ in range(MOST_ROUNDS):
            line = self._client.connected()
            sheet = self._sheet(line)
            if sheet is None:
                return ()
            has = mine(self._records, line)
            rows = [row for row in sealed_to(self._records, sheet) if row.pin != line.link.pin]
            if rows:
                progress(Event(ProgressStep.HANDING_OUT))
            elif not has:
                raise BadInput(
                    "this computer keeps no copy for the recovery sheet that was typed at the new co-signer; type the "
                    "newest sheet of the one that is lost",
                    InputKind.SHEET_UNKNOWN,
                )
            try:
                found = [proof for row in rows if (proof := self._handed(line, row.key_id, sheet)) is not None]
                self._bound(found, line.link.pin, sheet)
            except Retry:
                continue
            if not found and not has:
                raise BadInput(
                    "the new co-signer could open none of the copies, so no wallet has changed hands; move the coins "
                    "with both sheets and a recovery file",
                    InputKind.COPY,
                )
            without = self._left(line)
            asked(self._client, line, Rebound(without), Rebound)
            return without
        raise PeerFault("the wallets are renewed again and again meanwhile; let no other program work on this home")

    def _sheet(self, line: Multiplexer) -> PublicSheet | None:
        """The sheet whose words are at the other end; None: they have served, and all is bound. Until this is checked
        nothing has left this computer."""
        try:
            found = asked(self._client, line, AskWhosePlace(), AskRestore)
        except Refused as error:
            if error.kind is RefusalKind.SHEET_WORDS and mine(self._records, line):
                return None
            raise
        found.check(line.link.chan, line.link.pin)
        if found.role is not Role.P2:
            raise PeerFault("the new co-signer has the words of a computer's sheet")
        return found.sheet

    def _handed(self, line: Multiplexer, key_id: bytes, sheet: PublicSheet) -> RebindProof | None:
        """The copy is out, and the half that it holds was proved; None: the other end could not open it. Retry where
        the key was renewed meanwhile."""
        try:
            taken = hand_out(self._records, key_id, sheet, line.link.chan, int(self._clock()))
        except Refused as error:  # its sheet was exchanged meanwhile
            raise Retry(error.message) from None
        try:
            told = asked(self._client, line, taken, Rebind)
        except Refused as error:
            if error.kind is RefusalKind.INPUT:
                return None
            raise
        if [(one.key_id, one.T) for one in told.proofs] != [(key_id, taken.row.current)]:
            raise PeerFault("the new co-signer proves another key than was handed to it")
        (proof,) = told.proofs
        try:
            must_be_proved(self._records.keys[key_id], proof, line.link.chan)
        except Refused as error:
            raise Retry(error.message) from None
        return proof

    def _bound(self, proofs: list[RebindProof], pin: bytes, sheet: PublicSheet) -> None:
        """REBIND, in one transaction for all that were proved. Retry where one was renewed meanwhile."""
        if not proofs:
            return
        now = int(self._clock())
        with self._records.write(final=True) as write:
            home = self._records.home
            rows = [rebound(self._records.keys[one.key_id], pin, one.T, now) for one in proofs]
            lost = bind(write, self._records, (replace(row, peer_reach=None) for row in rows), sheet)
            for row in rows:
                write.log(now, LogCode.REBOUND, row.name, named(row.key_id), fingerprint(pin))
            if home.cosigner in lost:
                write.home(replace(home, cosigner=pin))

    def _left(self, line: Multiplexer) -> tuple[str, ...]:
        got = {row.key_id: row for row in mine(self._records, line)}
        lost = {row.replaced[-1].pin for row in got.values() if row.replaced}
        return tuple(row.name for row in left_behind(self._records, lost, got))


def may_be_cancelled(records: Repository) -> list[bytes]:
    """The pins of co-signers from which wallets may still go back to the one of before."""
    return [pin for pin in records.peers if returnable(records, pin)]


def cancel(records: Repository, pin: bytes, now: int) -> list[str]:
    """CANCEL: what the co-signer of this pin got goes back to the one of before, which has it still; this pin is
    turned away. -> the names of the wallets. `now` in seconds that people see. Raises BadInput."""
    with records.write(final=True) as write:
        back = returnable(records, pin)
        if not back:
            raise BadInput(TOO_LATE, InputKind.NO_SUCH_REQUEST)
        if records.home.cosigner == pin:
            write.home(replace(records.home, cosigner=back[0].replaced[-1].pin))
        for row in back:
            write.log(now, LogCode.RESTORE_CANCELLED, row.name, named(row.key_id), fingerprint(pin))
        give_back(write, records, back, now)
    return sorted(row.name for row in back)
