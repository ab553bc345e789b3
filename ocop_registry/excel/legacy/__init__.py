"""Text of wrong or outdated code pages: recognised per column, restored when certain, said so; what
has lost its letters is told.

How it is decided. A text is *odd* when at least half of its words with signs beyond ASCII are no
Vietnamese syllables. Of the odd texts of a column a way (`tables.WAYS`) must explain at least
`MOST_OF`, a text being explained when nearly all of its marked words become Vietnamese syllables; and
at least `FEWEST` different words must speak for it, in the column or, for short columns, in the
whole file. Right Vietnamese is never odd, and foreign words do not become syllables.
"""

from ocop_registry.excel.legacy.restoring import Restored, explained, has_lost_letters, restore

__all__ = ["Restored", "explained", "has_lost_letters", "restore"]
