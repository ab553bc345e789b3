"""Excel files in and out: hostile ones read safely (`reading`), good ones written (`writing`), and
the words of both.

`reading.read` → `headings.find` → `cells.decimal`, `written.days.read` … → `writing.mark` for what is to be
mended.
"""
