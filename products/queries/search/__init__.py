"""Search without diacritics: every word somewhere in what a product may be found by; the closest
names first."""
