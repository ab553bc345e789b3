"""What may be done with accounts and offices, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("account.create", "Tạo tài khoản", "Account created"),
    ActKind("account.edit", "Sửa tài khoản", "Account edited"),
    ActKind("account.close", "Đóng tài khoản", "Account closed", needs_reason=True),
    ActKind("account.reopen", "Mở lại tài khoản", "Account reopened", needs_reason=True),
    ActKind("account.reset_link", "Cấp đường dẫn đặt lại mật khẩu", "Password reset link issued"),
    ActKind("account.password", "Đặt mật khẩu", "Password set"),
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
