"""Score sheets (*phiếu chấm*): typed as drafts, closed by an act, reopened with a reason.

`content`: what stands on a sheet, and what the rules say of it · `access`: who may type which ·
`cell_text`: a cell as text and back · `drafts`: saving as typed · `closing`: closing and reopening
· `second_keying`: the same paper typed by another person, and compared.
"""
