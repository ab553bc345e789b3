"""Vietnamese names where only plain letters do: in addresses and as names of files."""

from django.utils.text import slugify

from ocop_registry.places.text import fold

_MOST = 80


def slug(name: str) -> str:
    """The readable tail of an address: "Miến dong Nà Pò" → "mien-dong-na-po"."""
    return "-".join(fold(name).split())[:_MOST].strip("-")


def file_name(*parts: object) -> str:
    """Safe in every file system and zip program: ASCII letters, digits and hyphens, at most 80
    characters."""
    return slugify(fold(" ".join(str(part) for part in parts)))[:_MOST].strip("-")
