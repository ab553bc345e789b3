"""What may be done with the list of administrative units, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(ActKind("places.load", "Nạp danh mục đơn vị hành chính", "Administrative units loaded"))
