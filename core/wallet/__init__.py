"""What the wallet (P1) can do. Start at wallet.py; never imports core.cosigner.

api, cosigners_api, sheets_api  what programs may do with a wallet; what they see (results): the door of this package
opening          a wallet, for programs: the rest of the door
releases_api, releases_of_wallet  newer releases of the program
without_home     recovery files and leaving, for anybody: a door of its own
wallet           one desktop home, open
watching         the chain of one key
cosigners        pairing, and which of them holds the other half of a wallet
cosigner_client  its end of the link: connects, settles, runs P1's scripts
sheets, sheets_of_wallet  recovery sheets, the own one and the yes to another's; as methods of a wallet
run_changes      what a run makes durable
batches          signatures of many inputs, several sessions at once
settling         what begins every connection
notes            labels and address book, sealed at the co-signer
restoring        takes the place of a lost computer
replacing        lets a co-signer take the place of a lost one
renewing         both end with new halves
prepared_sessions  what is ready before it is signed
signer           gets a payment signed
payment_flow     from a draft to the network
outgoing         none takes the place of another unasked
payment_status   how far a payment has come, and every way on from there
payment, payment_store  payments under way
labels           what a person has written down
bip329           files of labels
address_book     people who are paid
review           what a payment does, before it is signed
told_rules       and what the co-signer's rules will say of it
shown            records as programs see them
calls, remote, server  one home, two programs
events           what happens while work goes on
"""
