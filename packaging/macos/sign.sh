#!/bin/bash
# Sign Tandem.app with the hardened runtime, and let Apple notarise it:  sign.sh Tandem.app
#
# TANDEM_APPLE_IDENTITY  "Developer ID Application: NAME (TEAM)", in the keychain. Without: signed ad hoc, for this machine
# TANDEM_APPLE_PROFILE   a profile of `xcrun notarytool store-credentials`. Without: not notarised
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
app=$1
identity=${TANDEM_APPLE_IDENTITY:--}

sign() {
    if [ "$identity" = - ]; then
        codesign --force --sign - "$@"
    else
        codesign --force --sign "$identity" --options runtime --timestamp "$@"
    fi
}

# Innermost first. What only is loaded has no entitlements.
find "$app" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' one; do sign "$one"; done
find "$app" -type d -name '*.framework' -print0 | while IFS= read -r -d '' one; do sign "$one"; done
for program in "$app"/Contents/MacOS/*; do
    if [ -x "$program" ] && [ ! -d "$program" ]; then sign --entitlements "$here/entitlements.plist" "$program"; fi
done
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --strict --deep --verbose=2 "$app"

# What must never be in it, whoever signed: memory that is written and executed, and a door for debuggers.
if codesign --display --entitlements - --xml "$app" 2>/dev/null \
    | grep -E 'allow-unsigned-executable-memory|allow-jit|disable-library-validation|get-task-allow'; then
    echo "$app may do what it must not" >&2
    exit 1
fi

if [ "$identity" != - ] && [ -n "${TANDEM_APPLE_PROFILE:-}" ]; then
    zip=$(mktemp -d)/Tandem.zip
    ditto -c -k --keepParent "$app" "$zip"
    xcrun notarytool submit "$zip" --keychain-profile "$TANDEM_APPLE_PROFILE" --wait
    xcrun stapler staple "$app"
    spctl --assess --type execute --verbose=2 "$app"
fi
