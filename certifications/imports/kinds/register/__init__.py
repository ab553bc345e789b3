"""The kind `register`: the recognitions of before of a province, as its own list of recognised
products tells them.

columns     what a file may say                  told         what a row says, read by `telling`
spots       units of any time                    subjects     producers and products
recognised  which recognition is meant           differing    what of it is told otherwise
chain       recognitions in the order of time    filling      what rows add to producers and
products checking    all of these, row by row             writing      the plans into the registry,
with their `decisions` listing     the register as rows
"""

from certifications.imports.kinds.register.kind import RegisterOfProducts

__all__ = ["RegisterOfProducts"]
