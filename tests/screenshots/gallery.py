"""Every widget once, in the states it can be in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from PySide6.QtWidgets import QWidget

from app.desktop.text import format
from app.desktop.widgets import (
    Address,
    Amount,
    AmountField,
    AreaChart,
    Badge,
    Button,
    Card,
    Cell,
    Checkbox,
    ChoiceCard,
    Col,
    Column,
    Columns,
    Divider,
    EmptyState,
    Field,
    Frame,
    Mark,
    Notice,
    Page,
    PageName,
    Passphrase,
    QrCode,
    Row,
    Rows,
    Search,
    Segmented,
    Select,
    Sidebar,
    Steps,
    StepView,
    Switch,
    Table,
    Text,
    TextArea,
    WhoGlyph,
    fact,
    line,
    setting,
)
from app.desktop.widgets.actions import Kind
from tests.screenshots.scenes import scene

ADDRESSES = ("bc1qrsa22lpn4yslad9pfesy6eyxl6y8j4gkm33wt3", "bc1qy2c9r7al8gptxja9zpndx078akryn984jmudvq")
PAGES = (
    PageName("home", "house", "Home"),
    PageName("send", "arrow-up-right", "Send"),
    PageName("receive", "arrow-down-left", "Receive"),
    PageName("history", "history", "History"),
    PageName("coins", "coins", "Coins"),
    PageName("cosigner", "server", "Co-signer"),
    PageName("recovery", "life-buoy", "Recovery"),
    PageName("settings", "sliders-horizontal", "Settings"),
)


def framed(page: QWidget, current: str) -> Frame:
    """A page as it stands in the window."""
    sidebar = Sidebar(PAGES)
    sidebar.set_wallet("Everyday", "Practice coins")
    sidebar.set_current(current)
    sidebar.cosigner.set("Kitchen NUC", "On-line, epoch 12")
    sidebar.chain.set(f"Block {format.count(925_417)}", "2 min ago, own server")
    frame = Frame(sidebar)
    frame.show_page(page)
    return frame


@dataclass(frozen=True, slots=True)
class Payment:
    """A row of the sample table."""

    number: int
    label: str
    note: str
    sats: int
    icon: str
    state: str


PAYMENTS = (
    Payment(1, "Salary November", format.short(ADDRESSES[0]), 2_855_140, "arrow-down-left", "2 of 6"),
    Payment(2, "Coffee co-op", "signed with the phone", -21_000, "arrow-up-right", "Confirmed"),
    Payment(3, "Halves renewed", "epoch 11 to 12, old halves gone", 0, "both", "By itself"),
    Payment(4, "Laptop", "fee raised, replaces 4f1c02e7", -1_401_248, "arrow-up-right", "Unconfirmed"),
    Payment(5, "Anna", "rent for November", 250_000, "arrow-down-left", "Confirmed"),
)


def payment_columns() -> list[Column[Payment]]:
    """What, state and amount."""

    def what(row: Payment) -> Cell:
        return Cell(row.label, row.note, icon=row.icon, tone="ok" if row.sats > 0 else "neutral")

    def state(row: Payment) -> Cell:
        return Cell(row.state, ink="warn" if row.state == "Unconfirmed" else "text")

    def amount(row: Payment) -> Cell:
        words = format.amount(row.sats, sign=True) if row.sats else "–"
        return Cell(words, ink="ok" if row.sats > 0 else "text", spoken=format.spoken(row.sats))

    return [
        Column("What", what, order=lambda row: row.label),
        Column("State", state, 140, order=lambda row: row.state),
        Column("Amount", amount, 170, order=lambda row: row.sats, right=True),
    ]


def payments(several: bool = False, fit: bool = True) -> Table:
    """The sample table."""
    rows = Rows(payment_columns(), key=lambda row: row.number)
    rows.set_rows(PAYMENTS)
    return Table(rows, "Payments", several=several, fit=fit)


@scene("gallery-actions")
def actions() -> QWidget:
    """Buttons, choices, switches, notices."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    disabled = [Button("Sign together", "primary"), Button("Withdraw"), Button("Forget it", "danger")]
    for button in disabled:
        button.setEnabled(False)
    buttons = Card(
        Row(
            *(Button(kind.capitalize(), kind, "lock" if kind in ("primary", "secondary") else "") for kind in kinds),
            None,
        ),
        Row(
            *disabled, Button("Ask again", icon="history", compact=True), Button("", "quiet", "copy", name="Copy"), None
        ),
        Row(
            Segmented(["sat", "BTC"], name="Unit"),
            Segmented([("Now", "6 sat/vB"), ("Today", "3 sat/vB"), ("This week", "1 sat/vB")], 1, "Fee"),
            None,
            Switch("On", on=True),
            Switch("Off"),
        ),
        Checkbox("I have compared all three lines with the address I was given.", on=True),
        title="Actions",
        aside=Button("All of them", "link"),
    )
    badges = Row(
        Badge("Confirmed", "ok"),
        Badge("Unconfirmed", "warn"),
        Badge("Refused", "danger"),
        Badge("Frozen", "info", "snowflake"),
        Badge("Never used"),
        Badge("Co-signer", "peer"),
        None,
    )
    notices = Card(
        badges,
        Notice("First payment to Velo Nord", "Compare all three lines with where you got them from.", "warn"),
        Notice(
            "Refused by the co-signer",
            f"Rule: at most {format.amount(2_300_000)} in 24 hours. Nothing was signed. No coins are locked.",
            "danger",
            Button("Change the amount", compact=True),
        ),
        Notice("Shown on the co-signer too", "It worked the address out from its own half.", "peer"),
        Notice("Both halves were renewed", tone="ok"),
        title="Words",
    )
    cards = Columns(
        (
            ChoiceCard(
                "flask-conical", "Practise", "Free coins on a network of your own.", ["Nothing to set up"], True
            ),
            1,
        ),
        (ChoiceCard("wallet", "Real wallet", "Pair a device you own, then get paid.", ["About 5 minutes"]), 1),
    )
    return framed(Page("Actions and words", "Every widget once.", buttons, notices, cards), "settings")


