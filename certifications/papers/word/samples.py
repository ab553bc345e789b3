"""Values of the shape that each kind of Word paper gets, made up: a template is tried with them
before it is accepted.

They are also what the page of templates shows as the list of names, each with an example.
"""

from typing import Any

Values = dict[str, Any]
KINDS = {
    "minutes": "Biên bản họp hội đồng",
    "proposal": "Tờ trình",
    "decision": "Quyết định và phụ lục",
    "notice": "Thông báo cho chủ thể",
    "missing": "Thư về nội dung còn thiếu",
}
_SHARED: Values = {
    "upper_office": "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    "office": "VĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI",
    "office_name": "Văn phòng điều phối nông thôn mới",
    "number": "Số: ……/TTr-……",
    "place_and_day": "Thái Nguyên, ngày 05 tháng 01 năm 2027",
    "signer": "THỦ TRƯỞNG CƠ QUAN",
    "round": "đợt 1 năm 2027",
    "scheme": "26/2026/QĐ-TTg",
    "scheme_decision": (
        "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ"
    ),
    "council_decision": (
        "Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2027 thành lập Hội đồng đánh giá, phân hạng"
        " sản phẩm OCOP"
    ),
    "held_on": "ngày 20 tháng 6 năm 2027",
    "count": 2,
}
_LETTER: Values = {
    "producer": "HTX A & B",
    "producer_place": "xã Na Rì, tỉnh Thái Nguyên",
    "contact": "Văn phòng điều phối nông thôn mới, 0208 385 0000",
}
_OWN: dict[str, Values] = {
    "minutes": {
        "members": [{"number": 1, "name": "Nguyễn Văn A", "agency": "Sở Công Thương", "role": "Chủ tịch", "present": "Có mặt"}],
        "quorum": "Có mặt 7 trên 7 thành viên, có Chủ tịch.",
        "conflicts": [{"member": "Trần Thị B", "product": "Miến dong", "kind": "có vốn góp"}],
        "no_conflict": "Không có thành viên nào khai xung đột lợi ích.",
        "spread": "Các sản phẩm sau có điểm chênh quá 10 điểm:",
        "scored_again": [{"product": "Miến dong", "first": "12,50", "second": "4,00"}],
        "summary": "4 sao: 1 sản phẩm; 3 sao: 1 sản phẩm",
        "results": [
            {"number": 1, "product": "Miến dong", "producer": "HTX A & B", "total": "86,40", "stars": "4 sao", "note": "Không"}
        ],
    },
    "proposal": {
        "addressee": "Chủ tịch Ủy ban nhân dân tỉnh Thái Nguyên",
        "counts": [{"stars": "4 sao", "count": 1}],
        "points": ["Công nhận và cấp giấy chứng nhận cho 2 sản phẩm có tên tại dự thảo Phụ lục."],
    },
    "decision": {
        "authority": "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
        "articles": ["Công nhận và cấp giấy chứng nhận cho 2 sản phẩm có tên tại Phụ lục kèm theo Quyết định này."],
        "attached_to": "Quyết định số 386/QĐ-UBND ngày 10 tháng 7 năm 2027",
        "sections": [
            {
                "heading": "Sản phẩm được công nhận và cấp giấy chứng nhận (1)",
                "rows": [
                    {"number": "1", "product": "Miến dong", "producer": "HTX A & B", "place": "xã Na Rì", "set": "Sản phẩm từ bột",
                     "total": "86,40", "stars": "4", "code": "19-02155-003-2027"}
                ],
            }
        ],
    },
    "notice": {
        **_LETTER,
        "rows": [{"number": 1, "product": "Miến dong", "total": "86,40", "stars": "4 sao", "conclusion": "Công nhận 4 sao"}],
    },
    "missing": {
        **_LETTER,
        "about": "V/v nội dung còn thiếu của sản phẩm Miến dong",
        "product": "Miến dong",
        "why": "Kết quả: 86,40 điểm thuộc khung 4 sao, nhưng tiêu chí 2.3 chưa đạt mức tối thiểu cho 4 sao: còn 3 sao.",
        "targets": [
            {
                "stars": 4,
                "points": "Điểm trung bình cần từ 70,00 điểm: đã đủ (86,40).",
                "criteria": [{"code": "2.3", "name": "Bao bì", "least": 2, "level": "Bao bì đẹp", "given": "; chấm trung bình 1,00"}],
                "note": "Không tiêu chí nào thiếu dấu 4 sao.",
            }
        ],
    },
}  # fmt: skip


def sample(kind: str) -> Values:
    """Everything that a paper of this kind may say, every list with one row."""
    values = {**_SHARED, **_OWN[kind]}
    if kind == "minutes":
        del values["signer"]
    return values


def bare_sample(kind: str) -> Values:
    """The same where there is nothing to list and what may be empty is empty."""
    return {name: _bare(value) for name, value in sample(kind).items()}


def _bare(value: Any) -> Any:
    return [] if isinstance(value, list) else "" if isinstance(value, str) else value
