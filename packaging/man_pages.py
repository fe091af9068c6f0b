"""Manual pages out of the argument parsers: what `--help` says, for `man` and for search."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator, Sequence


def page(
    parser: argparse.ArgumentParser, version: str, epoch: int, files: Sequence[tuple[str, str]], also: Sequence[str]
) -> str:
    """The page of one program, in roff. `files`: paths, and what lies there; `also`: pages of section 1 to see."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    said = (parser.description or "").rstrip(".")
    short = said if said.startswith("Tandem") else said[:1].lower() + said[1:]
    lines = [
        f'.TH {_text(parser.prog.upper())} 1 {day} "Tandem {version}" Tandem',
        ".SH NAME",
        f"{_text(parser.prog)} \\- {_text(short)}",
        ".SH SYNOPSIS",
        *_synopsis(parser),
        ".SH OPTIONS",
        *_arguments(parser, {"--help"}),
    ]
    everywhere = {option for action in actions(parser) for option in action.option_strings}
    if listed := [line for name, command in commands(parser) for line in _command(name, command, everywhere)]:
        lines += [".SH COMMANDS", *listed]
    if parser.epilog:
        title, _, text = " ".join(parser.epilog.split()).partition(": ")
        lines += [f".SH {title.upper()}"]
        for part in text.split(" · "):
            for code, meaning in re.findall(r"(\d) (.+?)(?= \d |$)", part):
                lines += [".TP", f".B {code}", _text(meaning)]
    if files:
        lines += [".SH FILES"]
        for path, what in files:
            lines += [".TP", f".I {_text(path)}", _text(what)]
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{_text(name)}\\fR(1)" for name in also)]
    return "\n".join(lines) + "\n"


def actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Options and arguments of one parser, without what is not to be seen. argparse shows them by no public name."""
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]  # noqa: SLF001


def commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """All below a parser by their whole names, groups before what they hold."""
    for action in actions(parser):
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield command.prog, command
                yield from commands(command)


def _command(name: str, command: argparse.ArgumentParser, known: set[str]) -> Iterator[str]:
    groups = [action for action in actions(command) if isinstance(action.choices, dict)]
    own = _arguments(command, known)
    if any(action.required for action in groups) and not own:
        return  # what it holds says all
    yield f".SS {_text(name)}"
    yield from _synopsis(command, known)
    yield ".PP"
    yield _text(_sentence(command.description or ""))
    yield from own


def _synopsis(parser: argparse.ArgumentParser, known: set[str] | None = None) -> list[str]:
    """How it is typed: in a command, without the options that every command has."""
    words = [word for action in actions(parser) if (word := _typed(action, known or {"--help"}))]
    return [" ".join([f"\\fB{_text(parser.prog)}\\fR", *words])]


def _typed(action: argparse.Action, known: set[str]) -> str:
    if not action.option_strings:
        name = _argument(action)
        return f"[{name}]" if action.nargs == "?" else f"{name} ..." if action.nargs == "+" else name
    if set(action.option_strings) & known:
        return ""
    word = _option(action, action.option_strings[0])
    return word if action.required else f"[{word}]"


def _arguments(parser: argparse.ArgumentParser, known: set[str]) -> list[str]:
    lines = []
    for action in actions(parser):
        if isinstance(action.choices, dict) or set(action.option_strings) & known:
            continue
        names = [_option(action, option) for option in action.option_strings] or [_argument(action)]
        lines += [".TP", ", ".join(names), _text(_sentence(_help(action)))]
    return lines


def _help(action: argparse.Action) -> str:
    return "Say which version this is" if action.dest == "version" else (action.help or "").replace("%%", "%")


def _option(action: argparse.Action, option: str) -> str:
    return f"\\fB{_text(option)}\\fR" + (f" {_argument(action)}" if action.nargs != 0 else "")


def _argument(action: argparse.Action) -> str:
    if action.metavar is None and action.choices:
        return "|".join(f"\\fB{_text(str(choice))}\\fR" for choice in action.choices)
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return f"\\fI{_text(name)}\\fR"


def _sentence(text: str) -> str:
    return text and text[:1].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


def _text(text: str) -> str:
    """As roff takes it literally, whatever it begins with; dashes that can be copied into a shell."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return "\\&" + escaped if escaped[:1] in (".", "'") else escaped
