"""The kind `register`: a province's own list of the products it recognised.

- columns: what a file may say
- row_as_read: what a row says, read by `reading`
- places: units of any time
- subjects: producers and products
- known_recognitions: which recognition is meant; `differences`: what of it is told otherwise
- succession: recognitions in the order of time
- gaps_filled: what rows add to producers and products
- checking: all of these, row by row; `plan`: what is to be written
- writing: the plans into the registry, with their `decisions`
- export: the register as rows
"""

from certifications.imports.kinds.register.kind import RegisterOfProducts

__all__ = ["RegisterOfProducts"]
