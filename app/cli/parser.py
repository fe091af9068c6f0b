"""The command line of `tandem`."""

from __future__ import annotations

from app import __version__
from app.arguments import seconds
from app.cli import keys, payments
from app.cli.home import HOME
from app.terminal import Parser, Run, add_command, add_group, program

NETWORKS = ("practice", "regtest", "testnet4", "signet", "bitcoin")


def parser() -> Parser:
    """The whole command line of `tandem`."""
    root, commands = program(
        "tandem",
        "A Bitcoin wallet whose private key never exists: this computer and your co-signer sign together.",
        HOME,
        __version__,
    )

    def add(name: str, summary: str, command: Run, detail: str = "") -> Parser:
        return add_command(commands, HOME, name, summary, command, detail)

    pair = add("pair", "bind this computer to a co-signer", keys.pair)
    pair.add_argument(
        "link", metavar="LINK|-", help="what `tandem-cosigner pair` shows; - is standard input, unseen by others"
    )
    pair.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")

    wallet = add_group(commands, HOME, "wallet", "make, list and show wallets")
    new = add_command(wallet, HOME, "new", "make a wallet together with the co-signer", keys.new)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--network", required=True, choices=NETWORKS, metavar="NET", help=", ".join(NETWORKS))
    add_command(wallet, HOME, "list", "the wallets of this computer", keys.listing)
    _named(add_command(wallet, HOME, "show", "key, descriptors and epoch of a wallet", keys.show))

    address = _named(add("address", "an address to receive at", keys.address))
    address.add_argument("--new", action="store_true", help="the next one, even if the last was never used")
    sync = _named(add("sync", "read the wallet's coins from an Electrum server", keys.sync))
    sync.add_argument("--server", required=True, metavar="URL", help="tcp://HOST:PORT or ssl://HOST:PORT")
    sync.add_argument(
        "--proxy", metavar="URL", help='socks5://HOST:PORT, remembered: no connection without it; "" = none from now on'
    )
    sync.add_argument(
        "--new-certificate", action="store_true", help="the server's owner says that its certificate was renewed"
    )
    _named(add("balance", "what the wallet holds", keys.balance))
    _named(add("history", "what came and went", keys.history))

    draft = _paying(_named(add("draft", "write a payment as a PSBT; nothing is signed", payments.draft)))
    _output(draft)
    sign = _named(add("sign", "sign a PSBT together with the co-signer", payments.sign))
    sign.add_argument("psbt", metavar="IN.psbt", help="binary or base64, made by any wallet; - is standard input")
    _output(sign)
    _waiting(sign)
    _waiting(_paying(_named(add("send", "draft, sign and broadcast a payment", payments.send))))
    broadcast = _named(add("broadcast", "hand a signed payment to the network", payments.broadcast))
    broadcast.add_argument("file", metavar="FILE", help="a finished PSBT or a raw transaction; - is standard input")

    _named(add("refresh", "renew both halves of the key; addresses stay", keys.refresh))
    _named(add("status", "key, link and co-signer of a wallet", keys.status))
    return root


def _named(command: Parser) -> Parser:
    command.add_argument("name", metavar="NAME", help="the wallet")
    return command


def _paying(command: Parser) -> Parser:
    command.add_argument("recipients", nargs="+", metavar="ADDRESS=SATS", help="whom to pay how many satoshi")
    command.add_argument("--fee-rate", metavar="X", help="sat/vB; else what the server suggests")
    return command


def _output(command: Parser) -> None:
    command.add_argument("-o", "--output", required=True, metavar="FILE", help="- is standard output, as base64")


def _waiting(command: Parser) -> None:
    command.add_argument(
        "--wait", type=seconds, metavar="SECONDS", help="how long to wait for the approval; else until it expires"
    )
