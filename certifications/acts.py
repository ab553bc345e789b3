"""What may be done in rounds and with certifications, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("scheme.load", "Nạp bộ tiêu chí", "Criteria scheme loaded"),
    ActKind("round.create", "Lập đợt đánh giá", "Round created"),
    ActKind("round.edit", "Sửa đợt đánh giá", "Round edited"),
    ActKind("round.open", "Mở nhận hồ sơ", "Round opened"),
    ActKind("round.start", "Bắt đầu đánh giá", "Evaluation started"),
    ActKind("round.conclude", "Kết thúc đánh giá", "Evaluation concluded"),
    ActKind("round.approve", "Duyệt kết quả", "Results approved"),
    ActKind("round.close", "Kết thúc đợt", "Round closed"),
    ActKind("round.back", "Lùi một bước", "One step back", needs_reason=True),
    ActKind("round.cancel", "Hủy đợt đánh giá", "Round cancelled", needs_reason=True),
    ActKind("application.add", "Nhận hồ sơ", "Applications taken in"),
    ActKind("application.edit", "Sửa hồ sơ", "Application edited"),
    ActKind("application.withdraw", "Rút hồ sơ", "Application withdrawn", needs_reason=True),
    ActKind("application.hold", "Tạm dừng hồ sơ", "Application held back", needs_reason=True),
    ActKind("application.resume", "Tiếp tục hồ sơ", "Application resumed", needs_reason=True),
    ActKind("application.remove", "Bỏ hồ sơ nhập nhầm", "Application removed", needs_reason=True),
    ActKind("result.enter", "Nhập kết quả", "Results entered"),
    ActKind("decision.record", "Ghi quyết định công nhận", "Decision recorded"),
    ActKind("decision.attach", "Đính kèm bản ký", "Signed copy attached"),
    ActKind("decision.publish_file", "Công khai bản ký", "Signed copy made public"),
    ActKind("historic.record", "Ghi nhận công nhận trước đây", "Historic recognitions recorded"),
    ActKind("certification.prepare", "Chuẩn bị xử lý chứng nhận", "Act on a certification prepared", needs_reason=True),
    ActKind("certification.reject", "Không duyệt việc xử lý", "Prepared act rejected", needs_reason=True),
    ActKind("certification.extend", "Gia hạn chứng nhận", "Certification extended", needs_reason=True),
    ActKind("certification.revoke", "Thu hồi chứng nhận", "Certification revoked", needs_reason=True),
    ActKind("certification.correct", "Đính chính chứng nhận", "Certification corrected", needs_reason=True),
)
