"""What a wallet does beside payments, its kinds together: open here, or in another program."""

from __future__ import annotations

from core.wallet.age_calls import AGE_CALLS, RemoteAge
from core.wallet.age_of_wallet import AgeOfWallet
from core.wallet.messages_of_wallet import MessagesOfWallet
from core.wallet.ssh_calls import SSH_CALLS, RemoteSsh
from core.wallet.ssh_of_wallet import SshOfWallet

OTHER_TASKS_CALLS = {**SSH_CALLS, **AGE_CALLS}


class OtherTasksOfWallet(MessagesOfWallet, SshOfWallet, AgeOfWallet):
    """A part of core.wallet.wallet.Wallet."""


class RemoteOtherTasks(RemoteSsh, RemoteAge):
    """A part of core.wallet.remote.RemoteWallet."""
