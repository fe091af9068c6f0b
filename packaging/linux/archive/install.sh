#!/bin/sh
# Install what lies beside this, for this user:   ./install.sh [PREFIX]            PREFIX is ~/.local, or /usr/local for all
# Take it away again:                             ./install.sh --remove [PREFIX]
#
# Installed over an older version it replaces it. Homes of wallets and co-signers lie elsewhere and are never touched.
set -eu
remove=no
[ "${1:-}" != --remove ] || { remove=yes; shift; }
[ $# -le 1 ] || { echo "usage: ./install.sh [--remove] [PREFIX]" >&2; exit 2; }
prefix=${1:-$HOME/.local}
case "$prefix" in
    /*[!A-Za-z0-9_/.+-]* | [!/]*) echo "PREFIX is a path from / on, of letters, digits and _ . + - only: $prefix" >&2; exit 2 ;;
esac
cd "$(dirname "$0")"
name=$(ls lib | grep '^tandem')

rm -rf "$prefix/lib/$name"
find bin share lib -path "lib/$name" -prune -o ! -type d -print | while read -r file; do rm -f "$prefix/$file"; done
[ "$remove" = no ] || exit 0

mkdir -p "$prefix"
cp -R -P bin lib share "$prefix/"
# A menu has no PATH of a login, and a service none at all.
find "$prefix/share/applications/tandem.desktop" "$prefix/bin/$name-service" "$prefix/lib/systemd/system/$name.service" \
    2>/dev/null | while read -r file; do
    sed -e "s#^Exec=tandem-desktop#Exec=$prefix/bin/tandem-desktop#" -e "s#/usr/lib/$name/#$prefix/lib/$name/#" \
        -e "s#/usr/share/doc/#$prefix/share/doc/#" "$file" >"$file.new"
    cat "$file.new" >"$file"
    rm "$file.new"
done
case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "Programs are found in $prefix/bin: put it into PATH, and log in again." ;;
esac
