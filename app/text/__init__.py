"""Every sentence for people that says a code of core: errors, and what goes on. Window, terminal and page share them.

say        start here: a code and its fields, or an error, as a sentence in a language
approval   a payment as a whole, for whoever is asked about it
terminal   what the programs of the terminal add: what to type
english, german
           the tables, one for each enumeration; a test compares them
table      what a table is

Core says nothing to people; it hands out codes. Neither Qt nor a terminal is known here.
"""
