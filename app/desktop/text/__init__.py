"""Words and numbers for people in the language of the window. The ground floor: no widget, no state.

format       amounts, addresses, times, and how a typed amount is read
sentences    what app.text says of a code, in this language
translation  which language that is
"""
