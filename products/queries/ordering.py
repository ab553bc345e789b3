"""Orders of the list, each total (ending in the uid), so that pages neither skip nor repeat a
row."""

RELEVANCE = "relevance"
_NAME = ("entry__sort_key", "entry__uid")
ORDERINGS: dict[str, tuple[str, ...]] = {
    "name": _NAME,
    "-stars": ("-stars", *_NAME),
    "-recognised_on": ("-recognised_on", "entry__uid"),
    "expires_on": ("expires_on", "entry__uid"),
    "-updated_at": ("-entry__updated_seq", "entry__uid"),
}


def columns(order: str) -> tuple[str, ...]:
    """Sort columns of PublicState; a leading "-" means descending. RELEVANCE needs the annotation
    `rank`."""
    return ("rank", *_NAME) if order == RELEVANCE else ORDERINGS[order]
