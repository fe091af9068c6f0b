"""The command line of `tandem-cosigner`."""

from __future__ import annotations

import argparse

from app import __version__
from app.arguments import endpoint, loopback_endpoint, port, proxy_address, reachable, web_name
from app.cosigner import browsers as pages
from app.cosigner import clocks, computers, console, restore, service, sheets, waking, wipe
from app.cosigner.home import HOME
from app.logs import add_log
from app.recovery_said import DETAIL
from app.sheet_words import ANEW, FORM, add_options_of_new
from app.terminal import Parser, Run, add_command, add_group, program
from app.wiping import add_options
from core.codec.names import composed

WALLET = "the wallet; COMPUTER/NAME where several computers have one of that name"


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
    _store(init)

    serve = add("serve", "wait for the computer, and sign what you approve", service.serve)
    serve.add_argument("--listen", type=endpoint, metavar="HOST:PORT", help="for the computer; port 0 = a free one")
    serve.add_argument("--pair-port", type=port, metavar="PORT", help="for pairing, open only while it is asked for")
    serve.add_argument(
        "--advertise", type=reachable, metavar="HOST", help="the name or address that pairing links carry"
    )
    serve.add_argument(
        "--metrics",
        type=loopback_endpoint,
        metavar="PORT",
        help="/healthz and /metrics (Prometheus) on 127.0.0.1, or on another loopback HOST:PORT",
    )
    serve.add_argument(
        "--web",
        type=endpoint,
        metavar="HOST:PORT",
        help="the page for your phone; 127.0.0.1, unless it has a certificate",
    )
    serve.add_argument(
        "--web-name",
        type=web_name,
        action="append",
        metavar="NAME",
        help="the name by which a proxy of yours, with a certificate, shows that page",
    )
    serve.add_argument(
        "--trusted-proxy",
        type=proxy_address,
        metavar="ADDRESS",
        help="where that proxy comes from: only there, and only by what it says of the browser, does the name count",
    )
    serve.add_argument(
        "--log",
        choices=("text", "json"),
        help="one line an event on standard error, for a journal; no names or amounts",
    )
    serve.add_argument(
        "--plain", action="store_true", help="in a terminal: lines and questions, no screen (for screen readers too)"
    )
    _store(serve)
    serve.add_argument(
        "--standby",
        action="store_true",
        help="where another `serve` has the vault in its database: wait, and take it over as soon as that one ends",
    )
    serve.add_argument("--with-input", action="store_true", help="end when standard input does (for programs)")

    pair = add("pair", "show a link that binds one computer; needs `serve` running", service.pair)
    pair.add_argument("--confirm-words", action="store_true", help="say that the words were compared (for scripts)")

    add("approvals", "what waits for your decision", console.approvals)
    approve = _words(_request(add("approve", "say yes to a request", console.approve)))
    approve.add_argument("--accept-fee", action="store_true", help="also when the fee is out of proportion")
    refuse = _request(add("refuse", "say no to a request", console.refuse))
    refuse.add_argument("--reason", type=composed, required=True, metavar="TEXT", help="what the computer is told")

    policy = add_group(commands, HOME, "policy", "what may be signed, and what without asking")
    show = add_command(policy, HOME, "show", "the rules of one wallet or of all", console.policy_show)
    show.add_argument("name", type=composed, nargs="?", metavar="NAME", help=WALLET)
    change = add_command(
        policy, HOME, "set", "change the rules of one wallet, or of all there are now", console.policy_set
    )
    change.add_argument("name", type=composed, nargs="?", metavar="NAME", help=WALLET)
    _rules(change)

    add(
        "accept-copy",
        "open a home that was copied, or found, without the file vault-wal",
        service.accept_copy,
        "Put that file back if you have it. Else it is taken for an old copy: shares are renewed before a payment "
        "and every payment asks for seven days, or until you say `resume`.",
    )

    block = add(
        "block",
        "turn a computer away, at once",
        computers.block,
        "Its link ends, what it asked for is refused, and nothing is signed for it any more: for a computer that was "
        "lost, stolen or taken over. To let it in again, pair it again and compare the words.",
    )
    block.add_argument("computer", metavar="COMPUTER", help="as `status` shows it; its first 4 digits or more")

    lost = _words(
        add(
            "restore",
            "take the place of a lost co-signer, with the words of its sheet; or `restore cancel`",
            restore.prepare,
            "Into a new home, which is made. Then serve, pair, and on the computer: tandem replace-cosigner LINK. The "
            "words wait in the vault until then, for a week at most. Never do this on the wallet computer.",
        )
    )
    lost.add_argument("--sheet-file", metavar="FILE|-", help="the 24 words of the lost co-signer's sheet, mode 600")
    lost.add_argument("--practice", action="store_true", help="the new home is for the practice network only")
    _store(lost)
    back = add_command(
        lost.add_subparsers(title="commands", metavar="[COMMAND]"),
        HOME,
        "cancel",
        "give the wallets back to the computer of before, and block the new one",
        restore.cancel,
        "Possible until the new computer has renewed the halves. The one of before renews them before it pays.",
    )
    back.add_argument("computer", nargs="?", metavar="COMPUTER", help="the new one, as `status` shows it")

    clock = add_group(commands, HOME, "clock", "the clock of this machine, and the time that limits and waits go by")
    add_command(clock, HOME, "show", "what it says, and how far limits and waits are behind it", clocks.show)
    confirm = add_command(
        clock,
        HOME,
        "confirm",
        "say that the clock is right, so that all the time counts that the machine was off",
        clocks.confirm,
        "After a start of the machine limits and waits go on by twelve hours at most: whoever sets its clock forward "
        "ends none of them. Compare it with a clock that no network sets.",
    )
    confirm.add_argument("--yes", action="store_true", help="it was compared (for scripts)")

    resume = add(
        "resume",
        "let payments without a person go on by the rules",
        console.resume,
        "After this home or its computer came back from an old copy every payment asks for seven days, or until you "
        "say this. Look at the rules first (`policy show`): an old copy may hold old ones, and has forgotten what it "
        "signed since.",
    )
    resume.add_argument("name", type=composed, nargs="?", metavar="NAME", help=WALLET)

    web = add_group(commands, HOME, "web", "browsers that may see the co-signer's page")
    entering = add_command(
        web,
        HOME,
        "admit",
        "show a code for a phone's camera that admits one browser; needs `serve --web`",
        pages.admit,
        "It lives five minutes and works once; then you are asked whether that is your browser.",
    )
    entering.add_argument("--show-link", action="store_true", help="the link as text too: who reads it gets in first")
    own = add_command(
        web,
        HOME,
        "ca",
        "make an authority for the page's one name or address, where no other gives it a certificate",
        pages.authority,
        "The phone has to trust it once; it can vouch for nothing else, and its key is gone. It is served from the "
        "next `serve` on, for two years. Another one takes its place.",
    )
    own.add_argument("host", type=reachable, metavar="HOST", help="as the phone will write it: a name, or an address")
    add_command(
        web,
        HOME,
        "pin",
        "draw the PIN that a yes on the page needs; the one before counts no more",
        pages.pin,
        "Six digits, shown once. After five wrong ones in a row, or twenty in all, it counts no more either: draw "
        "another here.",
    )
    signing = add_command(
        web,
        HOME,
        "passkey",
        "have an admitted browser make a passkey, with which it approves in the place of the PIN",
        pages.passkey,
        "It shows a code that is typed there within five minutes; needs `serve --web` with a name and a certificate. "
        "The same again makes another one in its place, as for a device that has lost its own.",
    )
    signing.add_argument("name", type=composed, metavar="NAME", help="as `web list` shows it, or its id")
    add_command(web, HOME, "list", "which browsers are admitted", pages.browsers)
    leaving = add_command(web, HOME, "revoke", "admit a browser no more, at once", pages.revoke)
    leaving.add_argument("name", type=composed, metavar="NAME", help="as `web list` shows it, or its id")

    _waking(web)

    silence = add(
        "end-silence",
        "be asked about payments again, however often you were asked today or have refused",
        console.end_silence,
        "After three refusals in a row nobody is asked about that wallet for 15 minutes, and after 20 questions in 24 "
        "hours for the rest of them; this ends both.",
    )
    silence.add_argument("name", type=composed, nargs="?", metavar="NAME")

    sheet = add_group(commands, HOME, "sheet", "the paper from which a lost co-signer comes back")
    made = add_command(
        sheet,
        HOME,
        "new",
        "make this co-signer's recovery sheet: 24 words, shown once",
        sheets.new,
        "They are shown at a terminal, cleared away, and three of them asked; only then the sheet counts. Never do "
        "this from the wallet computer.",
    )
    _words(made)
    add_options_of_new(made)
    form = add_command(sheet, HOME, "form", "the paper of its sheet, to be written on anew", sheets.form, ANEW)
    form.add_argument("file", metavar="FILE.pdf", help=FORM)
    other = add_command(
        sheet,
        HOME,
        "exchange",
        "make a new sheet in place of the one that wallets are sealed to: when the paper was lost or seen",
        sheets.exchange,
        "Each wallet is sealed to both until a drill of the new one. Never do this from the wallet computer.",
    )
    _words(other)
    add_options_of_new(other)
    add_command(sheet, HOME, "give-up", "stay with the old sheet: the new one takes no place", sheets.give_up)
    add_command(sheet, HOME, "show", "its fingerprint", sheets.show)
    elsewhere = add_command(
        sheet,
        HOME,
        "make-elsewhere",
        "make a co-signer's sheet on any third computer, off line; no home is needed",
        sheets.make_elsewhere,
        "The words are shown here; the file, sealed under a code, is for `sheet take` on the co-signer.",
    )
    _words(elsewhere)
    elsewhere.add_argument("file", metavar="FILE", help="a new file, for the co-signer")
    add_options_of_new(elsewhere)
    take = _words(add_command(sheet, HOME, "take", "keep a sheet that was made elsewhere", sheets.take))
    take.add_argument("file", metavar="FILE", help="what `sheet make-elsewhere` has written")
    take.add_argument("--exchange", action="store_true", help="in place of the sheet that wallets are sealed to")

    drill = _words(
        add(
            "drill",
            "show that the paper of this co-signer's sheet opens what the computer keeps",
            sheets.drill,
            "It needs `serve`, and waits until the computer is there: an open wallet shows its copy within seconds. "
            "The words stay here. Never do this from the wallet computer.",
        )
    )
    drill.add_argument("name", type=composed, metavar="NAME", help=WALLET)
    drill.add_argument("--sheet-file", required=True, metavar="FILE|-", help="the 24 words; - is a line typed here")

    recovery = add_group(commands, HOME, "recovery", "files that with both sheets are the keys")
    export = add_command(
        recovery, HOME, "export", "write both sealed copies of every wallet into a new file", sheets.export
    )
    export.add_argument("file", metavar="FILE", help="with both sheets it is the key: keep it where neither sheet is")

    add_options(
        add(
            "wipe",
            "take this home off the machine for good: it is sold, or given away",
            wipe.wipe,
            "Wallets stay where the computer keeps a copy for this co-signer's sheet. End `serve` first.",
        )
    )
    copy = add("backup", "write a good copy of this home into a new file", sheets.backup, DETAIL)
    copy.add_argument("file", metavar="FILE", help="sealed under the passphrase; keep none where the computer's lies")

    address = add("address", "is this address ours? or: the address with this number", console.address)
    address.add_argument("name", type=composed, metavar="NAME", help=WALLET)
    address.add_argument("which", nargs="?", metavar="NUMBER|ADDRESS", help="the number is what `tandem address` says")
    called = add("name", "what this co-signer is called; computers that pair or connect are told", console.name)
    called.add_argument("name", type=composed, nargs="?", metavar="NAME", help="for example: Kitchen NUC")
    rename = add("rename", "call a computer so here, whatever it calls itself", console.rename)
    rename.add_argument("computer", type=composed, metavar="COMPUTER", help="its name, or its fingerprint's beginning")
    rename.add_argument("name", type=composed, metavar="NAME")
    log = add("log", "what was written down: requests, signatures, lies, faults, keys, rules, pairings", console.log)
    add_log(log, HOME, console.log_export, console.log_verify)
    add("status", "wallets, pairing and health of this co-signer", console.status)
    return root


