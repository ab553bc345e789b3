"""Every act of the registry: who may, who else must, why. One table, beside the law's roles.

A right is a name of `accounts.permissions.ALLOWED`, or one of `BESIDES`. Where another person must,
`other` is his right and `than` says whom he must not be, in truth (`accounts.hands`). Shown in
`ocop_registry/docs/acts.md`; the tests take their cases from here.
"""

from dataclasses import dataclass

# Rights that follow from something else than a role.
BESIDES = {
    "owner": "chủ tài khoản",
    "seat": "thành viên hội đồng, ghế của mình",
    "commune": "cán bộ cấp xã, xã của mình",
    "admin": "quản trị hệ thống",
    "server": "người chạy lệnh trên máy chủ",
}


@dataclass(frozen=True)
class Row:
    """`may`: the rights of which one is enough. `other`, `than`: the right of the second person,
    and the people of whom he must be none; "" where one person is enough. `why`: in one sentence."""

    may: tuple[str, ...]
    why: str
    other: str = ""
    than: str = ""


def one(may: str, why: str) -> Row:
    return Row(tuple(may.split()), why)


def two(other: str, than: str, why: str) -> Row:
    return Row((other,), why, other, than)


PREPARER = "người chuẩn bị"
DRAFT = "Việc chuẩn bị của văn phòng: chưa công khai, và người duyệt xem lại tất cả."
SHAPES = "Làm nên kết quả: ai làm việc này thì không duyệt đợt ấy."
ASKS = "Chưa đổi gì: chờ một người khác duyệt."
REFUSES = "Giữ nguyên như đang có; người chuẩn bị cũng tự rút được."
BELIEVED = "Đổi điều công chúng tin về một lần công nhận."
WEIGHTY = "Tài khoản ấy có thể là “người khác” trong việc của người khác."
FACTS = (
    "Thông tin mô tả, chưa có công nhận; có công nhận thì những gì công chúng tin do hai người sửa."
)
OFFICE = "Việc của một văn phòng, không đổi hạng sao nào."
LAW = "Số liệu của luật, nạp từ tệp kèm phần mềm."