@scene("gallery-input")
def inputs() -> QWidget:
    """Fields in every state."""
    wrong = Field("Address", ADDRESSES[0][:-1] + "4", mono=True)
    wrong.set_error("One letter is wrong near the end. Copy the address again.")
    right = Field("Address", ADDRESSES[1], mono=True, actions=[Button("", icon="qr-code", name="Read a QR code")])
    right.set_right("A Bitcoin address you have not paid before.")
    amount = AmountField("Amount", help=f"At most {format.amount(3_598_752)}")
    amount.set_sats(1_490_000)
    area = TextArea(3)
    off = Field("Server", "electrs at nas.local:50002")
    off.editor.setEnabled(False)
    left = Card(
        right,
        wrong,
        Columns((amount, 1), (Field("Fee rate", "6.0", suffix="sat/vB", optional="own"), 1)),
        Field("Label", placeholder="What was it for?", help="Stays on your devices.", optional="optional"),
        off,
        title="Fields",
    )
    secret = Passphrase("Passphrase of this wallet", help="12 characters or more.")
    secret.set_text("correct horse battery")
    currencies = Select("Other currency", [("", "None"), ("EUR", "Euro"), ("CHF", "Swiss franc")], "EUR")
    rest = Card(
        secret,
        Field("Link of the co-signer", editor=area, help="It begins with tandem:"),
        Search("Label, address, amount or id", "Search"),
        setting("Lock by itself", "Covers every window and forgets the vault key", Switch("Lock by itself", on=True)),
        Divider(),
        setting("Other currency", "For display only", currencies),
        title="More",
    )
    return framed(Page("Input", "", Columns((left, 58), (rest, 42))), "settings")


@scene("gallery-values")
def values() -> QWidget:
    """Amounts, addresses, chart, QR code."""
    chart = AreaChart()
    points = [(day, 9_000_000 + day * 120_000 + (day % 7) * 160_000) for day in range(32)]
    steps = [(value, format.count(value)) for value in (9_000_000, 11_000_000, 13_000_000)]
    chart.set(points, ("25 Oct", "4 Nov", "14 Nov", "Today"), steps, lambda i: format.amount(points[i][1]))
    balance = Card(
        Row(Col(Text("Balance", "small", "text2"), Amount(12_875_140), gap=2), None),
        (chart, 1),
        Row(Text("In BTC", "small", "text2"), Amount(1_402_875, "BTC", "big"), None, Amount(-21_000, role="title")),
    )
    code = Card(
        Row(
            QrCode(f"bitcoin:{ADDRESSES[0]}", 168),
            Col(Badge("Never used", "ok"), Address(ADDRESSES[0]), None),
            None,
            gap=20,
        ),
        line("Network fee", format.amount(1_248), "6.0 sat/vB"),
        line("In all", format.amount(1_491_248), strong=True),
    )
    return framed(
        Page(
            "Values",
            "",
            Columns((balance, 62), (code, 38)),
            Card(payments(), title="Recent", pad=8, aside=Button("All history", "link")),
        ),
        "home",
    )


@scene("gallery-trust")
def trust() -> QWidget:
    """Signing together, in three states."""
    steps = Steps(
        [
            StepView("This computer checked it and asked", "done", who="computer", time="0.1 s"),
            StepView(
                "Co-signer read the payment itself", "done", "Same amount, address and fee as here", "cosigner", "0.2 s"
            ),
            StepView("Waiting for you on the phone", "waiting", "Asked 14 s ago, valid for 4:46.", "cosigner", "14 s"),
            StepView("Sign together", who="both"),
            StepView("Broadcast", detail="By this computer"),
        ]
    )
    refused = Steps(
        [
            StepView("This computer checked it and asked", "done", who="computer", time="0.1 s"),
            StepView("Refused by the co-signer", "failed", "Rule: at most 2 300 000 sat in 24 hours.", "cosigner"),
            StepView("Sign together", who="both"),
        ]
    )
    waiting = Card(
        Row(
            Mark(52, right=False),
            (Col(Text("Waiting for Kitchen NUC", "title"), Text("It is on-line.", ink="text2")), 1),
        ),
        Divider(),
        steps,
        Row(Button("Ask again", icon="history"), Button("Withdraw", "quiet"), None),
        Text(
            "You may close Tandem. If you approve later, it is signed as soon as this computer is on-line.",
            "small",
            "text2",
            wrap=True,
        ),
    )
    signed = Card(
        Row(Mark(52, joined=True), Col(Text("Signed", "title"), fact("By", "This computer and Kitchen NUC"))),
        Row(*(WhoGlyph(who) for who in ("computer", "cosigner", "both", "you", "network")), None),
        refused,
    )
    page = Page(
        "Sign together",
        "",
        Columns((waiting, 1), (signed, 1)),
        Card(
            EmptyState("history", "No payments yet", "They appear here when the first one comes in.", Button("Receive"))
        ),
        back="Change the payment",
        actions=[Button("Save PSBT", "quiet", "download")],
    )
    frame = framed(page, "send")
    frame.bar.say("Kitchen NUC is on-line again.", "ok", action="Show")
    return frame
