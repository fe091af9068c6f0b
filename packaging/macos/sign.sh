#!/bin/bash
# Sign a program, a folder of them or a disk image with the hardened runtime, and let Apple notarise it:
#
#     sign.sh Tandem.app | tandem-cosigner | tandem_VERSION_arm64.dmg
#
# TANDEM_APPLE_IDENTITY  "Developer ID Application: NAME (TEAM)", in a keychain. Without: signed ad hoc, for this machine
# TANDEM_APPLE_PROFILE   a profile of `xcrun notarytool store-credentials`. Without: not notarised
# TANDEM_APPLE_KEYCHAIN  the keychain that has the profile; without, the one of who signs
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
what=$1
identity=${TANDEM_APPLE_IDENTITY:--}

sign() {
    if [ "$identity" = - ]; then
        codesign --force --sign - "$@"
    else
        codesign --force --sign "$identity" --options runtime --timestamp "$@"
    fi
}

programs() {
    for program in "$1"/*; do
        if [ -f "$program" ] && [ -x "$program" ]; then sign --entitlements "$here/entitlements.plist" "$program"; fi
    done
}

case "$what" in
    *.dmg) sign "$what" ;;
    *)
        # Innermost first. What only is loaded has no entitlements.
        find "$what" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' one; do sign "$one"; done
        find "$what" -type d -name '*.framework' -print0 | while IFS= read -r -d '' one; do sign "$one"; done
        case "$what" in
            *.app)
                programs "$what/Contents/MacOS"
                sign --entitlements "$here/entitlements.plist" "$what"
                codesign --verify --strict --deep --verbose=2 "$what"
                held=$what/Contents/MacOS
                ;;
            *)
                programs "$what"
                held=$what
                ;;
        esac
        # What must never be in it, whoever signed: memory that is written and executed, and a door for debuggers.
        for program in "$held"/*; do
            if [ ! -f "$program" ] || [ ! -x "$program" ]; then continue; fi
            codesign --verify --strict --verbose=2 "$program"
            if codesign --display --entitlements - --xml "$program" 2>/dev/null \
                | grep -E 'allow-unsigned-executable-memory|allow-jit|disable-library-validation|get-task-allow'; then
                echo "$program may do what it must not" >&2
                exit 1
            fi
        done
        ;;
esac

if [ "$identity" = - ]; then
    echo "$what is signed for this machine alone: there is no TANDEM_APPLE_IDENTITY."
elif [ -z "${TANDEM_APPLE_PROFILE:-}" ]; then
    echo "$what is signed and not notarised: there is no TANDEM_APPLE_PROFILE."
else
    sent=$what
    case "$what" in
        *.dmg) ;;
        *)
            sent=$(mktemp -d)/sent.zip
            ditto -c -k --keepParent "$what" "$sent"
            ;;
    esac
    xcrun notarytool submit "$sent" --wait --keychain-profile "$TANDEM_APPLE_PROFILE" \
        ${TANDEM_APPLE_KEYCHAIN:+--keychain "$TANDEM_APPLE_KEYCHAIN"}
    case "$what" in
        *.app)
            xcrun stapler staple "$what"
            spctl --assess --type execute --verbose=2 "$what"
            ;;
        *.dmg)
            xcrun stapler staple "$what"
            spctl --assess --type open --context context:primary-signature --verbose=2 "$what"
            ;;
        *) ;; # nothing can be stapled to a folder: macOS asks Apple when it is started first
    esac
fi