TABLE: dict[str, Row] = {
    # --- accounts and offices ---
    "account.create": one("account.manage", "Quyền thường; quyền duyệt chỉ được đề nghị (account.prepare)."),
    "account.edit": one("account.manage", "Như trên."),
    "account.close": one("account.manage", "Đóng phải nhanh; mở lại tài khoản có quyền duyệt cần hai người."),
    "account.reopen": one("account.manage", "Tài khoản không có quyền duyệt; người mở không tính là người khác 90 ngày."),
    "account.reset_link": one("account.manage", "Tài khoản không có quyền duyệt; chủ được báo, người cấp không tính là người khác."),
    "account.password": one("owner", "Của chính mình."),
    "account.password_by_link": one("owner", "Người cầm đường dẫn; chủ được báo khi đăng nhập."),
    "account.prepare": one("account.manage", ASKS),
    "account.give": two("account.approve", PREPARER, WEIGHTY),
    "account.admit": two("account.approve", PREPARER, WEIGHTY),
    "account.link": two("account.approve", PREPARER, WEIGHTY),
    "account.open": two("account.approve", PREPARER, WEIGHTY),
    "account.reject": one("account.approve account.manage", REFUSES),
    "account.console_create": one("server", "Tài khoản đầu tiên; nhật ký ghi là làm từ dòng lệnh."),
    "account.console_link": one("server", "Quản trị đầu tiên quên mật khẩu; nhật ký ghi là làm từ dòng lệnh."),
    "account.console_approve": one("server", "Người thứ hai khi chưa có ai khác; nhật ký ghi là làm từ dòng lệnh."),
    "account.demo": one("server", "Chỉ ở chế độ dùng thử."),
    "office.create": one("office.edit", OFFICE),
    "office.edit": one("office.edit", OFFICE),
    "office.live_since": one("office.edit", "Người duyệt nói về sổ của tỉnh mình."),
    "office.declare_complete": one("office.edit", "Người duyệt nói về sổ của tỉnh mình, kèm lý do."),
    "office.withdraw_complete": one("office.edit", "Người duyệt nói về sổ của tỉnh mình, kèm lý do."),
    # --- data of the law ---
    "places.load": one("server", LAW),
    "taxonomy.load": one("server", LAW),
    "scheme.load": one("server", LAW),
    "scheme.compare": one("round.edit central", "Nói đã so bản ký; người và ngày hiện công khai."),
    "privacy.erase": one("producer.edit", "Luật 91/2025/QH15: xóa theo yêu cầu điều công chúng không thấy."),
    "clock.confirm": one("server", "Nói rằng giờ máy chủ đúng, kèm lý do."),
    "journal.publish": one("server", "Công bố đầu nhật ký hằng ngày, có chữ ký."),
    # --- producers, products ---
    "producer.create": one("producer.edit", FACTS),
    "producer.edit": one("producer.edit", FACTS),
    "producer.delete": one("producer.edit", "Chỉ khi chưa có gì dựa vào."),
    "producer.prepare": one("producer.edit", ASKS),
    "producer.change": two("certification.approve", PREPARER, BELIEVED),
    "producer.erase": two("certification.approve", PREPARER, "Xóa theo yêu cầu điều công chúng đang thấy."),
    "producer.merge": two("certification.approve", PREPARER, BELIEVED),
    "producer.unmerge": two("certification.approve", PREPARER, BELIEVED),
    "producer.reject": one("certification.approve producer.edit", REFUSES),
    "product.create": one("product.edit", FACTS),
    "product.edit": one("product.edit", FACTS),
    "product.delete": one("product.edit", "Chỉ khi chưa có gì dựa vào."),
    "product.prepare": one("product.edit", ASKS),
    "product.change": two("certification.approve", PREPARER, BELIEVED),
    "product.merge": two("certification.approve", PREPARER, BELIEVED),
    "product.unmerge": two("certification.approve", PREPARER, BELIEVED),
    "product.reject": one("certification.approve product.edit", REFUSES),
    **dict.fromkeys(
        [f"{kind}.{act}" for kind in ("point_of_sale", "yearly_figure") for act in ("create", "edit", "delete")],
        one("product.edit", OFFICE),
    ),
    **dict.fromkeys(["target.create", "target.edit", "target.delete"], one("target.edit", OFFICE)),
    **dict.fromkeys(
        ["name_answer.create", "name_answer.edit", "name_answer.delete"],
        one("producer.edit", "Chỉ là để không hỏi lại; mỗi lần dùng đều được nói ra khi xem trước."),
    ),
    **dict.fromkeys(
        ["word.remember", "word.create", "word.edit", "word.delete"],
        one("word.edit", "Chỉ là cách đọc danh sách của văn phòng; mỗi lần dùng đều được nói ra khi xem trước."),
    ),
    # --- rounds ---
    "round.create": one("round.edit central", DRAFT),
    "round.edit": one("round.edit central", "Sửa quy chế làm nên kết quả: ai sửa thì không duyệt đợt ấy."),
    **dict.fromkeys(["round.open", "round.start", "round.conclude"], one("round.edit central", DRAFT)),
    "round.approve": two("round.approve", "mọi người đã làm nên kết quả của đợt", "Kết quả đúng như hội đồng đã chấm."),
    "round.close": one("round.edit central", "Chỉ khi không còn kết quả nào chờ quyết định."),
    "round.back": one("round.edit central", "Chưa có quyết định; lùi từ “đã duyệt” chỉ người duyệt."),
    "round.cancel": one("round.edit central", "Chưa có quyết định."),
    "round.order": one("central", "Bộ yêu cầu đánh giá lại; chưa đổi hạng sao."),
    "round.order_withdraw": one("central", "Bộ rút yêu cầu của mình."),
    **dict.fromkeys(
        ["application.add", "application.edit", "application.hold", "application.remove",
         "application.resume", "application.return", "application.take_again", "application.withdraw"],
        one("application.edit central", DRAFT),
    ),
    "dossier.edit": one("application.edit central commune", DRAFT),
    "council.edit": one("round.edit central", SHAPES),
    "council.attendance": one("round.edit central", SHAPES),
    "conflict.declare": one("round.edit central seat", SHAPES),
    "conflict.lift": one("round.approve round.edit central", "Kèm lý do, ghi vào biên bản. Thành viên tự khai thì người duyệt bỏ; văn phòng chỉ bỏ điều văn phòng ghi nhầm. " + SHAPES),
    "sheet.close": one("result.enter central seat", SHAPES),
    "sheet.reopen": one("result.enter central", SHAPES),
    "scoring.second": one("round.edit central", SHAPES),
    "scoring.conclude": one("result.enter central", SHAPES),
    "result.enter": one("result.enter central", SHAPES),
    # --- decisions and certifications ---
    "round.prepare": one("decision.record central", ASKS),
    "decision.record": two("round.approve", PREPARER, "Số, ngày, cơ quan và các sản phẩm đúng như bản ký."),
    "round.reject": one("round.approve decision.record", REFUSES),
    "decision.attach": one("decision.record central", "Bản ký chưa công khai."),
    "decision.publish_file": one("decision.record central", "Bản ký của quyết định đã có trong sổ, phần riêng tư đã che."),
    "certification.prepare": one("certification.prepare central", ASKS),
    "certification.correct": two("certification.approve", PREPARER, BELIEVED),
    "certification.extend": two("certification.approve", PREPARER, BELIEVED),
    "certification.revoke": two("certification.approve", PREPARER, BELIEVED),
    "certification.reject": one("certification.approve certification.prepare", REFUSES),
    "historic.record": one("server", "Công bố cũ, mỗi dòng kèm nguồn."),
    "historic.complete": one("product.edit", "Chỉ điền điều chưa biết; điều đã biết thì đính chính, hai người."),
    # --- Excel files ---
    "import.stage": one("certification.prepare", "Mới đọc, chưa ghi; quyền theo loại tệp. " + SHAPES),
    "import.apply": two("certification.approve", "người nạp tệp", "Sổ sản phẩm đã công nhận; tệp loại khác một người ghi, như khi gõ tay."),
    "import.ask_undo": one("certification.prepare", ASKS),
    "import.undo": two("certification.approve", "người đề nghị hoàn tác", "Sổ sản phẩm đã công nhận; tệp loại khác một người, như khi gõ tay."),
    "import.discard": one("certification.prepare", "Chưa ghi gì."),
    # --- papers ---
    "template.replace": one("template.edit", OFFICE),
    "template.remove": one("template.edit", OFFICE),
}  # fmt: skip


def as_document(labels: dict[str, str], roles: dict[str, str]) -> str:
    """The table as the page `docs/acts.md`. `labels`: act → its label; `roles`: right → who has it,
    in words."""
    rows = [
        f"| `{name}` {labels[name]} | {_who(row.may, roles)} | {_other(row)} | {row.why} |"
        for name, row in TABLE.items()
    ]
    return "\n".join(
        [
            "# Mọi việc: ai được làm, ai khác phải duyệt, vì sao",
            "",
            "Written by `manage.py acts_table` from `certifications/who_may.py`; a test keeps it current.",
            "“Người khác” là người khác thật, không phải tài khoản khác (adr/0016). Việc của sản phẩm do trung ương công",
            "nhận, và của đợt trung ương: cán bộ Bộ ở cả hai cột.",
            "",
            "| Việc | Ai được làm | Người khác phải là ai | Vì sao |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _who(rights: tuple[str, ...], roles: dict[str, str]) -> str:
    return "; ".join(BESIDES.get(right) or roles[right] for right in rights)


def _other(row: Row) -> str:
    return f"không phải {row.than}" if row.other else "–"
