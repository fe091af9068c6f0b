"""The other half: its health, rules and log. Start at page.py.

page     what stands where
cards    who it is, the log
logs     this computer's and the co-signer's held against each other
rules    what it lets pass, what is left of its limits, what is to change
compose  a change of them, as a command for the other device
names    of both sides, and one more co-signer
pairing  once more, with the words compared
replacing  a lost one: another takes its place
renewal  new halves
"""
