"""From what stands in an address to the object that is meant."""

import json

from products.serving import PRODUCT, code_key, entries
from products.today import turning


def uid_of_code(code: str) -> str | None:
    """The product that bears or ever bore that product code or GTIN; None when there is none or
    more than one."""
    key = code_key(code).replace("|", "")
    if not key or "\x00" in key:  # PostgreSQL has no such character
        return None
    turning.made()
    rows = entries(PRODUCT).filter(keys__code=key).values_list("uid", "detail")
    # The column also holds decision numbers, which belong to many products.
    found = [uid for uid, detail in rows if key in _keys(json.loads(detail))]
    return found[0] if len(found) == 1 else None


def _keys(detail: dict) -> set[str]:
    return {code_key(code) for code in [*detail["codes"], detail["gtin"]] if code}
