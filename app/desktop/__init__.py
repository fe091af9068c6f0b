"""The desktop wallet: a window over `core.wallet`. The only part of Tandem that imports Qt. Start at window.py.

From the top floor down; each uses only those below it, and nothing imports in a circle:

self_test   all of it, used once off-screen
window      which face is shown, its pages, and what holds everywhere
pages       a folder for each family of pages; they never meet
parts       what several pages share
platform    what the system gives: camera, clipboard, notifications
controller  what pages may start; owns the wallet
formats     what comes in and goes out as text or files
model       what the window knows: frozen snapshots
widgets     what every page is built from; knows no page and no wallet
text        words and numbers in the language of the window
look        colours, type and drawings

__main__ is the program: it makes all of this, and hands in the practice place, whose processes nothing else here knows.
"""
