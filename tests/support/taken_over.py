"""A real `tandem-cosigner serve` whose clocks the test moves, the person at it, and a computer that was taken over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import ClassVar, Self

from app.processes import Program, Running
from core.approval.messages import RequestState
from core.bitcoin.signing_task import CheckedTask, WireTask
from core.codec.messages import Message
from core.cosigner import opening
from core.cosigner.api import OFF, ApprovalView, ConsoleApi, PolicyChange, PolicyView
from core.errors import LinkError
from core.home.log import LogQuery
from core.keys.record import KeyRecord
from core.protocol.ecdsa.sign import Signature
from core.rpc.runner import pack, unpack
from core.secret import Secret
from core.transport.link.link import Link
from core.wallet.cosigner_client import CosignerClient
from core.wallet.opening import create_or_open
from tests.support.hostile import declined
from tests.support.hostile_computer import DAY, HostileComputer, hostile_computer
from tests.support.open_homes import HOST, NAME, NETWORK, PASSPHRASE, Pairing, cheap_vaults
from tests.support.payment import judged
from tests.support.programs import Programs

SMALL = 50_000  # sat, up to which nobody is asked
RULES = PolicyChange(approve_below=SMALL, per_day=OFF, wait=OFF, delay=OFF)
PATIENCE = 20.0  # seconds for one answer


class MovedService:
    """The process. It listens where it did before when it is started again."""

    def __init__(self, programs: Programs) -> None:
        self.host, self.port = HOST, 0
        self.program: Program = replace(programs.other, module="tests.support.moved_cosigner")
        self._moved: list[str] = []
        self.running = self._serve()

    def _serve(self) -> Running:
        program = replace(self.program, extra={"MOVED": ",".join(self._moved)})
        self._lines = 0
        running = program.start("serve", "--listen", f"{self.host}:{self.port}", "--pair-port", 0)
        self.port = int(str(running.object()["listening"]).rpartition(":")[2])
        return running

    def _move(self, line: str) -> None:
        self._moved.append(line)
        self._lines += 1
        self.running.type(line)
        self.running.line(f"^moved {self._lines}$", out=True)

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self._move(f"{seconds}")

    def jump(self, seconds: float) -> None:
        """Somebody sets its clock."""
        self._move(f"jump {seconds}")

    def killed(self, jump: float) -> None:
        """kill -9, and a start with a clock that is set by so much."""
        self.running.kill()
        self._moved.append(f"jump {jump}")
        self.running = self._serve()


class Spoken:
    """Whatever the test wants to say over a settled link, under calls of its own."""

    _calls: ClassVar = count(1_000)

    def __init__(self, link: Link) -> None:
        self.link = link
        self._early: dict[int, list[bytes]] = {}

    def send(self, message: Message | bytes, call: int | None = None) -> int:
        """The number of its call; bytes are those of a message."""
        call = next(self._calls) if call is None else call
        self.link.send(call.to_bytes(4, "big") + message if isinstance(message, bytes) else pack(call, message))
        return call

    def answer(self, call: int) -> bytes:
        """The next message of a call."""
        while not self._early.get(call):
            number, data = unpack(self.link.receive(PATIENCE))
            self._early.setdefault(number, []).append(data)
        return self._early[call].pop(0)

    def ask(self, message: Message | bytes, call: int | None = None) -> list[bytes]:
        """The one message that comes back, as Hostile has it."""
        return [self.answer(self.send(message, call))]

    def ended(self) -> bool:
        """Whether the co-signer has hung up, or does."""
        try:
            while True:
                self.link.receive(PATIENCE)
        except LinkError:
            return self.link.closed


@dataclass
class TakenOver:
    """What a hostile program has at a co-signer, and what the person there sees."""

    service: MovedService
    console: ConsoleApi
    computer: HostileComputer
    _mark: int = field(default=0)

    @property
    def key(self) -> KeyRecord:
        """Of the one wallet."""
        return self.computer.key

    @property
    def client(self) -> CosignerClient:
        """The wallet's own."""
        return self.computer.client

    def checked(self, wire: WireTask) -> CheckedTask:
        """As an honest program reads it."""
        return self.computer.checked(wire)

    def spoken(self, *, fresh: bool = False) -> Spoken:
        """The wallet's settled link, or a new one."""
        if fresh:
            self.client.close()
        return Spoken(self.client.connected().link)

    def kinds(self, messages: Sequence[Message]) -> list[str]:
        """The kinds of no that they are answered with, over the link there is."""
        spoken = self.spoken()
        return [declined(spoken.ask(message)).kind for message in messages]

    # -------------------------------------------------------------- what the person sees
    def waiting(self) -> ApprovalView:
        """The one request that the person is asked about."""
        (found,) = self.console.approvals()
        return found

    def rules(self) -> PolicyView:
        """Without what is counted, and whose they are."""
        (view,) = self.console.policy_show()
        return replace(view, unattended_24h=0, signed_24h=0, signed_7d=0, propose_delay=None, computer_name="")

    def used(self) -> int:
        """Sat of the last 24 hours that nobody was asked about."""
        (view,) = self.console.policy_show()
        return view.unattended_24h

    def _signed(self) -> int:
        return sum(line.count for line in self.console.log(LogQuery("signature")) if line.code == "signature.debited")

    def marked(self) -> Self:
        """From here on it counts what is signed."""
        self._mark = self._signed()
        return self

    def signed(self) -> int:
        """Payments that an answer may have left for, since then."""
        return self._signed() - self._mark

    # -------------------------------------------------------------- what an honest program does
    def allowed(self, wire: WireTask) -> bytes:
        """Proposed, and approved by the person where one is asked; the request's id."""
        found = self.client.propose(self.key, wire)
        if found.state is RequestState.PROPOSED:
            self.console.approve(found.request.hex(), accept_fee=True)
        return found.request

    def pays(self, amount: int = 1_000) -> dict[int, Signature]:
        """A payment from its proposal to signatures that libsecp256k1 takes."""
        wire = self.computer.wire(amount)
        self.allowed(wire)
        task = self.checked(wire)
        return judged(self.client.sign(self.key.key_id, task), task, self.computer.table)

    def settled(self) -> None:
        """The person sees to it that whatever was tried is over."""
        self.console.policy_set(RULES)
        self.console.resume()
        self.console.end_silence()

    def another_day(self) -> None:
        """It is longer than any rule or suspension lasts."""
        self.client.close()
        self.service.sleep(DAY + 7_200)


@contextmanager
def taken_over(place: Path) -> Iterator[TakenOver]:
    """The two paired and with a key, and the computer's home in other hands."""
    with cheap_vaults(), Programs(place) as programs:
        programs.init()
        service = MovedService(programs)
        try:
            console = opening.connect(programs.other.home, lambda: Secret(b"other words altogether"))
            wallet = create_or_open(place / "wallet", PASSPHRASE)
            try:
                pairing = Pairing(console)
                wallet.pair(pairing.link, pairing.compare)
                pairing.end()
                wallet.new_key(NAME, NETWORK)
            finally:
                wallet.close()
            console.policy_set(RULES)
            with hostile_computer(place, service) as computer:
                yield TakenOver(service, console, computer)
            assert service.running.stop() == 0, service.running.err
        finally:
            service.running.__exit__()
