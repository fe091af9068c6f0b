#!/usr/bin/env bash
# Guess: one library makes one kind of signature: py-minisign's SecretKey.sign and SecretKey.sign_file, given the same
# bytes, make what the minisign program makes today, a signature of the file's BLAKE2b hash (its algorithm is "ED").
# What happens: `sign` does, by default; `sign_file` makes the legacy kind ("Ed", over the whole file), unless told
# prehash=True. Both verify here, so nothing is seen until somebody checks with a verifier that takes only the new kind.
# Seen with py-minisign 0.21.1 (Python 3.11). Source: running it; the format at jedisct1.github.io/minisign.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install py-minisign==0.21.1
cat > "$place/run.py" <<'PYTHON'
import base64
import sys
from pathlib import Path

import minisign

file = Path(sys.argv[1]) / "file"
file.write_bytes(b"the same bytes")
pair = minisign.KeyPair.generate()
made = {
    "sign": pair.secret_key.sign(file.read_bytes()),
    "sign_file": pair.secret_key.sign_file(file),
    "sign_file, prehash=True": pair.secret_key.sign_file(file, prehash=True),
}
kinds = {}
for name, signature in made.items():
    pair.public_key.verify(file.read_bytes(), signature)
    kinds[name] = base64.b64decode(bytes(signature).splitlines()[1])[:2]
    print(f"{name:>24}: {kinds[name].decode()}")
assert kinds["sign"] == kinds["sign_file, prehash=True"] == b"ED"
assert kinds["sign_file"] == b"Ed", "sign_file now hashes first: the finding is out of date"
PYTHON
"$place/venv/bin/python" "$place/run.py" "$place"
