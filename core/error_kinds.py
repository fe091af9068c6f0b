"""What an error is about, exactly. For programs; its sentences for people are in app/text."""

from __future__ import annotations

from enum import StrEnum


class RefusalKind(StrEnum):
    """Who or what said no."""

    REFUSED = "refused"
    AGENT_LOCKED = "refused.agent"  # by ssh-add -x
    BLOCKED = "refused.blocked"  # the computer
    BUSY = "busy"
    BLOCK = "block"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    CLOCK = "clock"
    COUNTDOWN = "countdown"
    ENDED = "ended"
    EXISTS = "exists"  # the wallet, there, with a newer half
    EXISTS_OTHER = "exists.other"  # the same, and another computer has brought it there
    EXPIRED = "expired"
    FAUCET_EMPTY = "faucet_empty"
    FORGOTTEN = "forgotten"
    FULL = "full"
    GIVEN_UP = "given_up"
    INPUT = "input"
    LIE = "lie"
    NAME = "name"
    NAME_FORM = "name.form"
    NETWORK = "network"
    NO_PRACTICE = "network.practice"
    ONLINE = "online"  # this machine, or it may be: a key is made whole off line
    PENDING = "pending"
    PENDING_EPOCH = "pending_epoch"
    PURPOSE = "purpose"
    RESTORE_STOPPED = "stopped"  # the computer that was called lost is there
    SCREEN = "screen"
    SESSION = "session"
    SHEET = "pending.sheet"  # a first recovery sheet waits for a yes
    SHEET_UNKNOWN = "sheet.unknown"  # no copy is kept for it
    SHEET_WORDS = "sheet.words"  # of the lost co-signer's: they were not typed on the new one
    SHEET_OTHER = "sheet.other"  # than the one for which copies of other keys are kept
    SIGNED = "signed"
    SILENCE = "silence"
    SILENCE_DAY = "silence.day"
    TOO_MANY = "too_many"
    TOO_MANY_DAY = "too_many.day"
    TWO_DEVICES = "two_devices"
    UNKNOWN = "unknown"
    WAIT = "wait"


class LinkKind(StrEnum):
    """What became of the line."""

    LINK = "link"
    CLOSED = "closed"
    CONNECT = "connect"
    CONTROL = "control"
    EXPIRED = "expired"
    HUNG_UP = "hung_up"
    LINK_OVER = "link_over"
    LISTEN = "listen"
    NO_COSIGNER = "no_cosigner"
    NO_HOST = "no_host"
    NOT_RUNNING = "not_running"
    NOT_SERVING = "not_serving"
    OTHER_USER = "other_user"
    PIN = "pin"
    PORT_IN_USE = "port_in_use"
    PRACTICE = "practice"
    PRICE = "price"
    PROXY = "proxy"
    SERVER = "server"
    SERVER_FLOOD = "server.flood"
    SERVER_LEFT = "server.left"
    SERVER_SLOW = "server.slow"
    SERVER_VERSION = "server.version"
    SILENT = "silent"
    TIMEOUT = "timeout"
    TLS = "tls"
    TOLD = "told"
    REMOVED = "told.removed"
    STOPPED = "told.stopped"
    REPLACED = "told.replaced"
    VERSION = "told.version"
    DOWNGRADED = "told.downgraded"
    BLOCKED = "told.blocked"
    FAILED = "told.failed"
    TOO_BIG = "too_big"
    UNPAIRED = "unpaired"
    UNREACHABLE = "unreachable"
    UPDATE = "update"  # nobody says what is released
    WAKE = "wake"  # a receiver of the wake-up has not taken it


class FaultKind(StrEnum):
    """What the other side did."""

    PEER = "peer"
    CHEAT = "cheat"
    LOCK = "lock"
    RETRY = "retry"
    CERTIFICATE = "certificate"
    DOWNGRADED = "downgraded"
    GENERATION = "generation"
    MISMATCH = "mismatch"
    NETWORK = "network"
    NOTES = "notes"
    OPENING = "opening"
    ORDER = "order"
    OTHER_COSIGNER = "other_cosigner"
    PENDING_EPOCH = "pending_epoch"
    TASK = "task"
    UNKNOWN_PEER = "unknown_peer"
    UPDATE_EXPIRED = "update.expired"
    UPDATE_FORM = "update.form"
    UPDATE_OLD = "update.old"  # than what was seen
    UPDATE_REDIRECT = "update.redirect"
    UPDATE_SINGLE = "update.single"  # signed by one key alone
    UPDATE_TOO_BIG = "update.too_big"
    UPDATE_UNSIGNED = "update.unsigned"
    VERSION = "version"
    WORDS = "words"
    WORK = "work"
    FUTURE = "work.future"


