# Each goal makes .venv ready by itself; nothing has to be installed before but make and Python 3.11, 3.12 or 3.13.
#
#   make run      the window; without a screen, a first payment in the terminal
#   make test     everything: format, lint, types, layers, all tests, coverage
#   make check    format, lint, types, layers, and the quick tests of core and of the house rules
#   make bench    the measurements as a table
#   make screenshots   pictures of every page, in build/screenshots
#   make translations  take the window's texts out, and make what it reads
#   make setup    only the environment
#   make packages what people download, in dist/
#   make bare-root   both packages on a Debian without Python: installed, used, upgraded, removed (as root; minutes)
#   make sbom       what is in the packages, for machines: packaging/sbom.cdx.json, to be read and committed
#   make same-bytes  two builds of this commit, in different folders and environments, compared

.PHONY: setup run test check bench screenshots translations packages sbom bare-root same-bytes

python = .venv/bin/python

setup:
	@packaging/environment.sh dev

run:
	@packaging/environment.sh run
	@$(python) -m app

test: setup
	@$(python) -m tests

check: setup
	@$(python) -m tests --fast

bench: setup
	@$(python) -m tests.bench

screenshots: setup
	@$(python) -m tests.screenshots

translations: setup
	@$(python) packaging/translations.py

packages: setup
	@$(python) packaging/build.py

bare-root: setup
	@TANDEM_BARE_ROOT=1 $(python) -m pytest -q -p no:cacheprovider tests/packaging/test_bare_root.py

sbom: setup
	@$(python) packaging/sbom.py

same-bytes: setup
	@$(python) -m tests.packaging.same_bytes
