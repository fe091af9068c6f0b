"""Binding two devices: a link that is read once, four words that both people compare. Start at protocol.py.

protocol      its messages, commitments and words
client        the wallet's side
listener      the co-signer's side
conversation  sending and receiving for both
certificate   of the pairing line itself, made from the link's code
words         a short authentication string as words
"""
