"""`python -m tests.screenshots [NAME ...] [--only light|dark] [--scale 1|2] [--size WxH] [--text 1.3]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

OUT = Path(__file__).parents[2] / "build" / "screenshots"
PHONE = "phone"  # scenes of the co-signer's page, in a browser; each others' in the window
SCALES = {1: "", 2: "@2x"}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Take pictures of every scene.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenes whose name begins so; without one, all")
    parser.add_argument("--only", choices=("light", "dark"), help="one scheme instead of both")
    parser.add_argument("--scale", type=int, choices=(1, 2), help="one scale instead of both")
    parser.add_argument("--size", default="1120x740", help="of the window, such as 900x640")
    parser.add_argument("--text", type=float, default=1.0, help="text size as a factor")
    asked = parser.parse_args(arguments)
    if scale := os.environ.get("TANDEM_SCREENSHOTS"):
        return shoot_all(asked, SCALES[int(scale)])
    schemes = [asked.only] if asked.only else ["light", "dark"]
    phone = not asked.names or any(name.startswith(PHONE) for name in asked.names)
    if phone:
        from tests.screenshots.phone import pictures

        OUT.mkdir(parents=True, exist_ok=True)
        for path in pictures(OUT, asked.names, schemes):
            print(path, flush=True)
        if asked.names and all(name.startswith(PHONE) for name in asked.names):
            return 0
    for times in [asked.scale] if asked.scale else SCALES:
        # The scale is a property of the process: Qt reads it once, at the start.
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "QT_SCALE_FACTOR": str(times),
            "TANDEM_SCREENSHOTS": str(times),
        }
        done = subprocess.run([sys.executable, "-m", "tests.screenshots", *arguments], env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


def shoot_all(asked: argparse.Namespace, suffix: str) -> int:
    from PySide6.QtWidgets import QApplication

    from app.desktop.look import theme
    from app.desktop.platform.application import hear_offscreen
    from tests.screenshots.scenes import load, shoot

    hear_offscreen()
    application = QApplication([])
    scenes = {name: build for name, build in load().items() if not asked.names or name.startswith(tuple(asked.names))}
    if not scenes:
        print(f"No scene is called {' or '.join(asked.names)}.", file=sys.stderr)
        return 2
    width, height = map(int, asked.size.split("x"))
    OUT.mkdir(parents=True, exist_ok=True)
    for scheme in [asked.only] if asked.only else ("light", "dark"):
        theme.apply(application, scheme, asked.text, calm=True)
        for name, build in scenes.items():
            path = OUT / f"{name}-{scheme}{suffix}.png"
            shoot(build, path, (width, height))
            print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
