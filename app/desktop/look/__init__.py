"""Colours, type and drawings. Start at theme.py. The ground floor: knows no page, no wallet and no word.

theme     the style of the whole program
palettes  light and dark
fonts     sizes and faces
icons     drawings in a colour
"""
