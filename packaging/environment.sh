#!/bin/sh
# Make .venv ready:  packaging/environment.sh run|dev|bundle
#
# "run" installs what the programs need, "dev" adds what the tests need, "bundle" what packages are made with; "dev" has
# that too where there is a C compiler. Every package is pinned by hash. Nothing is done when the environment is already
# as the requirement files say. $PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."

goal=${1:-}
case "$goal" in
    run) files="packaging/requirements.txt" ;;
    bundle) files="packaging/requirements.txt" ;;
    dev) files="packaging/requirements-dev.txt" ;;
    *) echo "usage: packaging/environment.sh run|dev|bundle" >&2; exit 2 ;;
esac

supported='import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

works() {
    "$1" -c "$supported" >/dev/null 2>&1  # a shim may exist for a version that does not
}

find_python() {
    for name in "${PYTHON:-python3.13}" python3.13 python3.12 python3.11 python3; do
        if works "$name"; then echo "$name"; return; fi
    done
    return 1
}

apt_install() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return
    packaging/apt_quietly.sh "$@"
}

install_python() {
    apt_install python3 python3-venv && return
    echo "Tandem needs Python 3.11, 3.12 or 3.13 with its venv module. To install it:" >&2
    if command -v apt-get >/dev/null; then echo "    sudo apt-get install -y python3 python3-venv"
    elif command -v dnf >/dev/null; then echo "    sudo dnf install python3.13"
    elif command -v brew >/dev/null; then echo "    brew install python@3.13"
    else echo "    the package manager of your system, or python.org"
    fi >&2
    exit 1
}

# The window needs a few libraries of the system: "file of the library=Debian's package". Without them all else works.
qt_libraries="libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11-xcb.so.1=libx11-xcb1 libdbus-1.so.3=libdbus-1-3
    libfontconfig.so.1=libfontconfig1 libfreetype.so.6=libfreetype6 libgthread-2.0.so.0=libglib2.0-0
    libwayland-client.so.0=libwayland-client0 libwayland-cursor.so.0=libwayland-cursor0
    libwayland-egl.so.1=libwayland-egl1 libxcb-cursor.so.0=libxcb-cursor0 libxcb-glx.so.0=libxcb-glx0
    libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0 libxcb-keysyms.so.1=libxcb-keysyms1
    libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0
    libxcb-shm.so.0=libxcb-shm0 libxcb-sync.so.1=libxcb-sync1 libxcb-xfixes.so.0=libxcb-xfixes0
    libxcb-xkb.so.1=libxcb-xkb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxkbcommon.so.0=libxkbcommon0"
missing='
import ctypes, sys
for pair in sys.argv[2:] if sys.platform == "linux" else []:
    library, package = pair.split("=")
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package if sys.argv[1] else library)
'

install_libraries() {
    apt=$(command -v apt-get) || apt=
    names=$(.venv/bin/python -c "$missing" "$apt" $qt_libraries | tr '\n' ' ')
    [ -n "$names" ] || return 0
    if [ -z "$apt" ]; then
        echo "The window needs of the system, in whatever packages they are: $names" >&2
    elif ! apt_install $names; then
        echo "The window needs a few libraries of the system. To install them:" >&2
        echo "    sudo apt-get install -y --no-install-recommends $names" >&2
    fi
}

# Some tests want a screen of their own, a screen reader, a reader of PDF, who signs, shells, a database, a browser, or who judges what a
# package brings: "program=Debian's package". Without, they are skipped.
test_programs="Xvfb=xvfb dbus-daemon=dbus /usr/libexec/at-spi2-registryd=at-spi2-core pdftotext=poppler-utils minisign=minisign
    makensis=nsis wixl=wixl msiinfo=msitools desktop-file-validate=desktop-file-utils appstreamcli=appstream zsh=zsh fish=fish
    flatpak-builder=flatpak-builder osslsigncode=osslsigncode /usr/lib/postgresql=postgresql chromium=chromium certutil=libnss3-tools
    caddy=caddy nginx=nginx-light /usr/sbin/sshd=openssh-server age=age"
