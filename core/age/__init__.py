"""Files of age v1 (C2SP, age-encryption.org/v1), as far as who holds a joint key reads them. Start at header.py.

stanza     the form of what stands in a header, and of what a plugin and its client tell each other
armor      a file as text
header     who may open a file, and the MAC over that
recipient  age1…, the public key; AGE-PLUGIN-TANDEM-1…, which of our keys a file of identities names
x25519     the file key in one stanza, by the secret that both shares together make of it
payload    the rest of the file
plugin     what age and its kin ask a program that opens stanzas for them

Nothing here knows a share: who opens E is handed in. No writer: whoever sends has age.
"""
