"""A random-kill run: `python -m tests.endurance --minutes N --seed S`. Outside CI; `make test` leaves it out."""
