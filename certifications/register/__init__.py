"""The only writer of the public register: cards, details and standings of what the public may see.

`project` runs once per act, inside its transaction, on the subjects that the act touched. `rebuild`
writes everything anew from the tables and the journal, with the identical result.
"""

from certifications.register.rebuilding import compare, rebuild
from certifications.register.writer import project

__all__ = ["compare", "project", "rebuild"]
