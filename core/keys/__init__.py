"""What one side keeps of a key, and the only ways it may change. Start at record.py; all of it is pure.

record       the record, replaced as a whole
transitions  PREP, COMMIT, DROP, CHECK, CHECKED, and what a crash leaves
sheets       the yes to a recovery sheet of the other side
rebinding    one device takes the place of another
handshake    how both sides find the same epoch again
notes        what is said about notes of a computer
restore      what is said when a lost device comes back
limits       locks, suspensions, how often
status       how the co-signer sees it
"""
