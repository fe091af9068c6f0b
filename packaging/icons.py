"""The icon in the sizes that menus look for: `python packaging/icons.py`, after a change of the one in resources/brand.

The results are kept in packaging/linux/icons, so that a package has the same bytes whatever processor draws.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ICON = ROOT / "resources" / "brand" / "tandem-app.svg"
OUT = ROOT / "packaging" / "linux" / "icons"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Draw every size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSize, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication([])
    renderer = QSvgRenderer(str(ICON))
    OUT.mkdir(exist_ok=True)
    for size in SIZES:
        image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(OUT / f"{size}.png"))
    app.quit()


if __name__ == "__main__":
    main()
