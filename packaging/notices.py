"""The licences of what a bundle holds, in one text beside its program: NOTICES.txt, and the SBOM.

Of Python packages from their own metadata, of the system's libraries from /usr/share/doc of the system that builds, of
fonts and drawings from resources/.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader
from sbom import LICENCES, OUT, PARTS, ROOT, Part, requirements

NAME = "NOTICES.txt"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
OWN = {  # what lies in the tree
    "Inter": "resources/fonts/OFL-Inter.txt",
    "JetBrains Mono": "resources/fonts/OFL-JetBrainsMono.txt",
    "Lucide": "resources/icons/LICENSE-lucide.txt",
}
LINE = "=" * 100
SHORT = "LGPL 3, whose text and that of the GPL 3 stand under gmpy2"  # of a wheel that brings no text


def write_notices(bundle: Path) -> None:
    """Into the bundle, from what is in it."""
    held = packages_in(bundle)
    listed = [one.name for one in requirements((ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8"))]
    texts = [part for name in [*listed, "pyinstaller"] if name in held for part in _of_package(name)]
    texts += [text for part in PARTS if (text := _of_part(part, bundle, held))]
    head = "Tandem is under the MIT licence. It holds the work of others, each under its own licence:"
    (bundle / NAME).write_text("\n\n".join([head, *texts]) + "\n", encoding="utf-8")
    shutil.copyfile(OUT, bundle / OUT.name)


def packages_in(bundle: Path) -> set[str]:
    """The Python packages of which something is in it, as requirements call them, and PyInstaller, whose loader is."""
    program = next(path for path in sorted(bundle.iterdir()) if path.is_file() and path.name.startswith("tandem"))
    code = {name.split(".")[0] for name in CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc}
    beside = {path.name.split(".")[0] for path in (bundle / "_internal").iterdir()}
    owners = packages_distributions()
    found = {name for module in code | beside for name in owners.get(module, ())}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found} | {"pyinstaller"}


def _of_package(name: str) -> Iterator[str]:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    yield _headed(f"{name} {found.version}", LICENCES[name], "")
    texts = [one for one in found.files or [] if LICENCE.search(one.name) and ".dist-info" in str(one)]
    for one in sorted(texts, key=str):
        yield Path(str(one.locate())).read_text(encoding="utf-8", errors="replace").strip()
    if not texts:
        yield SHORT


def _of_part(part: Part, bundle: Path, held: set[str]) -> str:
    """Empty for what is not in this bundle."""
    there = sorted((bundle / "_internal").glob("lib*.so*"))
    libraries = [path for path in there if path.name.startswith(part.libraries)]
    resources = bundle / "_internal" / part.comes
    inside = not part.libraries and part.comes.rpartition(" ")[2] in held  # of a wheel, under no name of its own
    if not (libraries or inside or (part.comes.startswith("resources") and resources.is_dir())):
        return ""
    if part.name in OWN:
        return _headed(part.name, part.licence, (ROOT / OWN[part.name]).read_text(encoding="utf-8").strip())
    if part.name == "CPython":
        return _headed(part.name, part.licence, _python())
    return _headed(part.name, part.licence, _of_system(libraries) if "system" in part.comes else "")


def _headed(name: str, licence: str, text: str) -> str:
    return "\n\n".join(filter(None, (f"{LINE}\n{name}\n{licence}\n{LINE}", text)))


def _python() -> str:
    places = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path("/usr/share/doc/python3/copyright"))
    return next((one.read_text(encoding="utf-8", errors="replace").strip() for one in places if one.is_file()), "")


def _of_system(libraries: list[Path]) -> str:
    """What Debian says of the packages that these are of; each once. Nothing where the system is no Debian."""
    if not libraries or shutil.which("dpkg-query") is None:
        return ""
    command = ["dpkg-query", "--search", *(f"*/{library.name}" for library in libraries)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    owners = {line.partition(":")[0] for line in said.splitlines() if "/lib/" in line}
    files = [Path("/usr/share/doc") / owner / "copyright" for owner in sorted(owners)]
    return "\n\n".join(one.read_text(encoding="utf-8", errors="replace").strip() for one in files if one.is_file())
