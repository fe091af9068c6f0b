"""How the window looks, and the currency beside the amounts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import Controller
from app.desktop.controller.price import WORTH_MONEY
from app.desktop.look import theme
from app.desktop.model.settings import LANGUAGES, SCHEMES, UNITS
from app.desktop.model.state import State
from app.desktop.text import format
from app.desktop.text.sentences import whole
from app.desktop.widgets import Card, Divider, Segmented, Select, Switch, Text, setting

translate = QCoreApplication.translate


class LookCard(Card):
    """Each choice takes effect at once."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Look"), gap=11)
        chosen = controller.state.settings
        self.scheme = Segmented(
            [self.tr("System"), self.tr("Light"), self.tr("Dark")],
            SCHEMES.index(chosen.scheme),
            self.tr("Appearance"),
        )
        self.scheme.changed.connect(lambda i: controller.set(scheme=SCHEMES[i]))
        sizes = [format.percent(size) for size in theme.TEXT_SIZES]
        self.text_size = Segmented(sizes, theme.TEXT_SIZES.index(chosen.text_size), self.tr("Text size"))
        self.text_size.changed.connect(lambda i: controller.set(text_size=theme.TEXT_SIZES[i]))
        self.unit = Segmented(list(UNITS), UNITS.index(chosen.unit), self.tr("Amounts"))
        self.unit.changed.connect(lambda i: controller.set(unit=UNITS[i]))
        self.language = Segmented(
            [self.tr("System"), "English", "Deutsch"], LANGUAGES.index(chosen.language), self.tr("Language")
        )
        self.language.changed.connect(lambda i: controller.set(language=LANGUAGES[i]))
        self.calm = Switch(self.tr("Calm motion"), chosen.calm)
        self.calm.toggled.connect(lambda on: controller.set(calm=on))
        follows = self.tr("The system is followed where it says what it uses")
        if not theme.follows_system():
            follows = self.tr("This system does not say whether it is light or dark; System means light here")
        units = self.tr("One unit on every page")
        if controller.state.practice:
            units = self.tr("Outside practice; practice coins are counted like sat")
        self.add(
            setting(self.tr("Appearance"), follows, self.scheme),
            Divider(),
            setting(self.tr("Text size"), self.tr("Everything grows with it"), self.text_size),
            Divider(),
            setting(self.tr("Amounts"), units, self.unit),
            Divider(),
            setting(self.tr("Language"), self.tr("From the next start of Tandem on"), self.language),
            Divider(),
            setting(self.tr("Calm motion"), self.tr("Nothing slides or fades; steps change at once"), self.calm),
        )


class PriceCard(Card):
    """Off until somebody wants it."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Price"), gap=8)
        options = [
            ("", self.tr("None")),
            ("EUR", self.tr("Euro")),
            ("USD", self.tr("US dollar")),
            ("CHF", self.tr("Swiss franc")),
            ("GBP", self.tr("Pound sterling")),
        ]
        self.currency = Select(self.tr("Other currency"), options, controller.state.settings.price)
        self.currency.setMinimumWidth(200)
        self.currency.chosen.connect(lambda currency: controller.set(price=str(currency)))
        self.note = Text("", "small", "text2", wrap=True)
        self.add(
            setting(
                self.tr("Other currency"),
                self.tr(
                    "For display only. Asked of mempool.space, Kraken or Coinbase, which learn nothing of the wallet"
                ),
                self.currency,
            ),
            self.note,
        )

    def show_state(self, state: State) -> None:
        """What the price is, or why there is none."""
        text, ink = _price_now(state)
        self.note.setText(text)
        self.note.set_ink(ink)


def _price_now(state: State) -> tuple[str, str]:
    if not state.settings.price:
        return translate("Settings", "Off: nobody is asked."), "text2"
    if state.practice or state.key is None or state.key.network != WORTH_MONEY:
        return translate("Settings", "These coins have no price, so nobody is asked."), "text2"
    if state.price is not None:
        one = translate("Settings", "1 BTC {0}").format(format.fiat(state.price, state.settings.price))
        return f"{one}: {state.price_note}.", "text2"
    if state.price_note:
        return translate("Settings", "No price now. {0}").format(whole(state.price_note)), "warn"
    return translate("Settings", "Asking for it."), "text2"
