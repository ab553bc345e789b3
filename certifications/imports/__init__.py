"""Excel in: staged, checked row by row, mended, applied as one act, and taken back if need be.

- contract: what every kind agrees on: rows, faults, changes, questions
- sources: from the bytes of a file to rows
- checking: rows → outcomes and counts, the same for a dry run, a preview and the last look
- fields: columns that are fields of a model
- finding: which producer, product and commune a row means
- templates: the files to fill in, and the same files filled with what the registry holds
- staging: keeping what was read, mending it
- applying: writing it, taking it back
- kinds: one module per kind of file
"""
