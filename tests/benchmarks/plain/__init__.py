"""A plain Django REST framework project over the same tables, as a careful developer writes one:
the yardstick of the reading path, not part of the registry."""
