#!/usr/bin/env bash
# Guess: shares of a SLIP-39 backup go from one library to another; embit, which reads and writes them, reads what the
# reference implementation writes.
# What happens: the reference writes "extendable" backups since 0.3.0, unless told otherwise: one bit of the share, and
# another text in its checksum. embit knows only the older kind and takes the new one for a typing mistake: "Invalid
# Checksum" for a share in which every word is right. Made with extendable=False, the same secret comes back.
# Seen with shamir-mnemonic 0.3.0 and embit 0.8.0 (Python 3.11). Source: running them; SLIP-39, "Extendable backup flag".
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install shamir-mnemonic==0.3.0 embit==0.8.0
cat > "$place/run.py" <<'PYTHON'
from embit import slip39
from shamir_mnemonic import combine_mnemonics, generate_mnemonics

SECRET = bytes(range(16))


def read(words: list[str]) -> str:
    """What embit makes of shares: the secret in hex, or its error."""
    try:
        return slip39.ShareSet([slip39.Share.parse(share) for share in words]).recover(b"").hex()
    except ValueError as error:
        return f"ValueError: {error}"


found = {}
for kind in ("by itself", "extendable=False"):
    options = {} if kind == "by itself" else {"extendable": False}
    shares = generate_mnemonics(1, [(2, 3)], SECRET, **options)[0][:2]
    assert combine_mnemonics(shares) == SECRET
    found[kind] = read(shares)
    print(f"{kind:>16}: {found[kind]}")
assert found["extendable=False"] == SECRET.hex()
assert "Checksum" in found["by itself"], "embit now reads them: the finding is out of date"
PYTHON
"$place/venv/bin/python" "$place/run.py"
