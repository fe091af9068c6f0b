"""HTML is made in one place and in one way (W3)."""

from __future__ import annotations

import ast
from pathlib import Path

from app.cosigner import web
from app.cosigner.web.markup import MOST, Markup, boxed, html

FILES = sorted(Path(web.__path__[0]).glob("*.py"))


def test_values_are_escaped_and_markup_is_not() -> None:
    hostile = """<script>alert("1")</script>'&"""
    made = html('<p title="{text}">{text}{more}</p>', text=hostile, more=[html("<b>{text}</b>", text="{text}")])
    assert made.count("<script") == 0
    assert made.count("&lt;script&gt;") == 2
    assert '"1"' not in made
    assert made.endswith("<b>{text}</b></p>")  # a value is no template


def strange(tree: ast.AST) -> list[int]:
    """Lines with HTML that is made in another way: in an f-string, by hand, or of a template that is no literal."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=values):
                if any("<" in str(part.value) for part in values if isinstance(part, ast.Constant)):
                    found.append(node.lineno)
            case ast.Call(func=ast.Name(id="html"), args=[ast.Constant(value=str())]):
                pass
            case ast.Call(func=ast.Name(id="html" | "Markup")):
                found.append(node.lineno)
    return found


def test_no_other_html_is_made() -> None:
    assert len(FILES) > 5
    places = {file.name: strange(ast.parse(file.read_text())) for file in FILES}
    assert len(places.pop("markup.py")) == 1  # where `html` makes it
    assert {name: lines for name, lines in places.items() if lines} == {}
    for broken in ('f"<p>{x}</p>"', "html(template)", 'html(f"<p>{x}")', "Markup(text)", 'html("<p>" + x)'):
        assert strange(ast.parse(broken)), broken


def test_what_a_computer_writes_is_short_and_shows_itself() -> None:
    assert boxed("a\u202eb\u200bc\x00d") == "a□b□c□d"
    assert len(boxed("x" * 500)) == MOST
    assert not isinstance(boxed("x"), Markup)
