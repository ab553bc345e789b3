"""Pages of score sheets: three grids for the office, and the member's own pages.

`cells`: a cell as text and back · `units`: one sheet as a grid shows it · `grids`: the three grids
· `saving`: what was typed, saved · `grid_pages`, `sheet_pages`, `concluding_pages`: the office's
pages · `member_pages`: the member's own.
"""
