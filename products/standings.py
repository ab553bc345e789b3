"""The words of standing (tình trạng hiệu lực): what they are, which of them count, how they are
told."""

from enum import StrEnum


class Standing(StrEnum):
    """Tình trạng hiệu lực of a product or certification on one day (domain: standing)."""

    PARTICIPATING = "participating"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    EXTENDED = "extended"
    UNCLEAR = "unclear"
    UNVERIFIED = "unverified"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


# Stars count on these days only.
VALID = frozenset({Standing.IN_FORCE, Standing.EXPIRING, Standing.EXTENDED})

LABELS: dict[str, tuple[str, str]] = {
    Standing.PARTICIPATING: ("Đang tham gia", "Taking part"),
    Standing.IN_FORCE: ("Còn hiệu lực", "In force"),
    Standing.EXPIRING: ("Sắp hết hạn", "Expiring"),
    Standing.EXTENDED: ("Được gia hạn", "Extended"),
    Standing.UNCLEAR: ("Chưa rõ", "Unclear"),
    Standing.UNVERIFIED: ("Chưa xác minh", "Unverified"),
    Standing.EXPIRED: ("Hết hiệu lực", "Expired"),
    Standing.REVOKED: ("Đã thu hồi", "Revoked"),
    Standing.SUPERSEDED: ("Đã được thay thế", "Superseded"),
}


def label(standing: str, language: str = "vi") -> str:
    """The short name of a standing, for badges and filters."""
    vietnamese, english = LABELS[standing]
    return english if language == "en" else vietnamese
