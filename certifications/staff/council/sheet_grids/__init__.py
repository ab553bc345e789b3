"""The office's three grids of score sheets.

`units`: one sheet as a grid shows it · `tables`: the three grids · `saving`: what was typed, saved
· `pages`: the pages.
"""
