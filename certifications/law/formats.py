"""What numbers of decisions and codes of products look like."""

import re

# Codes of 19/2025/QĐ-TTg (tỉnh-xã-STT-năm), and the older ones with a district part and a STT of
# any length.
PRODUCT_CODE = re.compile(
    r"^[0-9]{2}-(?:[0-9]{5}-[0-9]{1,4}|[0-9]{3}-[0-9]{5}-[0-9]{1,4})-[0-9]{4}\Z"
)


DECISION_NUMBER = re.compile(r"^[0-9]{1,6}[A-Za-z]?/[^\s]{2,40}\Z")


def places_of_code(code: str) -> list[str]:
    """The codes of places in a product code, the smallest first: "19-02155-003-2026" → commune,
    province; those of before 2025 have the district between."""
    return code.split("-")[:-2][::-1]
