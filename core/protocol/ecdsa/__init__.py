"""Two-party ECDSA, a file for each part of core/spec, in the order of its steps. Start at keygen.py, then sign.py.

keygen    a joint key that neither side ever has           core/spec/keygen.md
prepare   what a signature needs and no message decides    core/spec/sign.md
sign      one round trip on a prepared session
refresh   new shares of the same key                       core/spec/refresh.md
restore   a share that comes back from its sealed copy    core/spec/recovery.md
selftest  a signature that proves new shares
scheme    all of it as the rest of core sees it            core/protocol/scheme.py
"""
