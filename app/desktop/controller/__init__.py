"""What pages may start. The one owner of the wallet behind the window; start at controller.py.

controller      opening, looking, asking, closing
sheets          recovery sheets
payments        signing, taking back, going on by itself
onboarding      the first minutes
chain           asking the server
fee_rates       what the server says about fees
drafting        from what a person wishes to a draft
labels          what a person writes, one after the other
loading         core, and that it cannot be loaded
jobs            the only threads of the window
practice_place  what the window needs of the practice place; the program's entry hands one in
price           what a coin is worth
releases        whether there is a newer Tandem

Knows no page and no widget, and starts no other program.
"""
