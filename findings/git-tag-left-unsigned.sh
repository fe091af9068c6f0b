#!/usr/bin/env bash
# Guess: `git tag -s` with gpg.format=ssh makes no tag where the signing program fails, as `git commit -S` makes no commit.
# What happens: it prints the program's error, makes the tag WITHOUT a signature, and ends with 0. A passphrase that was
# mistyped at stock ssh-keygen is enough. Only where the program ends with 0 and has written no signature, git fails.
# Seen with git 2.39.5 (Debian 12). Source: running it; builtin/tag.c asks whether signing gave less than 0, and of ssh's
# program it is handed the exit code, which is more.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
export HOME=$place GIT_CONFIG_NOSYSTEM=1
git init -q .
git config user.name me
git config user.email me@home
git config gpg.format ssh
git config user.signingKey "key::ssh-ed25519 AAAA"
git config gpg.ssh.program "$place/program"
git commit -q --allow-empty -m first
for code in 1 255 0; do
    printf '#!/bin/sh\nexit %s\n' "$code" > program
    chmod +x program
    git commit -q -S --allow-empty -m second 2>/dev/null && { echo "a commit was made: the finding is out of date"; exit 1; }
    if git tag -s -m release "after-$code" 2>/dev/null; then
        echo "program ended with $code: git ended with 0, and there is a tag; signatures in it: $(git cat-file -p "after-$code" | grep -c SIGNATURE || true)"
    else
        echo "program ended with $code: no tag"
    fi
done
test "$(git tag | tr '\n' ' ')" = "after-1 after-255 "
