"""Looking after the whole register, as jobs: the public register built anew, journal and data
verified. Neither changes what the registry says."""

from collections.abc import Iterator

from certifications import integrity
from certifications.register import compare, rebuild
from ocop_registry.jobs.kinds import JobKind, Outcome, declare
from ocop_registry.jobs.work import Work
from ocop_registry.journal.models import JournalHead
from ocop_registry.journal.proof.state import Comparison
from ocop_registry.journal.verification import Verification

REBUILD, VERIFY = "register.rebuild", "registry.verify"
TOLD = 50  # faults told one by one; of more their number


def _rebuild(work: Work) -> Outcome:
    return Outcome([f"Đã dựng lại {rebuild(work.progress)} mục của sổ công khai."])


def _verify(work: Work) -> Outcome:
    """Every fault of the journal, of the data, and of the public register against both."""
    found = list(_faults(work))
    if found:
        more = [f"… và {len(found) - TOLD} điểm khác."] if len(found) > TOLD else []
        return Outcome([f"Có {len(found)} điểm sai:", *found[:TOLD], *more], code="faults")
    head = JournalHead.objects.get(pk=1)
    return Outcome(
        [
            f"Không có điểm sai: nhật ký {head.seq} mục, {len(integrity.CHECKS)} điều của dữ liệu,"
            " sổ công khai khớp với dữ liệu gốc."
        ]
    )


def _faults(work: Work) -> Iterator[str]:
    total = JournalHead.objects.get(pk=1).seq
    verification = Verification()
    for fault in verification.faults():
        yield f"Nhật ký, mục {fault.seq}: {fault.what}"
        work.progress(verification.entries, total)
    work.progress(total, total)
    for changed in Comparison().differences():
        yield f"Dữ liệu bị đổi ngoài nhật ký: {changed}"
    for name, sentence in integrity.faults():
        yield f"{name}: {sentence}"
    for difference in compare():
        yield f"Sổ công khai, {difference.kind} {difference.uid}: {difference.what}"


declare(
    JobKind(REBUILD, "Dựng lại sổ công khai", _rebuild),
    JobKind(VERIFY, "Kiểm tra nhật ký và dữ liệu", _verify),
)
