"""Which papers a round has at its stage, each with the function that makes it; and why the others
are not there yet."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from certifications.models import Decision, RoundStatus
from certifications.papers import letters, official
from certifications.papers.content import Paper, annex_of_decision, annex_of_round, results_table
from certifications.papers.facts import Facts, Slip
from certifications.papers.official import Values
from certifications.papers.pdf.certificates import certificates_pdf
from certifications.papers.pdf.page import paper_pdf
from certifications.papers.pdf.slip_layout import Layout
from certifications.papers.pdf.slips import blank_slip, slips_pdf
from certifications.papers.workbook import workbook
from ocop_registry.places.slugs import file_name


@dataclass(frozen=True)
class Entry:
    """One file. `key`: its name in addresses; `file`: in the archive and when downloaded (ASCII).

    `archived`: in the archive of the round; what is not repeats a part of another file. `listed`:
    on the page.
    """

    key: str
    label: str
    file: str
    make: Callable[[], bytes]
    archived: bool = True
    listed: bool = True


@dataclass
class Group:
    """Papers of one kind. `why`: what has to happen first when there are none."""

    folder: str
    title: str
    note: str
    why: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def main(self) -> list[Entry]:
        return [one for one in self.entries if one.listed and one.archived]

    @property
    def single(self) -> list[Entry]:
        return [one for one in self.entries if one.listed and not one.archived]


def catalogue(facts: Facts) -> list[Group]:
    """Every kind of paper in the order of the work. Nothing is made until an entry's `make` is
    called."""
    layouts: dict[int, Layout] = {}
    groups = [
        _blank_slips(facts, layouts),
        _slips(facts, layouts),
        _minutes(facts),
        _results(facts),
        _proposal(facts),
        _decisions(facts),
        _certificates(facts),
        _notices(facts),
        _missing(facts),
    ]
    for number, group in enumerate(groups, start=1):
        group.folder = f"{number}-{group.folder}"
    if facts.round.status == RoundStatus.CANCELLED:
        for group in groups:
            group.entries, group.why = [], "Đợt đã hủy: không có giấy tờ."
    return groups


def entry_of(facts: Facts, key: str) -> Entry | None:
    """The entry with that key; None when there is no such paper (yet)."""
    return next(
        (one for group in catalogue(facts) for one in group.entries if one.key == key), None
    )


# --- slips ----------------------------------------------------------------------------------------
def _blank_slips(facts: Facts, layouts: dict[int, Layout]) -> Group:
    group = Group(
        "phieu-trong", "Phiếu trống để chấm trên giấy", "Mỗi bộ sản phẩm có trong đợt một phiếu, không ghi tên.",
        "Có sau khi nhận hồ sơ và chọn bộ sản phẩm, với bộ tiêu chí có phiếu trong sổ đăng ký.",
    )  # fmt: skip
    found = {}
    for application in facts.applications:
        card = facts.standings[application.pk].card
        if card and application.product_set:
            found[card.no] = (card, application.product_set.name)
    for no, (card, name) in sorted(found.items()):
        make = partial(blank_slip, facts.round.scheme, card, name, layouts)
        group.entries.append(
            Entry(f"phieu-bo-{no}", f"Bộ {no}. {name}", f"phieu-bo-{no:02d}.pdf", make)
        )
    return group


def _slips(facts: Facts, layouts: dict[int, Layout]) -> Group:
    group = Group(
        "phieu-cham", "Phiếu chấm của thành viên",
        "Phiếu đã khóa có điểm như đã chấm; phiếu chưa khóa để trống, ghi sẵn tên. Không đưa ra ngoài hội đồng và văn phòng.",
        "Có sau khi lập hội đồng và chọn bộ sản phẩm cho hồ sơ.",
    )  # fmt: skip
    slips: dict[tuple[int, ...], list[Slip]] = defaultdict(list)
    for slip in facts.slips:
        if facts.standings[slip.application.pk].card:
            for key in (
                (0, slip.member.pk),
                (slip.application.pk,),
                (slip.application.pk, slip.member.pk),
            ):
                slips[key].append(slip)

    def add(key: tuple[int, ...], uid: str, label: str, name: str, **options: Any) -> None:
        if own := slips.get(key):
            make = partial(slips_pdf, facts, own, label, layouts)
            group.entries.append(Entry(f"phieu-{uid}", label, f"{name}.pdf", make, **options))

    members = list(enumerate(facts.council.members, start=1))
    for number, member in members:
        add(
            (0, member.pk),
            member.uid,
            f"{number}. {member.name}",
            file_name("phieu-cham", f"{number:02d}", member.name),
        )
    for one in facts.applications:
        about = f"{one.position:03d} {one.product.name}"
        add((one.pk,), one.uid, str(one), file_name("phieu-cham-ho-so", about), archived=False)
        for number, member in members:
            name = file_name("phieu-cham", f"{number:02d}", member.name, about)
            key, uid = (one.pk, member.pk), f"{member.uid}-{one.uid}"
            add(key, uid, f"{member.name}: {one}", name, archived=False, listed=False)
    return group


# --- the council and the office -------------------------------------------------------------------
def _minutes(facts: Facts) -> Group:
    group = Group(
        "bien-ban", "Biên bản họp hội đồng", "Giờ, địa điểm và ý kiến thảo luận để trống cho thư ký ghi.",
        "Có sau khi mọi hồ sơ có kết quả và đợt được trình duyệt.",
    )  # fmt: skip
    if facts.concluded and facts.applications and official.finished(facts):
        group.entries.append(
            _word(
                facts,
                "bien-ban",
                "Biên bản",
                "bien-ban.docx",
                "minutes",
                partial(official.minutes_values, facts),
            )
        )
    return group


def _results(facts: Facts) -> Group:
    group = Group(
        "bang-tong-hop",
        "Bảng tổng hợp kết quả",
        "Để in, ký và gửi kèm tờ trình.",
        "Có sau khi kết quả được duyệt.",
    )
    if facts.approved:
        group.entries += _table(
            "bang-tong-hop", "Bảng tổng hợp", "bang-tong-hop", partial(results_table, facts.round)
        )
    return group


def _proposal(facts: Facts) -> Group:
    group = Group(
        "to-trinh",
        "Tờ trình",
        "Số, ngày để trống cho đến khi ký.",
        "Có sau khi kết quả được duyệt.",
    )
    if facts.approved:
        group.entries.append(
            _word(
                facts,
                "to-trinh",
                "Tờ trình",
                "to-trinh.docx",
                "proposal",
                partial(official.proposal_values, facts),
            )
        )
    return group


def _decisions(facts: Facts) -> Group:
    group = Group(
        "quyet-dinh", "Quyết định và phụ lục", "Dự thảo để trống số và ngày; quyết định đã ghi nhận có số và ngày như bản ký.",
        "Có sau khi kết quả được duyệt, khi có sản phẩm từ 3 sao trở lên.",
    )  # fmt: skip
    if facts.undecided:
        values = partial(official.decision_values, facts, None)
        group.entries.append(
            _word(
                facts,
                "du-thao-quyet-dinh",
                "Dự thảo quyết định",
                "du-thao-quyet-dinh.docx",
                "decision",
                values,
            )
        )
        group.entries += _table(
            "du-thao-phu-luc",
            "Dự thảo phụ lục",
            "du-thao-phu-luc",
            partial(annex_of_round, facts.round),
        )
    for number, decision in enumerate(facts.decisions, start=1):
        group.entries += _decision(facts, number, decision)
    return group


def _decision(facts: Facts, number: int, decision: Decision) -> list[Entry]:
    name = file_name(f"{number:02d}", decision.number.replace("/", " "))
    values = partial(official.decision_values, facts, decision)
    word = _word(
        facts,
        f"quyet-dinh-{decision.uid}",
        f"Quyết định {decision.number}",
        f"quyet-dinh-{name}.docx",
        "decision",
        values,
    )
    annex = partial(annex_of_decision, decision)
    return [
        word,
        *_table(f"phu-luc-{decision.uid}", f"Phụ lục {decision.number}", f"phu-luc-{name}", annex),
    ]


# --- for producers --------------------------------------------------------------------------------
def _certificates(facts: Facts) -> Group:
    group = Group(
        "giay-chung-nhan", "Giấy chứng nhận", "Mỗi trang một giấy, có mã QR dẫn đến trang tra cứu của sản phẩm.",
        "Có sau khi ghi quyết định đã ký cấp giấy chứng nhận.",
    )  # fmt: skip
    if facts.certified:
        title = f"Giấy chứng nhận, {facts.round.title}"
        make = partial(certificates_pdf, facts.round, facts.certified, title)
        group.entries.append(
            Entry(
                "giay-chung-nhan",
                f"Tất cả {len(facts.certified)} giấy",
                "giay-chung-nhan.pdf",
                make,
            )
        )
    for one, decision in facts.certified:
        make = partial(
            certificates_pdf, facts.round, [(one, decision)], f"Giấy chứng nhận {one.product_name}"
        )
        name = f"{file_name('giay-chung-nhan', one.product_name)}-{one.uid.lower()}.pdf"
        group.entries.append(
            Entry(f"giay-chung-nhan-{one.uid}", one.product_name, name, make, archived=False)
        )
    return group


def _notices(facts: Facts) -> Group:
    group = Group(
        "thong-bao", "Thông báo cho chủ thể", "Mỗi chủ thể một thông báo về mọi sản phẩm của mình trong đợt.",
        "Có sau khi ghi quyết định cho mọi sản phẩm của chủ thể đó.",
    )  # fmt: skip
    if _may_tell(facts):
        for producer, results in letters.producers_told(facts):
            name = f"{file_name('thong-bao', producer.name)}-{producer.uid.lower()}.docx"
            values = partial(letters.notice_values, facts, producer, results)
            group.entries.append(
                _word(facts, f"thong-bao-{producer.uid}", producer.name, name, "notice", values)
            )
    return group


def _missing(facts: Facts) -> Group:
    group = Group(
        "con-thieu", "Thư về nội dung còn thiếu",
        "Cho sản phẩm bị loại, dưới 3 sao, hoặc mất sao vì tiêu chí chưa đạt dấu: thiếu bao nhiêu điểm, tiêu chí nào.",
        "Có cùng lúc với thông báo, khi đợt có sản phẩm như vậy.",
    )  # fmt: skip
    if _may_tell(facts):
        for result in letters.lacking(facts):
            application = result.application
            name = file_name("con-thieu", f"{application.position:03d}", application.product.name)
            values = partial(letters.missing_values, facts, result)
            group.entries.append(
                _word(
                    facts,
                    f"con-thieu-{application.uid}",
                    str(application),
                    f"{name}.docx",
                    "missing",
                    values,
                )
            )
    return group


def _may_tell(facts: Facts) -> bool:
    """Producers are told when the results are final and, where anything is to be decided, a
    decision is signed."""
    return facts.approved and bool(facts.decisions or not facts.undecided)


# --- making ---------------------------------------------------------------------------------------
def _word(
    facts: Facts, key: str, label: str, file: str, kind: str, values: Callable[[], Values]
) -> Entry:
    return Entry(key, f"{label} (Word)", file, lambda: facts.template(kind).render(values()))


def _table(key: str, label: str, file: str, paper: Callable[[], Paper]) -> Iterator[Entry]:
    yield Entry(key, f"{label} (PDF)", f"{file}.pdf", lambda: paper_pdf(paper()))
    yield Entry(f"{key}-excel", f"{label} (Excel)", f"{file}.xlsx", lambda: workbook(paper()))
