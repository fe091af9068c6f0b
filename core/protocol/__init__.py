"""The two-party protocols: pure steps, and a generator for each party. Start at scheme.py; only that way in.

scheme     what a kind of joint key is to everybody else
registry   the kinds there are
share      what one party holds of one epoch
changes    what a script wants to be durable
messages   what every kind says alike
progress   what a person may be shown of it
ecdsa/     two-party ECDSA
"""
