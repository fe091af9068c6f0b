"""The few widgets every page is built from. They know no page and no wallet; colours and fonts come from the theme.

layout                          Page Columns Card Divider Row Col Centered Group fact line setting
words                           Text Badge Notice EmptyState Disc Glyph WhoGlyph
actions, radio_list             Button Segmented Switch Checkbox ChoiceCard, RadioList
input, amount_field, word_field Field Passphrase TextArea Search Select, AmountField, WordField
values, qr, chart               Amount Address, QrCode, AreaChart
numbered_words                  NumberedWords
trust, course                   Mark StepView Steps, Course: steps that take their time
table, rows                     Table, Rows Column Cell
frame, bar, comings, focus      Frame Sidebar PageName, Bar, Comings, FocusRing
speech                          speak: what a screen reader says by itself
painting                        what each of them is painted with
"""

from app.desktop.widgets.actions import Button, Checkbox, ChoiceCard, Segmented, Switch
from app.desktop.widgets.amount_field import AmountField
from app.desktop.widgets.bar import Bar
from app.desktop.widgets.chart import AreaChart
from app.desktop.widgets.comings import Comings
from app.desktop.widgets.frame import Frame, PageName, Sidebar
from app.desktop.widgets.input import Field, Passphrase, Search, Select, TextArea
from app.desktop.widgets.kept_field import KeptField
from app.desktop.widgets.layout import (
    Card,
    Centered,
    Col,
    Columns,
    Divider,
    Group,
    Page,
    Row,
    empty,
    fact,
    fill,
    line,
    setting,
)
from app.desktop.widgets.numbered_words import NumberedWords
from app.desktop.widgets.painting import Tone
from app.desktop.widgets.qr import QrCode
from app.desktop.widgets.rows import Cell, Column, Rows
from app.desktop.widgets.speech import speak
from app.desktop.widgets.table import Table
from app.desktop.widgets.trust import Mark, Steps, StepView
from app.desktop.widgets.values import Address, Amount
from app.desktop.widgets.word_field import WordField
from app.desktop.widgets.words import Badge, Disc, EmptyState, Glyph, Notice, Text, WhoGlyph

__all__ = [
    "Address",
    "Amount",
    "AmountField",
    "AreaChart",
    "Badge",
    "Bar",
    "Button",
    "Card",
    "Cell",
    "Centered",
    "Checkbox",
    "ChoiceCard",
    "Col",
    "Column",
    "Columns",
    "Comings",
    "Disc",
    "Divider",
    "EmptyState",
    "Field",
    "Frame",
    "Glyph",
    "Group",
    "KeptField",
    "Mark",
    "Notice",
    "NumberedWords",
    "Page",
    "PageName",
    "Passphrase",
    "QrCode",
    "Row",
    "Rows",
    "Search",
    "Segmented",
    "Select",
    "Sidebar",
    "StepView",
    "Steps",
    "Switch",
    "Table",
    "Text",
    "TextArea",
    "Tone",
    "WhoGlyph",
    "WordField",
    "empty",
    "fact",
    "fill",
    "line",
    "setting",
    "speak",
]
