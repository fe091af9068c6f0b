"""The tables of a vault, and what is in each."""

from __future__ import annotations

HOME, PEER, KEY, TASK, PAYLOAD, LOG = "home", "peer", "key", "task", "payload", "log"
FOLD, CHAIN_HEAD = "fold", "chain_head"  # of the log: digests of entries that have gone, and what all of them make
HANDSHAKES, CLOCK, CALLED = "handshakes", "clock", "called"
RULE, LATER, SPENDING = "rule", "later", "spending"  # what P2 was set, will be, and what its limits count
ANCHOR = "anchor"
SHARE = "share"  # of a run: by key_id and T
COPY = "copy"  # the other side's share of a run, sealed: by key_id, T and sheet
SHEET = "sheet"  # what a home keeps of its own recovery sheet
COMING_SHEET = "coming_sheet"  # a new one that is to take the place of the one that keys are sealed to
RECOVERY_FILE = "recovery_file"  # the last one that has a key: when it was written, and what opens it; by key_id
OLD_SHEET = "old_sheet"  # P1: whose paper is still to be burnt, since another has taken its place
WAITING_SHEET = "waiting_sheet"  # a new one, until a person has its words on paper
SHEET_PATIENCE = "sheet_patience"  # P2: how often a person was asked about sheets of a computer, and which they refused
SEAT = "seat"  # P2: from where a computer was linked, and when last
RESTORE = "restore"  # P2: computers that ask for the wallets of a lost one
NOTES = "notes"  # P2: what computers want back, sealed to their sheets
TYPED_SHEET = "typed_sheet"  # P2: a sheet whose words were typed, as long as a computer may hand out its copies
BROWSER = "browser"  # P2: browsers that were admitted to its page, by the SHA-256 of their cookie
PAGE_AUTHORITY = "page_authority"  # P2: certificates of that page, of an authority whose key is gone
PAGE_PIN = "page_pin"  # P2: what a yes on that page needs
PUSH = "push"  # P2: where the push service of a browser takes messages, by the SHA-256 of its cookie
PUSH_KEY = "push_key"  # P2: what those are signed with
WAKE = "wake"  # P2: who is told that something waits for a person, and when somebody was last
PASSKEY = "passkey"  # P2: what it needs from a browser that has one, by the SHA-256 of its cookie
BLOCKED = "blocked"  # devices that are turned away
ALLOWANCE = "allowance"  # P2: what a computer had written down
PATIENCE = "patience"  # P2: how often a person was asked about a key
OLD_COPY = "old_copy"  # P2: that a side of a key came back from one
# noted by P1 alone, each for a key or for all:
CHAIN, LABEL, CONTACT, PAYMENT, COMPARED = "chain", "label", "contact", "payment", "compared"
AGE_OF_OTHERS = "age_of_others"  # files that no key of ours opens, as the co-signer was asked once
RELEASES = "releases"  # the newest one that was seen, and whose signatures count
WAS_WHOLE = "was_whole"  # when a key was put together from both sheets
CONTACT_BACK, NOTES_SENT = "contact_back", "notes_sent"  # from sealed notes; which of these a co-signer was told last
THIS = b"this"
