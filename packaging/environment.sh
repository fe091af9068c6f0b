#!/bin/sh
# Make .venv ready:  packaging/environment.sh run|dev
#
# "run" installs what the programs need, "dev" adds what the tests need. Every package is pinned by hash. Nothing is
# done when the environment is already as the requirement files say. $PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
    run) files="packaging/requirements.txt" ;;
    dev) files="packaging/requirements-dev.txt" ;;
    *) echo "usage: packaging/environment.sh run|dev" >&2; exit 2 ;;
esac

supported='import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c "$supported" >/dev/null 2>&1; then  # a shim may exist for a version that does not
            echo "$name"
            return
        fi
    done
    return 1
}

install_python() {
    line="apt-get install -y python3 python3-venv"
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        { apt-get update && $line; } </dev/null >&2
    else
        echo "Tandem needs Python 3.11, 3.12 or 3.13 with its venv module. On Debian and Ubuntu:" >&2
        echo "    sudo $line" >&2
        exit 1
    fi
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
for pair in sys.argv[1:] if sys.platform == "linux" else []:
    library, package = pair.split("=")
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
'

install_libraries() {
    packages=$(.venv/bin/python -c "$missing" $qt_libraries | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    line="apt-get install -y --no-install-recommends $packages"
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Installing what the window needs of the system: $packages" >&2
        if { $line || { apt-get update && $line; }; } </dev/null >&2; then return; fi
    fi
    echo "The window needs a few libraries of the system. On Debian and Ubuntu:" >&2
    echo "    sudo $line" >&2
}

twice() {
    "$@" || { echo "Once more: $*" >&2; sleep 3; "$@"; }
}

pip() {
    .venv/bin/python -m pip --disable-pip-version-check --no-input -qq "$@" </dev/null
}

wanted=$(cat packaging/environment.sh packaging/requirements-build.txt $files pyproject.toml | cksum)
stamp=".venv/installed-$1"
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted $PWD" ] \
    && .venv/bin/python -c "$supported" 2>/dev/null; then
    install_libraries
    exit 0
fi

if ! .venv/bin/python -c "$supported" >/dev/null 2>&1; then
    find_python >/dev/null || install_python
    python=$(find_python) || { echo "No Python 3.11 to 3.13 runs here." >&2; exit 1; }
    echo "Making .venv with $("$python" -V)" >&2
    "$python" -m venv --clear .venv
fi

echo "Installing what $files names; the first time this takes a minute." >&2
twice pip install --require-hashes --only-binary :all: -r packaging/requirements-build.txt
twice pip install --require-hashes --only-binary :all: --no-binary e-x,embit --no-build-isolation -r $files
twice pip install --no-deps --no-build-isolation --editable .
echo "$wanted $PWD" >"$stamp"
install_libraries
