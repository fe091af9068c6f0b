#!/usr/bin/env bash
# Guess: an SBOM that cyclonedx-py makes of an environment, or of requirements pinned by hash, tells the hash of each
# component in the component's own `hashes`, where CycloneDX has a place for it and where scanners look.
# What happens: no component has any. `environment` knows no hashes at all; `requirements` puts them under
# externalReferences, at a reference of type "distribution" whose address is the index page, not the file.
# Seen with cyclonedx-bom 7.5.0 (Python 3.11). Source: running it; CycloneDX 1.6, component.hashes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install cyclonedx-bom==7.5.0 six==1.17.0
echo "six==1.17.0 --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274" > "$place/requirements.txt"
"$place/venv/bin/cyclonedx-py" environment "$place/venv" > "$place/environment.json" 2> /dev/null
"$place/venv/bin/cyclonedx-py" requirements "$place/requirements.txt" > "$place/requirements.json" 2> /dev/null
cat > "$place/run.py" <<'PYTHON'
import json
import sys
from pathlib import Path

for mode in ("environment", "requirements"):
    components = json.loads((Path(sys.argv[1]) / f"{mode}.json").read_text())["components"]
    own = sum("hashes" in component for component in components)
    (six,) = (component for component in components if component["name"] == "six")
    aside = [reference["type"] for reference in six.get("externalReferences", ()) if "hashes" in reference]
    print(f"{mode:>12}: {own} of {len(components)} with hashes of their own; of six under externalReferences: {aside}")
    assert own == 0, "components now have hashes: the finding is out of date"
    assert aside == ([] if mode == "environment" else ["distribution"])
PYTHON
"$place/venv/bin/python" "$place/run.py" "$place"
