"""The command line of `tandem-cosigner`."""

from __future__ import annotations

from app import __version__
from app.arguments import endpoint, port, reachable
from app.cosigner import console, service
from app.cosigner.home import HOME
from app.terminal import Parser, Run, add_command, add_group, program


def parser() -> Parser:
    """The whole command line of `tandem-cosigner`."""
    root, commands = program(
        "tandem-cosigner",
        "The co-signer: it reads every payment itself, asks you, and signs together with your computer.",
        HOME,
        __version__,
    )

    def add(name: str, summary: str, command: Run, detail: str = "") -> Parser:
        return add_command(commands, HOME, name, summary, command, detail)

    init = add("init", "make the co-signer's home", service.init)
    init.add_argument("--practice", action="store_true", help="for the practice network only, on this machine only")

    serve = add("serve", "wait for the computer, and sign what you approve", service.serve)
    serve.add_argument("--listen", type=endpoint, metavar="HOST:PORT", help="for the computer; port 0 = a free one")
    serve.add_argument("--pair-port", type=port, metavar="PORT", help="for pairing, open only while it is asked for")
    serve.add_argument(
        "--advertise", type=reachable, metavar="HOST", help="the name or address that pairing links carry"
    )

    pair = add("pair", "show a link that binds one computer; needs `serve` running", service.pair)
    pair.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")

    add("approvals", "what waits for your decision", console.approvals)
    approve = _request(add("approve", "say yes to a request", console.approve))
    approve.add_argument("--accept-fee", action="store_true", help="also when the fee is out of proportion")
    refuse = _request(add("refuse", "say no to a request", console.refuse))
    refuse.add_argument("--reason", required=True, metavar="TEXT", help="what the computer is told")

    policy = add_group(commands, HOME, "policy", "what may be signed without asking")
    show = add_command(policy, HOME, "show", "the rules of one wallet or of all", console.policy_show)
    show.add_argument("name", nargs="?", metavar="NAME")
    change = add_command(
        policy, HOME, "set", "change the rules of one wallet, or of all there are now", console.policy_set
    )
    change.add_argument("name", nargs="?", metavar="NAME")
    change.add_argument(
        "--approve-below",
        required=True,
        metavar="SATS",
        help="payment plus fee up to this need no approval, ten times as much in 24 h; 0 = always ask",
    )

    address = add("address", "is this address ours? or: the address with this number", console.address)
    address.add_argument("name", metavar="NAME")
    address.add_argument("which", nargs="?", metavar="INDEX|ADDRESS")
    add("status", "wallets, pairing and health of this co-signer", console.status)
    return root


def _request(command: Parser) -> Parser:
    command.add_argument("id", metavar="ID", help="the request, as `approvals` shows it")
    return command
