"""What scripts and hidden fields of the staff pages send: read strictly, since anybody may send
anything."""

import json
from typing import Any


def whole_number(text: Any) -> int:
    """A version or a number as sent; whatever is none counts as 0, one that nobody ever saw."""
    try:
        number = int(text)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if 0 <= number < 10**9 else 0


def read_json(body: bytes) -> Any:
    """JSON of a request's body. Raises ValueError also for what no database can hold: half of a
    character, a null, endless depth."""
    try:
        sent = json.loads(body)
        text = json.dumps(sent, ensure_ascii=False)
    except RecursionError as problem:
        raise ValueError("too deep") from problem
    text.encode()  # raises UnicodeEncodeError, a ValueError, at a lone surrogate
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValueError("null character")
    return sent
