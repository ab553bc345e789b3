"""Which unit, of any time, a written name means: told, asked or suggested."""
