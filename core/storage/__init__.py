"""What a home keeps on disk, sealed. Start at vault.py.

vault           seals records, and checks every one that comes back
header          what is readable without the passphrase; migrate: its formats
sealing, index, roots, block  one record; which records there are, who wrote them; what is written together
keys            from passphrase and keyring secret to keys; system_keyring, passphrase: where these come from
store           what a vault asks of a database (a Protocol); sqlite_store: a file; stores: which one a home has
postgres_store  a co-signer's vault in PostgreSQL; postgres_session: the way there; elsewhere: its name there;
                postgres_standby: one that another process holds
anchor          a small sealed file outside of the home
disk, lock      room and names that last; one process for a home
hardening       what every program does first

Nothing here knows what a record means.
"""
