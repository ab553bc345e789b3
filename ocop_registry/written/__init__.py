"""What people write in cells and boxes, and what they mean by it: one module per kind of word.

Each has a table that an officer can read and a small grammar, and answers a `reading.Reading`: what
was understood, what of it is to be noted, what must be asked, or why it cannot be meant. Excel,
pasted rows, forms and the API read by the same modules.

- text: blanks, signs and letters that look alike; words that say nothing
- words: closed lists; `producer_kinds`, `application_types`, `sets`
- day_words: days within a text; `days`: a cell that tells when
- numbers, issuers: within a text; `parts`: a text taken apart by all of these
- decisions: a cell that tells a decision, or several
- stars: a cell that tells the stars, and what stands beside them
"""
