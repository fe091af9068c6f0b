"""A message of BIP322, signed for one of the wallet's own addresses. The co-signer makes both transactions itself, from
the address's place and the text: no transaction ever comes from the computer."""

from __future__ import annotations

from dataclasses import dataclass

from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.bitcoin.bip322 import digest, must_be_a_message
from core.bitcoin.coins import MAX_HORIZON, AddressTable
from core.codec.codec import U8, U32, VarBytes, decode, encode
from core.errors import BadInput, InputKind
from core.keys.record import ACCOUNTS


@dataclass(frozen=True, slots=True)
class MessageAsked:
    """Which address of the wallet says what."""

    branch: U8
    index: U32
    text: VarBytes

    def payload(self) -> bytes:
        """As it travels."""
        return encode(self)


class SignedMessage:
    """The kind."""

    number = 1
    word = "message"
    schemes = frozenset(ACCOUNTS)

    def read(self, key: TaskKey, payload: bytes) -> OtherTask:
        """See TaskKind."""
        asked = decode(MessageAsked, payload, lambda why: BadInput(why, InputKind.TASK))
        text = must_be_a_message(asked.text)
        if asked.branch > 1 or asked.index >= MAX_HORIZON:
            raise BadInput("a message is signed for an address that the wallet looks at", InputKind.MESSAGE_ADDRESS)
        table = AddressTable(key.Q, key.chain, account := ACCOUNTS[key.scheme])
        script = table.script(asked.branch, asked.index)
        return OtherTask(
            kind=self.number,
            word=self.word,
            key_id=key.key_id,
            payload=payload,
            messages=((digest(script, asked.text), (*account.steps, asked.branch, asked.index)),),
            lines=(
                TaskSaid(TaskLine.MESSAGE),
                TaskSaid(TaskLine.MESSAGE_ADDRESS, (table.address(asked.branch, asked.index, key.network),)),
                TaskSaid(TaskLine.MESSAGE_TEXT, (text,)),
            ),
        )
