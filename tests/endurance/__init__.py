"""Random-kill runs: `python -m tests.endurance --minutes N --seed S [--wallets N --kill]`. Not part of `make test`."""
