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
