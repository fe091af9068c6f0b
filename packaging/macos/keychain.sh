#!/bin/bash
# For a workflow: put what it signs with into a keychain that ends with the machine, and tell the steps behind.
#
# P12, P12_PASSWORD           certificate and key, "Developer ID Application", as base64. Without: nothing is done
# NOTARY_KEY, NOTARY_ID, NOTARY_ISSUER  a key of App Store Connect (.p8), for notarising. Without: it is not notarised
set -euo pipefail
umask 077
if [ -z "${P12:-}" ]; then
    echo "::notice::No certificate: what is built here is signed for this machine alone, and nobody else's opens it."
    exit 0
fi
keychain=$RUNNER_TEMP/tandem.keychain-db
password=$(openssl rand -hex 24)
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 3600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
base64 --decode <<<"$P12" >"$RUNNER_TEMP/tandem.p12"
security import "$RUNNER_TEMP/tandem.p12" -k "$keychain" -f pkcs12 -P "$P12_PASSWORD" -T /usr/bin/codesign
rm "$RUNNER_TEMP/tandem.p12"
security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
others=()
while IFS= read -r one; do others+=("$one"); done < <(security list-keychains -d user | sed 's/^ *"//; s/"$//')
security list-keychains -d user -s "$keychain" "${others[@]}"
identity=$(security find-identity -v -p codesigning "$keychain" | sed -n 's/.*"\(Developer ID Application: .*\)".*/\1/p' | head -n 1)
[ -n "$identity" ] || { echo "The certificate is no Developer ID Application." >&2; exit 1; }
echo "TANDEM_APPLE_IDENTITY=$identity" >>"$GITHUB_ENV"
if [ -z "${NOTARY_KEY:-}" ]; then
    echo "::notice::No key for Apple's notary: what is built here is signed and not notarised."
    exit 0
fi
printf '%s\n' "$NOTARY_KEY" >"$RUNNER_TEMP/notary.p8"
xcrun notarytool store-credentials tandem --keychain "$keychain" \
    --key "$RUNNER_TEMP/notary.p8" --key-id "$NOTARY_ID" --issuer "$NOTARY_ISSUER"
rm "$RUNNER_TEMP/notary.p8"
printf 'TANDEM_APPLE_PROFILE=tandem\nTANDEM_APPLE_KEYCHAIN=%s\n' "$keychain" >>"$GITHUB_ENV"
