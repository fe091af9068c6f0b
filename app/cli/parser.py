"""The command line of `tandem`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import __version__
from app.arguments import count, seconds
from app.cli import (
    age,
    health,
    keys,
    leave,
    logs,
    messages,
    payments,
    recovery,
    releases,
    replace,
    restore,
    sheets,
    ssh,
    wipe,
)
from app.cli.home import HOME
from app.logs import add_log
from app.recovery_said import DETAIL
from app.sheet_words import ANEW, FORM, add_options_of_new
from app.terminal import Parser, Run, add_command, add_group, program
from app.wiping import add_options
from core.codec.names import composed

COSIGNER = "its name, or its fingerprint's beginning"
KINDS = ("segwit", "taproot")
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
    pair.add_argument("--another", action="store_true", help="a further co-signer, beside those that are paired")
    pair.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")

    lost = add(
        "restore",
        "take the place of a lost computer: its wallets, with the words of its recovery sheet",
        restore.restore,
        "On the co-signer: tandem-cosigner pair, then approve the request. It settles for a day, unless the wallets "
        "are younger than an hour; the lost computer's being on-line ends it. Stopped, it is typed again as it was. "
        "So wallets move to a new computer too: close Tandem on the old one first. Two never have one wallet.",
    )
    lost.add_argument("link", metavar="LINK|-", help="what `tandem-cosigner pair` shows; - is standard input")
    lost.add_argument(
        "--sheet-file", required=True, metavar="FILE", help="the 24 words of the lost computer's sheet, mode 600"
    )
    lost.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")

    other = add(
        "replace-cosigner",
        "let another co-signer take the place of a lost one",
        replace.replace,
        "On the new co-signer: tandem-cosigner restore --sheet-file FILE, serve, then pair. Wallets of which this "
        "computer keeps a copy for its sheet move there with new halves. Stopped, it is typed again as it was.",
    )
    other.add_argument(
        "link", nargs="?", metavar="LINK|-", default=None, help="what `tandem-cosigner pair` shows; - is standard input"
    )
    other.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")
    other.add_argument(
        "--cancel",
        action="store_true",
        help="give the wallets back to the co-signer of before, which has turned up; possible until the halves are new",
    )
    other.add_argument("--cosigner", type=composed, metavar="WHICH", help=f"which new one is to go: {COSIGNER}")

    called = add("name", "what this computer is called; co-signers are told", keys.name)
    called.add_argument("name", type=composed, nargs="?", metavar="NAME", help="for example: Office PC")
    add("cosigners", "the co-signers of this computer, and its own fingerprint", keys.cosigners)
    rename = add("rename", "call a co-signer so here, whatever it calls itself", keys.rename)
    rename.add_argument("cosigner", type=composed, metavar="COSIGNER", help=COSIGNER)
    rename.add_argument("name", type=composed, metavar="NAME")

    wallet = add_group(commands, HOME, "wallet", "make, list and show wallets")
    new = add_command(wallet, HOME, "new", "make a wallet together with the co-signer", keys.new)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--network", required=True, choices=NETWORKS, metavar="NET", help=", ".join(NETWORKS))
    new.add_argument(
        "--kind", choices=KINDS, default=KINDS[0], help="of its addresses, for good: segwit (bc1q…) or taproot (bc1p…)"
    )
    new.add_argument("--cosigner", type=composed, metavar="WHICH", help=f"where several are paired: {COSIGNER}")
    add_command(wallet, HOME, "list", "the wallets of this computer", keys.listing)
    _named(add_command(wallet, HOME, "show", "key, descriptors and epoch of a wallet", keys.show))

    was = _named(
        add_command(
            wallet,
            HOME,
            "was-whole",
            "note that `tandem leave` made a wallet's key whole; it is never unsaid",
            keys.was_whole,
            "It goes on signing, so that its coins can be moved; status, address and the window say what to do.",
        )
    )
    was.add_argument("fingerprint", metavar="FINGERPRINT", help="the wallet's, 8 digits, as it was typed there")

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
    sync.add_argument(
        "--gap",
        type=count,
        metavar="N",
        help="look at so many addresses beyond the last used one, this time; else 20 and what the co-signer accepts",
    )
    _named(add("balance", "what the wallet holds", keys.balance))
    history = _named(add("history", "what came and went", keys.history))
    history.add_argument("--last", type=count, metavar="N", help="the newest N alone; else all")

    draft = _paying(_named(add("draft", "write a payment as a PSBT; nothing is signed", payments.draft)))
    _output(draft)
    sign = _named(add("sign", "sign a PSBT together with the co-signer", payments.sign))
    sign.add_argument("psbt", metavar="IN.psbt", help="binary, base64 or hex, of any wallet; - is standard input")
    _output(sign)
    _waiting(sign)
    _waiting(_paying(_named(add("send", "draft, sign and broadcast a payment", payments.send))))
    broadcast = _named(add("broadcast", "hand a signed payment to the network", payments.broadcast))
    broadcast.add_argument("file", metavar="FILE", help="a finished PSBT or a raw transaction; - is standard input")

    says = add_group(commands, HOME, "message", "what the owner of an address says, signed (BIP322)")
    said = _named(
        add_command(
            says,
            HOME,
            "sign",
            "sign a text for one of the wallet's addresses, together with the co-signer",
            messages.sign,
            "The co-signer shows the address and the whole text. No coins move: what is signed can never be sent.",
        )
    )
    said.add_argument("address", metavar="ADDRESS", help="one of the wallet's own")
    said.add_argument("text", metavar="TEXT|-", help="up to 4096 bytes, not one of them changed; - is standard input")
    _waiting(said)
    holds = add_command(
        says, HOME, "verify", "whether the owner of an address has signed a text; needs no home", messages.verify
    )
    holds.add_argument("address", metavar="ADDRESS", help="of kind wpkh (bc1q…) or tr (bc1p…), of any network")
    holds.add_argument("text", metavar="TEXT|-", help="just as it was signed; - is standard input")
    holds.add_argument("signature", metavar="SIGNATURE", help="in base64, with or without the prefix smp")
    _ssh(add_group(commands, HOME, "ssh", "keys to log in with ssh and to sign commits, held by both devices"))
    _age(add_group(commands, HOME, "age", "keys that open files which were encrypted with age, held by both devices"))

    sheet = add_group(commands, HOME, "sheet", "the papers from which a lost device comes back")
    made = add_command(
        sheet,
        HOME,
        "new",
        "make this computer's recovery sheet: 24 words, shown once",
        sheets.new,
        "They are shown at a terminal, cleared away, and three of them asked; only then the sheet counts.",
    )
    add_options_of_new(made)
    form = add_command(
        sheet, HOME, "form", "the paper of this computer's sheet, to be written on anew", sheets.form, ANEW
    )
    form.add_argument("file", metavar="FILE.pdf", help=FORM)
    add_command(sheet, HOME, "show", "its fingerprint, and which wallets are sealed to it", sheets.show)
    exchange = add_command(
        sheet,
        HOME,
        "exchange",
        "make a new sheet in place of the one that wallets are sealed to: when the paper was lost or seen",
        sheets.exchange,
        "Each wallet is sealed to both until a drill of the new one. Keep the old paper until you are told to burn it.",
    )
    add_options_of_new(exchange)
    add_command(sheet, HOME, "give-up", "stay with the old sheet: the new one takes no place", sheets.give_up)
    add_command(sheet, HOME, "burnt", "say that the paper of the exchanged sheet is burnt", sheets.burnt)
    accept = _named(
        add_command(sheet, HOME, "accept", "say yes to the co-signer's sheet, and keep copies for it", sheets.accept)
    )
    accept.add_argument(
        "--fingerprint",
        metavar="WORDS",
        help="its 12 words, as the co-signer shows them (for scripts); else you are asked",
    )

    drill = _named(
        add(
            "drill",
            "show that this computer's sheet opens the copy at the co-signer, and that both halves sign",
            sheets.drill,
            "Before the first deposit, and every 90 days. The words never leave this computer.",
        )
    )
    drill.add_argument("--sheet-file", required=True, metavar="FILE|-", help="the 24 words; - is a line typed here")

    files = add_group(commands, HOME, "recovery", "files that with both sheets are the keys")
    export = add_command(
        files, HOME, "export", "write both sealed copies of every wallet into a new file", recovery.export
    )
    export.add_argument("file", metavar="FILE", help="with both sheets it is the key: keep it where neither sheet is")
    verify = add_command(
        files, HOME, "verify", "whether a recovery file is of one piece; off line, without a home", recovery.verify
    )
    verify.add_argument("file", metavar="FILE", help="- is standard input")
    verify.add_argument(
        "--sheet-file", metavar="FILE|-", help="also whether this one paper opens it, on a machine that is off line"
    )
    verify.add_argument("--i-am-online", action="store_true", help="though this machine has a way to the internet")
    update = add_group(commands, HOME, "update", "newer releases; nothing is ever installed by itself")
    asks = add_command(
        update,
        HOME,
        "check",
        "ask what is released, once; two of three release keys must have signed the answer",
        releases.check,
        "It shows what is new and where to get it. The server learns nothing of you; without a proxy, your address.",
    )
    asks.add_argument(
        "--proxy", metavar="URL", help='socks5://HOST:PORT for this time; "" = none; else the one of `sync`'
    )
    holds = add_command(
        update, HOME, "verify", "whether a downloaded file is one of the release that was found", releases.verify
    )
    holds.add_argument("file", metavar="FILE")
    holds.add_argument(
        "--manifest",
        metavar="FILE",
        help="by this manifest, its signatures beside it, instead of the last one found; no home is opened",
    )
    whole = add(
        "leave",
        "leave Tandem: make the key whole from a recovery file and both sheets, once, off line",
        leave.leave,
        "It writes a private descriptor for Bitcoin Core or Sparrow. Afterwards spend the coins to a new wallet.",
    )
    whole.add_argument("file", metavar="FILE", help="what `recovery export` has written")
    whole.add_argument(
        "-o", "--output", required=True, metavar="OUT", help="a new file, which whoever reads has the coins"
    )
    for option in ("--computer-sheet", "--cosigner-sheet"):
        whole.add_argument(
            option, required=True, metavar="FILE|-", help="its 24 words; - is standard input, a line each"
        )
    whole.add_argument("--branches", action="store_true", help="two descriptors, for Bitcoin Core before version 28")
    whole.add_argument("--i-am-online", action="store_true", help="though this machine has a way to the internet")

    add_options(
        add(
            "wipe",
            "take this home off the computer for good: it is sold, or given away",
            wipe.wipe,
            "Wallets stay where the co-signer keeps a copy for this computer's sheet.",
        )
    )
    _named(add("refresh", "renew both halves of the key; addresses stay", keys.refresh))
    copy = add("backup", "write a good copy of this home into a new file", recovery.backup, DETAIL)
    copy.add_argument("file", metavar="FILE", help="sealed under the passphrase; keep none where the co-signer's lies")
    add(
        "accept-copy",
        "open a home that was copied, or found, without the file vault-wal",
        keys.accept_copy,
        "Put that file back if you have it. Else it is taken for an old copy: halves are renewed before a payment.",
    )
    log = add("log", "what this computer wrote down: requests, answers, signatures, keys, rules it was told", logs.log)
    compare = add_command(
        add_log(log, HOME, logs.export, logs.verify),
        HOME,
        "compare",
        "hold the co-signer's log against this one: what only one of them knows",
        logs.compare,
        "On the co-signer: tandem-cosigner log export FILE. Exit code 1: they differ in what matters.",
    )
    compare.add_argument("file", metavar="FILE", help="the exported log of the co-signer; - is standard input")
    _named(add("rules", "what the co-signer lets pass, what is left of its limits, and what is to change", keys.rules))
    _named(add("status", "key, link and co-signer of a wallet", keys.status))
    well = _named(add("health", "how a key is, in sentences, and what is to be done first", health.show))
    well.add_argument("--language", choices=("en", "de"), help="of the sentences; else en")
    return root


def _ssh(ssh_group: argparse._SubParsersAction[Parser]) -> None:
    made = add_command(
        ssh_group,
        HOME,
        "new",
        "make a key for ssh and git together with the co-signer",
        ssh.new,
        "It is an ordinary ssh-ed25519 key to servers, git and ssh-keygen; neither device has it.",
    )
    shown = add_command(ssh_group, HOME, "show", "the key's public lines, and what git is to be told", ssh.show)
    _of_another_key(made, shown)
    runs = add_command(
        ssh_group,
        HOME,
        "agent",
        "answer ssh, git and ssh-keygen, until it is stopped",
        ssh.agent,
        "It shows the line that other terminals need (SSH_AUTH_SOCK). The co-signer is asked about each signature that "
        "its rules do not allow. What cannot be read whole is refused; why is said here.",
    )
    runs.add_argument("--socket", type=Path, metavar="PATH", help="in a folder of yours alone; else agent, in the home")


def _of_another_key(made: Parser, shown: Parser) -> None:
    """What is said of a key that holds no coins, when it is made and when it is shown."""
    made.add_argument("name", metavar="NAME")
    made.add_argument("--cosigner", type=composed, metavar="WHICH", help=f"where several are paired: {COSIGNER}")
    shown.add_argument("name", nargs="?", type=composed, metavar="NAME", help="the key; without it the names of all")


def _age(age_group: argparse._SubParsersAction[Parser]) -> None:
    made = add_command(
        age_group,
        HOME,
        "new",
        "make a key that opens files, together with the co-signer",
        age.new,
        "Whoever encrypts to it needs age or rage, and nothing of this program; neither device opens a file alone.",
    )
    shown = add_command(age_group, HOME, "show", "the public key, and the line for a file of identities", age.show)
    _of_another_key(made, shown)
    opens = add_command(
        age_group,
        HOME,
        "decrypt",
        "open a file together with the co-signer",
        age.decrypt,
        "The co-signer is asked once. It sees what the file is called, which only this computer says, and nothing of "
        "what is in it.",
    )
    opens.add_argument("file", metavar="FILE", help="as age or rage has written it; - is standard input")
    opens.add_argument("-o", "--output", required=True, metavar="OUT", help="a new file; - is standard output")
    opens.add_argument("--key", type=composed, metavar="NAME", help="only with this one; else with each")
    _waiting(opens)


def _named(command: Parser) -> Parser:
    command.add_argument("name", type=composed, metavar="NAME", help="the wallet")
    return command


def _paying(command: Parser) -> Parser:
    command.add_argument("recipients", nargs="+", metavar="ADDRESS=SATS", help="whom to pay how many satoshi")
    command.add_argument("--fee-rate", metavar="X", help="sat/vB, decimals too; else what the server advises")
    return command


def _output(command: Parser) -> None:
    command.add_argument("-o", "--output", required=True, metavar="FILE", help="- is standard output, as base64")


def _waiting(command: Parser) -> None:
    command.add_argument(
        "--wait", type=seconds, metavar="SECONDS", help="how long to wait for the approval; else until it expires"
    )
