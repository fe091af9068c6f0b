"""What a home remembers, sealed record by record. Start at repository.py.

records       the records that are no key and no payment
log           what is written down for people
names         what the other sides are called, and which wallet a person means
log_fields    what the values of its lines are
log_chain     every line is hashed into what follows
log_file      a log that leaves its home, and its reader
later         what a rule is set to, and will be
log_compare   where the logs of two sides tell different stories
chain_store   what the chain says about one key
half          a vault without its log, or a backup
changing_hands  one device takes the place of another, as both roles write it
typed_sheet   the words of a lost co-signer's sheet, while they are needed
own_sheet     the recovery sheet of this home, and what a run seals with
backup        a good copy of all of it
recovery_export  a file of all its wallets, for both sheets
restore_book  computers that ask for the wallets of a lost one
tables        the tables of its vault
repository    typed access; a write is durable before memory changes
writing, changes  how: by the thread that says it
batches, turn  or with those of other jobs, which compute while one waits for the disk
request_book  the co-signer's requests, by what they are asked for
anchor        what is remembered outside of the home
machine       which one this is, and which file
succession    taking over, on another machine too, the vault of a process that has ended
strays        copies beside the vault
wiping        taking it off its device
listeners     who hears of a write
policy_clock  the time that limits and waits go by, which nobody sets
"""
