"""Recovery sheets, and the copies of shares that are sealed to them (core/spec/recovery.md). Start at sheet.py.

seed_words   32 bytes as 24 words of BIP39, and what a person may have meant
sheet        the keys that follow from the words of a sheet
cell         one scalar sealed to a sheet
proof        that a copy opens with a sheet, for whoever cannot open it
sealed_copy  a share sealed, proved and signed: made, checked, opened
file         both copies of one run
notes        what a computer wants back beside its share
carried      a sheet made on another machine, on its way to the co-signer
leaving      both sheets and a file: the whole key

It is pure: no home, no vault, no line. Imports no protocol; runs hand it what a copy is a copy of.
"""
