"""Keys that are sums of two halves, in any group: what every scheme of the family does alike. Start at kind.py.

kind      what one scheme adds: its group, its challenge, its child keys
share     what one party holds
keygen    a joint key that neither side ever has            core/spec/schnorr.md
refresh   new halves of the same key
prepare   commitments to P2's nonces, before there is a message
sign      one round trip on a prepared session
selftest  a signature that proves new halves
restore   a share that comes back from its sealed copy      core/spec/recovery.md
guard     whether a share may be committed, or is locked
scheme    all of it as the rest of core sees it             core/protocol/scheme.py
"""
