"""Product codes of a whole round at once: what to propose for each application, and saving them,
all or none."""

from collections.abc import Iterable, Mapping

from certifications.applications.particulars import code_problems
from certifications.law.formats import PRODUCT_CODE
from certifications.models import Application, ApplicationStatus, Certification, Round
from certifications.rounds.access import Refused, lock, require
from certifications.rounds.contents import Content, closed_because
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import VersionConflict, act, retried

CODED = (ApplicationStatus.ACTIVE, ApplicationStatus.HELD_BACK, ApplicationStatus.RETURNED)


class CodesRefused(Refused):
    """`by_uid`: application uid → what is wrong with its code."""

    def __init__(self, by_uid: Mapping[str, list[str]], reasons: Iterable[str] = ()):
        self.by_uid = dict(by_uid)
        super().__init__(*reasons, *(text for texts in by_uid.values() for text in texts))


def coded_applications(round_: Round) -> list[Application]:
    """Applications that may bear a code, in the round's order."""
    found = round_.applications.filter(status__in=CODED)
    return list(
        found.select_related("product__producer__place__province").order_by("position", "pk")
    )


def proposed_codes(round_: Round, applications: Iterable[Application]) -> dict[str, str]:
    """Application uid → the next free code of its commune and year (tỉnh-xã-STT-năm), different for
    each; none where one is given already or the commune of today is not known. Two queries.
    """
    last = _last_numbers(round_.year)
    found = {}
    for application in applications:
        place = application.product.producer.place
        if application.product_code or len(place.code) != 5 or place.valid_until is not None:
            continue
        stem = f"{place.current_province.code}-{place.code}"
        last[stem] = last.get(stem, 0) + 1
        found[application.uid] = f"{stem}-{last[stem]:03d}-{round_.year}"
    return found


def _last_numbers(year: int) -> dict[str, int]:
    """tỉnh-xã → the highest number given or awaited in that year."""
    tail = f"-{year}"
    given = Certification.objects.filter(code__endswith=tail).values_list("code", flat=True)
    awaited = Application.objects.filter(product_code__endswith=tail).values_list(
        "product_code", flat=True
    )
    last: dict[str, int] = {}
    for code in [*given, *awaited]:
        parts = code.split("-")
        if PRODUCT_CODE.match(code) and len(parts) == 4:
            stem = "-".join(parts[:2])
            last[stem] = max(last.get(stem, 0), int(parts[2]))
    return last


@retried
def save_codes(
    round_: Round, codes: Mapping[str, str], *, by: User, seen: Mapping[str, int]
) -> int:
    """Give the applications these codes ("": none), all or none, in one act; gives how many
    changed.

    `codes` and `seen` are by application uid; `seen` holds the versions that the person was looking
    at. Raises CodesRefused with every fault, VersionConflict when somebody saved in between,
    PermissionDenied for the wrong person.
    """
    require(by, "application.edit", round_)
    with act("application.edit", by=by, province=round_.place) as deed:
        locked = lock(round_)
        if closed := closed_because(Content.CODES, locked):
            raise CodesRefused({}, [closed])
        rows = (
            round_.applications.select_for_update(of=("self",))
            .select_related("product")
            .filter(uid__in=codes)
        )
        changed = [row for row in rows.order_by("pk") if codes[row.uid] != row.product_code]
        stale = next((row for row in changed if seen.get(row.uid) != row.version), None)
        if stale is not None:
            raise VersionConflict(stale, stale)
        faults = {row.uid: found for row in changed if (found := _faults(row, codes))}
        if faults:
            raise CodesRefused(faults)
        for row in changed:
            row.product_code = codes[row.uid]
            deed.save(row)
        return len(changed)


def _faults(row: Application, codes: Mapping[str, str]) -> list[str]:
    code = codes[row.uid]
    found = list(code_problems(row, code))
    if code and list(codes.values()).count(code) > 1:
        found.append(f"Mã {code} được ghi cho hai hồ sơ trong bảng này.")
    return found


def next_code(application: Application, year: int) -> str:
    """The code to propose: tỉnh-xã-STT-năm, STT after the highest one in that commune and year. ""
    when the commune is not known."""
    place = application.product.producer.place
    if len(place.code) != 5 or place.valid_until is not None:
        return ""
    stem = f"{place.current_province.code}-{place.code}-"
    tail = f"-{year}"
    codes = [
        *Certification.objects.filter(code__startswith=stem, code__endswith=tail).values_list(
            "code", flat=True
        ),
        *Application.objects.filter(
            product_code__startswith=stem, product_code__endswith=tail
        ).values_list("product_code", flat=True),
    ]
    last = max((int(code.split("-")[2]) for code in codes if PRODUCT_CODE.match(code)), default=0)
    return f"{stem}{last + 1:03d}{tail}"