def _waking(web: argparse._SubParsersAction[Parser]) -> None:
    wake = add_command(web, HOME, "wake", "who tells your phone that something waits for you", waking.show)
    ways = wake.add_subparsers(title="commands", metavar="[COMMAND]")
    setting = add_command(
        ways,
        HOME,
        "set",
        "by a POST to this address: a topic of ntfy, or a webhook of yours",
        waking.set_receiver,
        "It says that something waits, always in the same words, at most once a minute: no amount, no name, no wallet. "
        "Who knows the address of a topic reads along and can write there, so keep it to yourself.",
    )
    setting.add_argument("url", metavar="URL|-", help="https://HOST/TOPIC; - is a line typed or piped in")
    setting.add_argument("--near", action="store_true", help="it is on this machine or in your network; http may do")
    add_command(ways, HOME, "test", "wake yourself now; needs `serve` running", waking.test)
    add_command(ways, HOME, "off", "nobody is told any more", waking.end)


def _rules(command: Parser) -> None:
    """Amounts are payment plus fee; `off` takes a rule out of force."""
    for option, unit, help in (
        (
            "approve-below",
            "SATS",
            "up to this nobody is asked; ten times as much in 24 h, or --per-day; 0 = always ask",
        ),
        ("max-payment", "SATS", "beyond this no payment is signed, whoever says yes"),
        ("per-day", "SATS", "what is signed in 24 hours stays within this"),
        ("per-week", "SATS", "what is signed in seven days stays within this"),
        ("ask-above", "SATS", "beyond this you are asked, whatever else would approve"),
        ("wait", "MINUTES", "so long can you still refuse what you have approved; then it is signed"),
        ("delay", "MINUTES", "so long does a loosening of these rules wait; tightening acts at once"),
        ("alike-minutes", "MINUTES", "so long after your yes to a log-in or commit others like it are signed unasked"),
        ("alike-per-day", "N", "and so often a day what is like one that you ever approved; no payments"),
    ):
        command.add_argument(f"--{option}", metavar=unit, help=help)
    command.add_argument(
        "--allow", action="append", metavar="ADDRESS", help="pay it without asking, within a day's limit"
    )
    command.add_argument("--disallow", action="append", metavar="ADDRESS", help="take it off that list")
    command.add_argument("--allowlist-only", choices=("on", "off"), help="pay nobody who is not on it")
    command.add_argument("--hours", metavar="HH:MM-HH:MM|off", help="outside of them you are always asked")
    freeze = command.add_mutually_exclusive_group()
    freeze.add_argument("--freeze", dest="frozen", action="store_true", help="sign nothing")
    freeze.add_argument("--unfreeze", dest="frozen", action="store_false", help="sign again; a loosening, as any other")


def _store(command: Parser) -> None:
    command.add_argument(
        "--store",
        metavar="postgresql://…",
        help="the database that its vault lies in, instead of the home; never with a password in it",
    )


def _words(command: Parser) -> Parser:
    command.add_argument(
        "--this-is-not-the-wallet-computer",
        action="store_true",
        help="when you know that you do not sit at it, nor reach this machine through it; the log has it",
    )
    return command


def _request(command: Parser) -> Parser:
    command.add_argument("id", metavar="ID", help="the request, as `approvals` shows it; its first 4 digits or more")
    return command
