#!/bin/sh
# An AppDir out of the wallet's package, ready for appimagetool:  packaging/linux/appdir.sh dist/tandem_…_amd64.deb DIR
#
# Double-clicked it is the window; with a first word --selftest it tests itself.
set -eu
[ $# -eq 2 ] || { echo "usage: packaging/linux/appdir.sh PACKAGE.deb DIR" >&2; exit 2; }
mkdir "$2"
dpkg-deb --extract "$1" "$2"
cd "$2"
ln -s usr/lib/tandem/tandem-desktop AppRun
ln -s usr/share/applications/tandem.desktop tandem.desktop
ln -s usr/share/icons/hicolor/scalable/apps/tandem.svg tandem.svg
ln -s usr/share/icons/hicolor/256x256/apps/tandem.png .DirIcon
