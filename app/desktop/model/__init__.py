"""What the window knows: frozen snapshots. Start at state.py. Knows neither widgets nor who starts what.

state             all of it, and the signal that tells of the next
snapshot          how it is read from the wallet
settings          what a person has chosen
payment_progress  how a payment goes
"""
