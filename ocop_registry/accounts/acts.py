"""What may be done with accounts and offices, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("account.create", "Tạo tài khoản", "Account created"),
    ActKind("account.edit", "Sửa tài khoản", "Account edited"),
    ActKind("account.close", "Đóng tài khoản", "Account closed", needs_reason=True),
    ActKind("account.reopen", "Mở lại tài khoản", "Account reopened", needs_reason=True),
    ActKind("account.reset_link", "Cấp đường dẫn đặt lại mật khẩu", "Password reset link issued"),
    ActKind("account.password", "Đặt mật khẩu", "Password set"),
    ActKind(
        "account.password_by_link", "Đặt mật khẩu bằng đường dẫn", "Password set through a link"
    ),
    ActKind(
        "account.prepare",
        "Chuẩn bị việc với tài khoản",
        "Act on an account prepared",
        needs_reason=True,
    ),
    ActKind(
        "account.give", "Giao quyền, sửa tài khoản", "Rights of an account given", needs_reason=True
    ),
    ActKind(
        "account.admit",
        "Giao quyền và đưa đường dẫn đầu tiên",
        "Rights given, first link handed over",
        needs_reason=True,
    ),
    ActKind(
        "account.link",
        "Cấp đường dẫn đặt lại mật khẩu (hai người)",
        "Reset link issued by two people",
        needs_reason=True,
    ),
    ActKind(
        "account.open",
        "Mở lại tài khoản (hai người)",
        "Account reopened by two people",
        needs_reason=True,
    ),
    ActKind(
        "account.reject",
        "Không duyệt việc với tài khoản",
        "Act on an account rejected",
        needs_reason=True,
    ),
    ActKind(
        "account.console_create",
        "Tạo tài khoản quản trị từ dòng lệnh của máy chủ",
        "Administrator created at the server's command line",
        needs_reason=True,
    ),
    ActKind(
        "account.console_link",
        "Cấp đường dẫn từ dòng lệnh của máy chủ",
        "Link issued at the server's command line",
        needs_reason=True,
    ),
    ActKind(
        "account.console_approve",
        "Duyệt việc với tài khoản từ dòng lệnh của máy chủ",
        "Act on an account approved at the server's command line",
        needs_reason=True,
    ),
    ActKind("account.demo", "Tạo tài khoản dùng thử", "Demo accounts created"),
    ActKind("office.create", "Thêm văn phòng", "Office added"),
    ActKind("office.edit", "Sửa thông tin văn phòng", "Office edited"),
    ActKind(
        "office.live_since", "Ghi ngày bắt đầu dùng hệ thống", "Go-live day set", needs_reason=True
    ),
    ActKind(
        "office.withdraw_complete",
        "Rút công bố sổ đăng ký đã đầy đủ",
        "Declaration of completeness withdrawn",
        needs_reason=True,
    ),
    ActKind(
        "office.declare_complete",
        "Công bố sổ đăng ký đã đầy đủ",
        "Register declared complete",
        needs_reason=True,
    ),
)
