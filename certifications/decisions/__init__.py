"""Decisions (*quyết định*): previewed, recorded, their signed copies, what the centre returned."""
