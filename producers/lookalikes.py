"""Producers that may be the one just typed: the same name in other words ("HTX Tài Hoan", "Hợp tác
xã Tài Hoan")."""

from collections.abc import Iterable
from typing import TypeVar

from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place
from ocop_registry.places.text import loose_fold
from producers.legal_forms import without_form
from producers.models import Producer

S = TypeVar("S")

# Words of form, folded; what is left is the proper name. Longer phrases first.
FORM_WORDS = tuple(
    loose_fold(words)
    for words in (
        "công ty trách nhiệm hữu hạn một thành viên",
        "công ty trách nhiệm hữu hạn",
        "công ty tnhh một thành viên",
        "công ty tnhh mtv",
        "công ty tnhh",
        "công ty cổ phần",
        "công ty cp",
        "công ty",
        "doanh nghiệp tư nhân",
        "dntn",
        "cổ phần",
        "tnhh",
        "mtv",
        "liên hiệp hợp tác xã",
        "hợp tác xã",
        "htx",
        "tổ hợp tác",
        "tht",
        "hộ kinh doanh",
        "hkd",
        "hộ sản xuất",
        "hộ gia đình",
        "cơ sở sản xuất",
        "cssx",
        "cơ sở",
        "trang trại",
        "nông nghiệp",
        "dịch vụ",
        "sản xuất",
        "thương mại",
        "và",
    )
)
ENOUGH = 0.6  # share of common words (Jaccard) from which two names look alike
SHOWN = 8


def core(name: str) -> str:
    """The proper part of a name, folded: "HTX Tài Hoan" → "tai hoan". A name made of form words
    only is kept whole."""
    return proper(loose_fold(name))


def proper(folded: str) -> str:
    """`core` of a name that is loosely folded already."""
    folded = f" {' '.join(folded.split())} "
    left = f" {without_form(folded.strip())} "
    for words in FORM_WORDS:
        left = left.replace(f" {words} ", " ")
    return " ".join(left.split()) or folded.strip()


def likeness(one: str, other: str) -> float:
    """How much two names share, 0 to 1: words in common over all words; 1 when equal but for
    blanks."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    ours, theirs = set(one.split()), set(other.split())
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def similar(name: str, place: Place | None, *, exclude: int | None = None) -> list[Producer]:
    """Producers of the same province of today whose proper name is this one or much like it, best
    first, at most `SHOWN`."""
    wanted = core(name)
    producers = Producer.objects.select_related("place__province")
    if exclude is not None:
        producers = producers.exclude(pk=exclude)
    if place is not None:
        producers = producers.filter(belongs_to("place", [place.current_province.pk]))
    return most_alike(
        wanted, ((core(producer.name), producer) for producer in producers.iterator())
    )


def most_alike(wanted: str, named: Iterable[tuple[str, S]]) -> list[S]:
    """Those whose name, as it is compared, is much like the wanted one, best first, at most
    `SHOWN`."""
    found = [(likeness(wanted, name), one) for name, one in named]
    alike = sorted((pair for pair in found if pair[0] >= ENOUGH), key=lambda pair: -pair[0])
    return [one for _, one in alike[:SHOWN]]
