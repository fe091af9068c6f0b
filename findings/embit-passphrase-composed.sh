#!/usr/bin/env bash
# Guess: BIP39 takes words and passphrase in Unicode's decomposed form (NFKD), so one passphrase gives one seed, however
# a keyboard writes its accents, and in whatever library it is typed.
# What happens: embit's bip39.mnemonic_to_seed takes the passphrase as it comes. What is typed composed, as nearly every
# keyboard does, gives a seed (and a whole wallet) of its own that no other library finds; decomposed, it agrees.
# Seen with embit 0.8.0 against mnemonic 0.21 and bip_utils 2.12.3 (Python 3.11). Source: running them; BIP39, "From
# mnemonic to seed". The words are a public test vector's.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install embit==0.8.0 mnemonic==0.21 bip_utils==2.12.3
cat > "$place/run.py" <<'PYTHON'
from bip_utils import Bip39SeedGenerator
from embit import bip39
from mnemonic import Mnemonic

WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
FORMS = {"composed": "caf\u00e9", "decomposed": "cafe\u0301"}
READERS = {
    "mnemonic": Mnemonic.to_seed,
    "bip_utils": lambda words, passphrase: Bip39SeedGenerator(words).Generate(passphrase),
    "embit": bip39.mnemonic_to_seed,
}
seeds = {(reader, form): read(WORDS, text).hex() for reader, read in READERS.items() for form, text in FORMS.items()}
for (reader, form), seed in seeds.items():
    print(f"{reader:>10} {form:>10}: {seed[:16]}…")
others = {seed for (reader, _), seed in seeds.items() if reader != "embit"}
assert len(others) == 1, "the other two know one seed"
assert seeds["embit", "decomposed"] in others
assert seeds["embit", "composed"] not in others, "embit now agrees: the finding is out of date"
PYTHON
"$place/venv/bin/python" "$place/run.py"
