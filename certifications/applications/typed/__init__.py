"""Typed and pasted rows of applications.

- columns: what a list holds · rows: from rows to what they mean in a round · checked: one such row
- words: closed lists · names: what stands behind a name · types: the type where none is told
- producers: what a row says of a producer, beside what the register says
"""
