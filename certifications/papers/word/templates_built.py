"""The registry's own Word templates, as drawn: what offices start from. `manage.py
build_paper_templates` writes the files.

What stands between double braces comes from the data (docs/paper-templates.md lists it); everything
else is the office's to edit.
"""

from collections.abc import Callable

from certifications.papers.word.drawing import CENTER, LEFT, Drawing


def minutes() -> bytes:
    paper = Drawing("Biên bản họp hội đồng")
    paper.head()
    paper.line("BIÊN BẢN", bold=True, before=14)
    paper.line("Họp Hội đồng đánh giá, phân hạng sản phẩm OCOP {{ round }}", bold=True, after=10)
    paper.text(
        "Thực hiện {{ council_decision }}, Hội đồng đánh giá, phân hạng sản phẩm OCOP {{ round }}"
        " họp, như sau:"
    )
    paper.heading("1. Thời gian, địa điểm")
    paper.text("Bắt đầu lúc …… giờ …… phút, {{ held_on }}, tại ……………………………", align=LEFT)
    paper.heading("2. Thành phần")
    paper.table(
        [("TT", 10, "{{ member.number }}", CENTER), ("Họ và tên", 45, "{{ member.name }}", LEFT),
         ("Cơ quan, chức vụ", 52, "{{ member.agency }}", LEFT), ("Vai trò", 28, "{{ member.role }}", LEFT),
         ("Dự họp", 30, "{{ member.present }}", LEFT)],
        "member in members",
    )  # fmt: skip
    paper.text("{{ quorum }}")
    paper.heading("3. Xung đột lợi ích")
    paper.tag("{%p if conflicts %}")
    paper.text(
        "Các thành viên sau đã khai xung đột lợi ích, không xem hồ sơ, không chấm và không tính"
        " điểm đối với sản phẩm:"
    )
    paper.tag("{%p endif %}")
    paper.tag("{%p for conflict in conflicts %}")
    paper.text("- {{ conflict.member }}: {{ conflict.product }} ({{ conflict.kind }}).")
    paper.tag("{%p endfor %}")
    paper.tag("{%p if not conflicts %}")
    paper.text("{{ no_conflict }}")
    paper.tag("{%p endif %}")
    paper.heading("4. Chênh lệch điểm giữa các thành viên")
    paper.text("{{ spread }}")
    paper.tag("{%p for one in scored_again %}")
    paper.text(
        "- {{ one.product }}: lần một chênh {{ one.first }} điểm; lần hai chênh {{ one.second }}"
        " điểm."
    )
    paper.tag("{%p endfor %}")
    paper.heading("5. Ý kiến thảo luận")
    for _ in range(2):
        paper.line("…" * 33, align=LEFT, before=4)
    paper.heading("6. Kết quả")
    paper.text("Hội đồng đánh giá {{ count }} hồ sơ theo bộ tiêu chí {{ scheme }}: {{ summary }}.")
    paper.table(
        [("TT", 10, "{{ row.number }}", CENTER), ("Sản phẩm", 40, "{{ row.product }}", LEFT),
         ("Chủ thể", 40, "{{ row.producer }}", LEFT), ("Điểm", 17, "{{ row.total }}", CENTER),
         ("Hạng", 17, "{{ row.stars }}", CENTER), ("Ghi chú", 41, "{{ row.note }}", LEFT)],
        "row in results",
    )  # fmt: skip
    paper.text(
        "Cuộc họp kết thúc lúc …… giờ …… phút cùng ngày. Biên bản đã đọc lại cho các thành viên"
        " cùng nghe và thống nhất."
    )
    paper.two_signatures("THƯ KÝ", "CHỦ TỊCH HỘI ĐỒNG")
    return paper.content()


def proposal() -> bytes:
    paper = Drawing("Tờ trình")
    paper.head()
    paper.line("TỜ TRÌNH", bold=True, before=14)
    paper.line(
        "Về việc công nhận kết quả đánh giá, phân hạng sản phẩm OCOP {{ round }}",
        bold=True,
        after=10,
    )
    paper.line("Kính gửi: {{ addressee }}", after=10)
    paper.text("Căn cứ {{ scheme_decision }};")
    paper.text("Căn cứ {{ council_decision }};")
    paper.text(
        "Ngày họp của Hội đồng đánh giá, phân hạng sản phẩm OCOP: {{ held_on }}. Hội đồng đã đánh"
        " giá {{ count }} hồ sơ; kết quả đã được duyệt như sau:"
    )
    paper.table(
        [("Hạng sao", 60, "{{ row.stars }}", LEFT), ("Số sản phẩm", 40, "{{ row.count }}", CENTER)],
        "row in counts",
    )
    paper.text("{{ office_name }} kính trình {{ addressee }} xem xét, quyết định:")
    paper.tag("{%p for point in points %}")
    paper.text("{{ loop.index }}. {{ point }}")
    paper.tag("{%p endfor %}")
    paper.text(
        "(Gửi kèm: biên bản họp Hội đồng, bảng tổng hợp kết quả, dự thảo Quyết định và Phụ lục.)",
        italic=True,
    )
    paper.text("Kính trình {{ addressee }} xem xét, quyết định./.")
    paper.foot(extra=("- Như trên;", "- ……;"))
    return paper.content()


