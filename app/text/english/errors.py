"""What went wrong, in English. Where nothing else stands here, core's own words are more exact than these could be."""

from __future__ import annotations

from app.text.table import AS_IS, Table, exact
from core.errors import BlockKind, BugKind, FaultKind, InputKind, LinkKind, RefusalKind, StorageKind

REFUSED: Table = exact(RefusalKind) | {
    RefusalKind.ENDED: "The co-signer ended it. Make a new link there.",
    RefusalKind.NETWORK: "This co-signer is for practice only, or not for practice. Pair the other kind.",
    RefusalKind.NO_PRACTICE: "This co-signer is for practice only, or not for practice. Pair the other kind.",
    RefusalKind.PURPOSE: (
        "This computer was not paired for that on the co-signer, or it was over a week ago. Make a new link there, and "
        "begin again with it."
    ),
    RefusalKind.TWO_DEVICES: (
        "Two devices tried to use this link. On the co-signer answer NO, then make a new link there."
    ),
}
LINK: Table = exact(LinkKind) | {
    LinkKind.FAILED: (
        "The co-signer's disk has failed: it signs nothing before somebody has looked at that machine and started it "
        "again."
    ),
    LinkKind.BLOCKED: (
        "This computer was blocked on the co-signer: nothing is signed for it any more. If it is to come back, pair it "
        "again there (tandem-cosigner pair), then renew the halves."
    ),
    LinkKind.EXPIRED: "Nobody answered on the co-signer in ten minutes. Make a new link there.",
    LinkKind.HUNG_UP: (
        "The co-signer hung up. Look whether it still runs, then try again. If it runs and does so every time, it "
        "has blocked this computer or does not know it: look there (tandem-cosigner status), and pair once more."
    ),
    LinkKind.LINK_OVER: "Nobody answers at the link's address. Look whether the co-signer runs there, then try again.",
    LinkKind.NO_COSIGNER: "What answers there is no co-signer of this version of Tandem.",
    LinkKind.NO_HOST: "There is no machine of that name. Look at the name and at the network.",
    LinkKind.NOT_SERVING: "The co-signer does not run on that machine. Start it there: tandem-cosigner serve.",
    LinkKind.PRACTICE: "The practice place does not run. Leave practice and start it again.",
    LinkKind.SILENT: "The co-signer does not answer. Look whether its machine is on.",
    LinkKind.TIMEOUT: "The co-signer does not answer. Look whether it still runs.",
    LinkKind.UNREACHABLE: "The co-signer's machine cannot be reached. Look whether it is on and in the same network.",
}
FAULT: Table = exact(FaultKind) | {
    FaultKind.OTHER_COSIGNER: (
        "What answers there is not the co-signer that made this link. Make a new link on the co-signer."
    ),
    FaultKind.GENERATION: (
        "The other side tells how often the two have met, and it cannot be true. Nothing of it was kept. "
        "Do not go on before you know why."
    ),
    FaultKind.VERSION: "The other side runs another version of Tandem. Update both.",
    FaultKind.WORDS: (
        "The words differ, so someone may sit in between. Both sides forget the attempt. On the co-signer "
        "answer NO, then make a new link there."
    ),
}
BLOCKED: Table = exact(BlockKind)
STORAGE: Table = exact(StorageKind) | {
    StorageKind.CLOSED: "The vault's disk has failed. Start Tandem again.",
    StorageKind.CORRUPT: (
        "The vault is damaged and was left as it is. Put back a backup that is younger than the last renewal of the "
        "halves; an older one signs nothing. Else bring this device back with its recovery sheet."
    ),
    StorageKind.DATABASE: "The database that keeps the vault is not there, or does not keep what it is given.",
    StorageKind.FILE: AS_IS,
    StorageKind.FULL: "The disk is full. Make room, then try again.",
    StorageKind.HALF: (
        "The vault was not closed, and the file vault-wal that belongs beside it is missing: this is a copy of one "
        "file alone, or that file was deleted. Put it back, or have this taken for an old copy: tandem accept-copy."
    ),
    StorageKind.MIXED: (
        "The vault and the file vault-wal beside it are of two moments, as a sync service leaves them. Put back the "
        "one that belongs to it, or have this taken for an old copy: tandem accept-copy."
    ),
    StorageKind.REPLACED: (
        "Another program, as a sync service, moved or replaced the vault while it was open. Nothing more was written. "
        "Take the folder out of that service, then start Tandem again."
    ),
    StorageKind.IN_USE: "Another Tandem program uses this wallet. Close it, then try again.",
    StorageKind.KEYRING: "The system's keyring holds a part of the key to this vault. Unlock it, then try again.",
    StorageKind.KEYRING_EMPTY: (
        "The system's keyring no longer has its part of the key to this vault. Put that keyring back from its backup, "
        "or use the account in which the vault was made."
    ),
    StorageKind.KEYRING_NONE: (
        "The system's keyring holds a part of the key to this vault, and none answered when Tandem started. Log in to "
        "your desktop or start the keyring, then restart Tandem."
    ),
    StorageKind.NEWER: "A newer Tandem has written this vault. Start that one.",
    StorageKind.OLDER: "A Tandem from before the first release has written this vault. Make a new one.",
}
INPUT: Table = exact(InputKind) | {
    InputKind.AGE: AS_IS,
    InputKind.FILE: AS_IS,
    InputKind.LINK: AS_IS,
    InputKind.LINK_OVER: (
        "This link has expired or was used. If not by you, answer NO on the co-signer. Make a new link there."
    ),
    InputKind.LINK_TAKEN: "Someone else has used this link. On the co-signer answer NO.",
    InputKind.LINK_TEXT: "This is not a whole pairing link. Copy all of it, from tandempair1 to its end.",
    InputKind.LINK_VERSION: "This link was made by another version of Tandem. Use the same version on both devices.",
    InputKind.LOCKED: "The wallet is locked. Unlock it first.",
    InputKind.PAIRED: "This computer is paired with another co-signer already.",
    InputKind.PASSPHRASE: "Not the passphrase of this wallet.",
    InputKind.TABLE: AS_IS,
    InputKind.UNPAIRED: "No co-signer is paired with this computer yet.",
}
BUG: Table = exact(BugKind)