class BlockKind(StrEnum):
    """Why a key may not sign."""

    LOCKED = "locked"
    MISMATCH = "mismatch"
    MUST_REFRESH = "must_refresh"
    PENDING_EPOCH = "pending_epoch"
    SUSPENDED = "suspended"
    TOO_MANY = "too_many"


class StorageKind(StrEnum):
    """What is wrong with the place where things are kept."""

    STORAGE = "storage"
    CLOCK = "clock"
    CLOSED = "closed"
    CORRUPT = "corrupt"
    DATABASE = "database"  # that keeps a vault: lost, or not fit for it
    DAMAGED = "damaged"
    DISK = "disk"
    EXISTS = "exists"
    FILE = "file"
    FULL = "full"
    HALF = "half"
    HOME = "home"
    HOME_PATH = "home.path"
    IN_USE = "in_use"
    INSTALL = "install"
    KEYRING = "keyring"  # locked
    KEYRING_EMPTY = "keyring.empty"
    KEYRING_NONE = "keyring.none"
    MISSING = "missing"
    MIXED = "half.mixed"  # with a log of another moment
    NEWER = "newer"
    OLDER = "older"
    WIPED = "wiped"
    REPLACED = "replaced"  # by another program, while it was open


class InputKind(StrEnum):
    """What does not fit."""

    INPUT = "input"
    ADDRESS = "address"
    AGE = "age"  # no file of age, or a damaged one
    AGE_IDENTITY = "age.identity"  # no identity of ours
    AGE_MANY = "age.many"  # more stanzas than are opened
    AGE_OTHERS = "age.others"  # for none of our keys
    NO_AGE_KEY = "age.no_key"
    AMOUNT = "amount"
    NOBODY = "amount.nobody"
    BAD_PSBT = "input.psbt"
    BROWSER = "browser"
    BROWSER_LINK = "browser.link"  # of an admission: over, or used
    BROWSER_FORM = "browser.form"  # what was shown is another by now, or was not looked at
    BROWSER_PIN = "browser.pin"
    BROWSER_RULES = "browser.rules"  # rules that the terminal alone loosens
    BROWSER_OLD = "browser.old"  # rules that are other ones by now
    BROWSER_PASSKEY = "browser.passkey"
    BROWSER_PAGE = "browser.page"  # there is no page to be admitted to
    WAKE = "wake"  # no address to wake a person at
    WAKE_SOON = "wake.soon"  # they were woken less than a minute ago
    COIN = "coin"
    COIN_UNRIPE = "coin.unripe"
    CONFIG = "config"
    STORE = "config.store"  # where a vault lies
    CONFIRMED = "confirmed"
    CONFLICT = "conflict"
    COPY = "copy"
    COUNT = "count"
    CURRENCY = "currency"
    DEPTH = "depth"
    DUST = "dust"
    ENDED = "ended"
    EXISTS = "exists"
    EXISTS_HERE = "exists.here"  # a wallet that was to come back was never lost
    FEE = "input.fee"
    FILE = "file"
    FILE_LOG = "file.log"  # no log that was exported
    FILE_LOG_NEWER = "file.log_newer"
    FILE_LOG_PEER = "file.log_peer"  # of a co-signer of somebody else's
    FILE_LOG_SIDE = "file.log_side"  # of a computer
    FOREIGN = "foreign"
    FUNDS = "funds"
    GAP = "gap"
    GIT_OBJECT = "git"  # no commit, tag or push certificate, whole
    HAS_WALLETS = "exists.wallets"  # a home that a lost device's are to come back in
    INVENTED = "input.invented"
    LABELS = "labels"
    LINK = "link"
    LINK_OVER = "link_over"
    LINK_TAKEN = "link_over.taken"
    LINK_TEXT = "link_text"
    LINK_VERSION = "link_version"
    LISTEN = "listen"
    LOCKED = "locked"
    MESSAGE = "message"  # no text, or too long a one
    MESSAGE_ADDRESS = "message.address"  # of a kind that signs no messages here
    MESSAGE_SIGNATURE = "message.signature"  # of this text and address it is none
    NAME = "name"
    NAME_LENGTH = "name.length"
    NAME_SIGNS = "name.signs"
    NAME_BEGIN = "name.begin"
    NAME_SCRIPTS = "name.scripts"
    NAME_SLASH = "name.slash"
    NAME_MARKS = "name.marks"
    NO_SUCH_PEER = "name.no_peer"
    SEVERAL_WALLETS = "name.several"
    SEVERAL_COSIGNERS = "name.cosigners"
    SEVERAL_COMPUTERS = "name.computers"
    NO_SUCH_WALLET = "name.unknown"
    NO_SSH_KEY = "name.no_ssh_key"
    NO_WALLET = "name.none"
    NO_COINS = "name.no_coins"  # a key for something else than payments
    NETWORK = "network"
    NO_HOME = "no_home"
    NO_WAY_BACK = "no_way_back"
    NO_SUCH_REQUEST = "input.no_request"
    PAIRED = "paired"
    PASSPHRASE = "passphrase"
    PASSPHRASE_FILE = "passphrase_file"
    PAYMENT = "payment"
    PICTURE = "picture"
    PRACTICE = "practice"
    PROXY = "proxy"
    PSBT = "psbt"
    RATE = "rate"
    NO_ESTIMATE = "rate.none"
    RATE_LOW = "rate.low"
    REASON = "reason"
    RECOVERY_FILE = "recovery_file"
    RECOVERY_CUT = "recovery_file.cut"
    RECOVERY_NONE = "recovery_file.none"
    RECOVERY_EPOCHS = "recovery_file.epochs"
    RECOVERY_WALLETS = "recovery_file.wallets"
    NOT_IN_FILE = "recovery_file.not_in"  # the wallet that was named
    REJECTED = "rejected"
    REQUEST_ID = "input.request_id"
    REPLACED = "paired.replaced"  # or given back: this co-signer takes no place any more
    REPLACED_HERE = "paired.here"  # a co-signer that has wallets takes nobody's place
    RESTORE_THERE = "input.not_lost"
    RESTORE_UNPROVEN = "unproven.restore"
    RULE = "input.rule"
    ROLE = "role"
    SENT = "sent"
    SERVER = "server"
    NO_SERVER = "server.none"
    SERVER_HOST = "server.host"
    SERVER_ZONE = "server.zone"
    SHEET_MADE = "sheet.made"
    NO_SHEET = "sheet.none"
    SHEET_WORD = "sheet"
    SHEET_BOTH = "sheet.both"
    SHEET_FINGERPRINT = "sheet.fingerprint"
    SHEET_ADDRESS = "sheet.address"
    SHEET_ALONE = "sheet.alone"  # what a key is sealed to alone is not given up
    SHEET_CHANGES = "sheet.changes"
    SHEET_CODE = "sheet.code"
    SHEET_CHECKSUM = "sheet.checksum"
    SHEET_COMPUTERS = "sheet.computers"  # typed where the co-signer's belongs
    SHEET_COSIGNERS = "sheet.cosigners"
    SHEET_COUNT = "sheet.count"
    SHEET_FOREIGN = "sheet.foreign"
    SHEET_OTHER = "sheet.other"
    SHEET_OF_FILE = "sheet.of_file"  # a recovery file is sealed to another one
    SHEET_REPLACED = "sheet.replaced"
    SHEET_SEAT = "sheet.seat"
    SHEET_UNKNOWN = "sheet.unknown"  # no copy is kept for the one that was typed at a new co-signer
    SHEET_TERMINAL = "sheet.terminal"
    SSH = "ssh"  # neither a log-in nor an SSHSIG, whole
    SSH_HOST = "ssh.host"  # it has not signed the session, or not readably
    SSH_KEY = "ssh.key"  # no public key, or of another kind
    TABLE = "table"
    TASK = "task"  # no payment, and none that this program knows
    TIME = "input.time"
    TXID = "txid"
    UNPAIRED = "unpaired"
    UNPROVEN = "unproven"
    UNSETTLED = "unsettled"
    UNSIGNED = "unsigned"
    UNFINISHED = "unsigned.final"
    UPDATE_ADDRESS = "update.address"
    UPDATE_KEYS = "update.keys"  # this build has none
    UPDATE_NONE = "update.none"  # no release is known yet
    RELEASE_FILE = "update.file"  # it has the name of a released one, and other bytes
    RELEASE_UNKNOWN = "update.unknown"


class BugKind(StrEnum):
    """Which mistake of ours."""

    BUG = "bug"
    INSTALLATION = "installation"  # a part of the program, or a library of it, cannot be loaded
    SELF_TEST = "self_test"