def decision() -> bytes:
    paper = Drawing("Quyết định")
    paper.head()
    paper.line("QUYẾT ĐỊNH", bold=True, before=14)
    paper.line(
        "Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP {{ round }}", bold=True, after=8
    )
    paper.line("{{ authority }}", bold=True, after=8)
    for basis in ("………………………………………………", "{{ scheme_decision }}", "{{ council_decision }}"):
        paper.text(f"Căn cứ {basis};", italic=True)
    paper.text(
        "Theo đề nghị của {{ office_name }} tại Tờ trình số …… ngày …… tháng …… năm …….",
        italic=True,
    )
    paper.line("QUYẾT ĐỊNH:", bold=True, before=8, after=8)
    paper.tag("{%p for article in articles %}")
    paper.text("Điều {{ loop.index }}. {{ article }}")
    paper.tag("{%p endfor %}")
    paper.text(
        "Điều {{ articles|length + 1 }}. ……………………………… và các chủ thể có tên tại Phụ lục chịu trách"
        " nhiệm thi hành Quyết định này kể từ ngày ký./."
    )
    paper.foot(extra=("- Như Điều {{ articles|length + 1 }};", "- ……;"))
    paper.landscape()
    paper.line("PHỤ LỤC", bold=True)
    paper.line("DANH SÁCH SẢN PHẨM OCOP", bold=True)
    paper.line("(Kèm theo {{ attached_to }})", italic=True, size=13, after=8)
    paper.table(
        [("TT", 12, "{{ row.number }}", CENTER), ("Tên sản phẩm", 48, "{{ row.product }}", LEFT),
         ("Chủ thể", 48, "{{ row.producer }}", LEFT), ("Địa bàn", 36, "{{ row.place }}", LEFT),
         ("Bộ sản phẩm", 43, "{{ row.set }}", LEFT), ("Điểm", 18, "{{ row.total }}", CENTER),
         ("Hạng sao", 16, "{{ row.stars }}", CENTER), ("Mã sản phẩm", 36, "{{ row.code }}", CENTER)],
        "row in section.rows", group="section in sections|{{ section.heading }}",
    )  # fmt: skip
    return paper.content()


def notice() -> bytes:
    paper = Drawing("Thông báo kết quả")
    paper.head()
    paper.line("THÔNG BÁO", bold=True, before=14)
    paper.line("Kết quả đánh giá, phân hạng sản phẩm OCOP {{ round }}", bold=True, after=10)
    paper.line("Kính gửi: {{ producer }}, {{ producer_place }}", after=10)
    paper.text(
        "{{ office_name }} thông báo kết quả đánh giá, phân hạng sản phẩm OCOP {{ round }} theo {{"
        " scheme_decision }} đối với sản phẩm của {{ producer }} như sau:"
    )
    paper.table(
        [("TT", 10, "{{ row.number }}", CENTER), ("Sản phẩm", 43, "{{ row.product }}", LEFT), ("Điểm", 18, "{{ row.total }}", CENTER),
         ("Hạng", 20, "{{ row.stars }}", CENTER), ("Kết luận", 74, "{{ row.conclusion }}", LEFT)],
        "row in rows",
    )  # fmt: skip
    _contact(paper)
    paper.text("{{ office_name }} thông báo để {{ producer }} được biết./.")
    paper.foot(extra=("- Như trên;", "- {{ producer_place }};", "- ……;"))
    return paper.content()


def missing() -> bytes:
    paper = Drawing("Nội dung còn thiếu")
    paper.head(about=True)
    paper.line("Kính gửi: {{ producer }}, {{ producer_place }}", before=14, after=10)
    paper.text(
        "{{ office_name }} thông báo kết quả đánh giá sản phẩm “{{ product }}” tại {{ round }},"
        " theo {{ scheme_decision }}:"
    )
    paper.text("{{ why }}")
    paper.tag("{%p for target in targets %}")
    paper.heading("Để đạt {{ target.stars }} sao")
    paper.text("{{ target.points }}")
    paper.tag("{%p for one in target.criteria %}")
    paper.text(
        "- Tiêu chí {{ one.code }}. {{ one.name }}: cần tối thiểu {{ one.least }} điểm, mức “{{"
        " one.level }}”{{ one.given }}."
    )
    paper.tag("{%p endfor %}")
    paper.tag("{%p if target.note %}")
    paper.text("{{ target.note }}")
    paper.tag("{%p endif %}")
    paper.tag("{%p endfor %}")
    _contact(paper)
    paper.text("{{ office_name }} thông báo để {{ producer }} được biết./.")
    paper.foot(extra=("- Như trên;", "- {{ producer_place }};", "- ……;"))
    return paper.content()


def _contact(paper: Drawing) -> None:
    paper.tag("{%p if contact %}")
    paper.text("Cần hướng dẫn thêm, đề nghị liên hệ {{ contact }}.")
    paper.tag("{%p endif %}")


BUILT: dict[str, Callable[[], bytes]] = {
    "minutes": minutes,
    "proposal": proposal,
    "decision": decision,
    "notice": notice,
    "missing": missing,
}
