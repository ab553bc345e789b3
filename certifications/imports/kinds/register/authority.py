"""Whether who recognised had the right to on that day. What a list says against the scheme's table
is asked, and kept only with what the person answers as its reason."""

from copy import copy

from certifications.certificates.recognised_by import ended_before, problem_of
from certifications.imports.contract import Option
from certifications.imports.kinds.register.plan import Planned
from certifications.law.scheme_of_day import Recognisers

REASONS = {
    "paper": "Đã xem văn bản: ghi đúng như vậy",
    "source": "Chưa thấy văn bản: chỉ ghi theo nguồn",
}
_DECIDES = ("stars", "level", "issued_on", "issued_year", "issued_part", "scheme")


def ask(one: Planned, recognisers: Recognisers) -> None:
    """Ask of one planned recognition; without an answer its row is refused. What the register holds
    already with a reason is not asked again while nothing that decides it changes."""
    if not one.matters or _faulty(one) or not (problem := _problem(one, recognisers)):
        return
    stored, final, said = one.stored, one.final, one.said
    if stored is not None and stored.authority_reason and not _decided_anew(one):
        return
    column = f"issuer{said.suffix}" if said.issuer else "level"
    if not one.told.row.has(column):
        column = f"stars{said.suffix}"
    chosen = one.told.row.ask(
        f"authority{said.suffix}",
        column,
        f"{problem} Nếu ghi nhầm thì sửa ô; nếu không: vì sao ghi như vậy?",
        [Option(value, label) for value, label in REASONS.items()],
    )
    if chosen:
        one.final = final if stored is None or final is not stored else copy(stored)
        one.final.authority_reason = REASONS[chosen]
        one.told.row.notes.append(f"{problem} {REASONS[chosen]}.")


def _faulty(one: Planned) -> bool:
    """Whether a cell that decides it is to be mended first."""
    row, suffix = one.told.row, one.said.suffix
    names = (*(f"{name}{suffix}" for name in ("stars", "day", "year", "issuer")), "level", "scheme")
    cells = {row.references.get(name, f"A{row.number}") for name in names}
    return any(fault.reference in cells for fault in row.faults)


def _problem(one: Planned, recognisers: Recognisers) -> str:
    issuer = one.decision.get("issuer", one.stored.decision.issuer if one.stored else "")
    final, code = one.final, one.final.scheme.code if one.final.scheme else ""
    unit = one.said.issuer_place
    ended = ended_before(unit, final.issued) if one.said.issuer else ""
    return problem_of(final, issuer, recognisers, code) or ended


def _decided_anew(one: Planned) -> bool:
    assert one.stored is not None
    moved = any(getattr(one.stored, name) != getattr(one.final, name) for name in _DECIDES)
    return moved or "issuer" in one.decision
