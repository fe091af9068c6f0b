"""The few widgets every page is built from. They know no page and no wallet; colours and fonts come from the theme.

layout   Page Columns Card Divider Row Col Centered Group fact line setting
words    Text Badge Notice EmptyState Disc Glyph WhoGlyph
actions  Button Segmented Switch Tick ChoiceCard
input    Field Passphrase AmountField TextArea Search Choice
values   Amount Address QrCode AreaChart
trust    Mark Step Steps
table    Table Rows Column Cell
frame    Frame Sidebar PageName Bar
"""

from app.desktop.widgets.actions import Button, ChoiceCard, Segmented, Switch, Tick
from app.desktop.widgets.amount_field import AmountField
from app.desktop.widgets.chart import AreaChart
from app.desktop.widgets.frame import Bar, Frame, PageName, Sidebar
from app.desktop.widgets.input import Choice, Field, Passphrase, Search, TextArea
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
from app.desktop.widgets.painting import Tone
from app.desktop.widgets.qr import QrCode
from app.desktop.widgets.rows import Cell, Column, Rows
from app.desktop.widgets.table import Table
from app.desktop.widgets.trust import Mark, Step, Steps
from app.desktop.widgets.values import Address, Amount
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
    "Choice",
    "ChoiceCard",
    "Col",
    "Column",
    "Columns",
    "Disc",
    "Divider",
    "EmptyState",
    "Field",
    "Frame",
    "Glyph",
    "Group",
    "Mark",
    "Notice",
    "Page",
    "PageName",
    "Passphrase",
    "QrCode",
    "Row",
    "Rows",
    "Search",
    "Segmented",
    "Sidebar",
    "Step",
    "Steps",
    "Switch",
    "Table",
    "Text",
    "TextArea",
    "Tick",
    "Tone",
    "WhoGlyph",
    "empty",
    "fact",
    "fill",
    "line",
    "setting",
]
