"""A payment on its way to a decision: what both sides know of it. Start at request.py.

request   what the co-signer keeps, and the states it may be in
messages  how it is proposed, watched, cancelled and decided
quota     how much one computer may leave on the desk
related   which signed payments it replaces or hurries
upload    it travels once, in chunks
policy    what the payment itself and the rules in force say together
rules/    the rules, a file for each
"""