# Bundles are made with these.
bundle_programs="cc=gcc /usr/include/stdlib.h=libc6-dev /usr/include/zlib.h=zlib1g-dev strip=binutils zstd=zstd dpkg-deb=dpkg"

missing_of() {
    for pair in "$@"; do
        command -v "${pair%=*}" >/dev/null || [ -e "${pair%=*}" ] || printf ' %s' "${pair#*=}"
    done
}

install_programs() {  # what is missed without them, then pairs as above
    [ "$(uname -s)" = Linux ] || return 0
    why=$1
    shift
    names=$(missing_of "$@")
    if [ -n "$names" ] && ! apt_install $names; then
        echo "Without$names, $why; where there is apt, to install what they need:" >&2
        echo "    sudo apt-get install -y --no-install-recommends$names" >&2
    fi
}

twice() {
    "$@" || { echo "Once more: $*" >&2; sleep 3; "$@"; }
}

pip() {
    .venv/bin/python -m pip --disable-pip-version-check --no-input -qq "$@" </dev/null
}

usable() {
    works .venv/bin/python && grep -qF " $(pwd -P)/.venv" .venv/pyvenv.cfg  # programs in .venv hold its path
}

not_another_s() {  # `venv --clear` empties what a link leads to
    [ -L .venv ] || return 0
    echo ".venv is a link to $(readlink .venv), where another folder's environment may be, and that one cannot be used" >&2
    echo "here: programs in it hold its path. Take the link away, and call this once more:  rm .venv" >&2
    exit 1
}

wanted=$(cat packaging/environment.sh packaging/requirements*.txt pyproject.toml | cksum)
current() {
    case "$(cat .venv/installed 2>/dev/null)" in
        "$goal $wanted") usable ;;
        "dev $wanted") [ "$goal" = run ] && usable ;;
        *) return 1 ;;
    esac
}

install() {
    if ! usable; then
        echo "Making .venv with $("$python" -V)" >&2
        "$python" -m venv --clear .venv
    fi
    echo "Installing what $files names; the first time this takes a minute." >&2
    twice pip install --require-hashes --only-binary :all: -r packaging/requirements-build.txt
    twice pip install --require-hashes --only-binary :all: --no-binary e-x,embit --no-build-isolation -r $files
    [ "$goal" = run ] || install_bundler
    twice pip install --no-deps --no-build-isolation --editable .
    echo "$goal $wanted" >.venv/installed
}

install_bundler() {
    install_programs "no packages are built" $bundle_programs
    [ "$(uname -s)" = Linux ] && [ -z "$(missing_of $bundle_programs)" ] || return 0
    twice pip install --no-deps --require-hashes --only-binary :all: -r packaging/requirements-bundle.txt
    twice pip install --no-deps --require-hashes --no-binary pyinstaller --no-build-isolation \
        -r packaging/requirements-bundle-source.txt
}

# Two may begin at once. Not every system has a command that locks, but Python has one, and the lock is of file 9, which
# stays open here until the end.
alone='
import fcntl, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    print("Waiting: another makes .venv ready.", file=sys.stderr)
    fcntl.flock(9, fcntl.LOCK_EX)
'

if ! current; then
    case "$(uname -s) $(uname -m)" in
        "Linux x86_64" | "Darwin "*) ;;
        *) echo "Tandem runs on Linux (x86_64) and macOS; not everything it needs exists for $(uname -sm)." >&2; exit 1 ;;
    esac
    if usable; then
        python=.venv/bin/python
    else
        not_another_s
        find_python >/dev/null || install_python
        python=$(find_python) || { echo "No Python 3.11 to 3.13 runs here." >&2; exit 1; }
    fi
    exec 9<packaging/environment.sh
    "$python" -c "$alone"
    current || install
fi
[ "$goal" = bundle ] || install_libraries
[ "$goal" != dev ] || install_programs "tests of real screens and papers are skipped" $test_programs
