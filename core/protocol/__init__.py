"""The two-party protocols: pure steps, and a generator for each party. Start at scheme.py; only that way in.

scheme     what a kind of joint key is to everybody else
registry   the kinds there are
share      what one party holds of one epoch
changes    what a script wants to be durable
derive     child keys, and how far the halves are moved for them
session    what is prepared in memory, for one use
run        the names of a run that makes an epoch, and how both find the same
copies     what of a share the other side keeps, sealed
commit     how both keep the same epoch
drill      a sealed copy is opened with its words, then both halves are tried
restore    a share that comes back from its sealed copy
messages   what every kind says alike
progress   what a person may be shown of it
ecdsa/     two-party ECDSA
additive/  keys that are sums of two halves, in any group
schnorr/   BIP340 for taproot keys: a kind of those
"""
