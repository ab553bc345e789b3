"""What may be done in rounds and with certifications, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("scheme.load", "Nạp bộ tiêu chí", "Criteria scheme loaded"),
    ActKind("scheme.compare", "Đối chiếu với bản ký số", "Compared with the signed copy"),
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
    ActKind(
        "dossier.edit", "Cập nhật hồ sơ (báo cáo cấp xã, minh chứng, tự chấm)", "Dossier updated"
    ),
    ActKind(
        "application.return", "Trả lại hồ sơ để bổ sung", "Application sent back", needs_reason=True
    ),
    ActKind(
        "application.take_again",
        "Nhận lại hồ sơ đã bổ sung",
        "Application taken in again",
        needs_reason=True,
    ),
    ActKind("council.edit", "Cập nhật hội đồng", "Council updated"),
    ActKind("council.attendance", "Điểm danh hội đồng", "Attendance taken"),
    ActKind("conflict.declare", "Khai xung đột lợi ích", "Conflict of interest declared"),
    ActKind(
        "conflict.lift",
        "Bỏ khai xung đột lợi ích",
        "Conflict of interest lifted",
        needs_reason=True,
    ),
    ActKind("sheet.close", "Khóa phiếu chấm", "Score sheet closed"),
    ActKind("sheet.reopen", "Mở lại phiếu chấm", "Score sheet reopened", needs_reason=True),
    ActKind("scoring.second", "Mở chấm lần hai", "Second scoring opened", needs_reason=True),
    ActKind("scoring.conclude", "Tổng hợp phiếu chấm", "Sheets concluded"),
    ActKind("round.order", "Yêu cầu đánh giá lại", "New evaluation ordered", needs_reason=True),
    ActKind(
        "round.order_withdraw",
        "Rút yêu cầu đánh giá lại",
        "Order of a new evaluation withdrawn",
        needs_reason=True,
    ),
    ActKind("decision.record", "Ghi quyết định công nhận", "Decision recorded"),
    ActKind("decision.attach", "Đính kèm bản ký", "Signed copy attached"),
    ActKind("decision.publish_file", "Công khai bản ký", "Signed copy made public"),
    ActKind("historic.record", "Ghi nhận công nhận trước đây", "Historic recognitions recorded"),
    ActKind("import.stage", "Nạp tệp Excel", "Excel file staged"),
    ActKind("import.apply", "Ghi tệp Excel vào sổ", "Excel file applied"),
    ActKind(
        "import.ask_undo",
        "Đề nghị hoàn tác tệp Excel",
        "Taking back an Excel file proposed",
        needs_reason=True,
    ),
    ActKind("import.undo", "Hoàn tác tệp Excel", "Excel file taken back", needs_reason=True),
    ActKind("import.discard", "Bỏ tệp Excel chưa ghi", "Staged Excel file discarded"),
    ActKind(
        "historic.complete",
        "Bổ sung thông tin còn thiếu",
        "Missing facts completed",
        needs_reason=True,
    ),
    ActKind(
        "certification.prepare",
        "Chuẩn bị xử lý chứng nhận",
        "Act on a certification prepared",
        needs_reason=True,
    ),
    ActKind(
        "certification.reject", "Không duyệt việc xử lý", "Prepared act rejected", needs_reason=True
    ),
    ActKind(
        "certification.extend", "Gia hạn chứng nhận", "Certification extended", needs_reason=True
    ),
    ActKind(
        "certification.revoke", "Thu hồi chứng nhận", "Certification revoked", needs_reason=True
    ),
    ActKind("name_answer.create", "Ghi nhận không trùng", "Two names said to be two"),
    ActKind("name_answer.edit", "Sửa câu trả lời về tên", "Answer about a name edited"),
    ActKind(
        "name_answer.delete",
        "Xóa câu trả lời về tên",
        "Answer about a name deleted",
        needs_reason=True,
    ),
    ActKind("word.remember", "Nhớ nghĩa của từ khi trả lời", "Meaning of a word remembered"),
    ActKind("word.create", "Ghi nghĩa của từ", "Meaning of a word recorded"),
    ActKind("word.edit", "Sửa nghĩa của từ", "Meaning of a word edited"),
    ActKind("word.delete", "Xóa từ đã nhớ", "Remembered word deleted", needs_reason=True),
    ActKind("target.create", "Ghi mục tiêu kế hoạch", "Target of a plan recorded"),
    ActKind("target.edit", "Sửa mục tiêu kế hoạch", "Target of a plan edited"),
    ActKind(
        "target.delete", "Xóa mục tiêu kế hoạch", "Target of a plan deleted", needs_reason=True
    ),
    ActKind(
        "certification.correct",
        "Đính chính chứng nhận",
        "Certification corrected",
        needs_reason=True,
    ),
    ActKind(
        "template.replace",
        "Dùng mẫu văn bản riêng",
        "Office's own paper template set",
        needs_reason=True,
    ),
    ActKind(
        "template.remove",
        "Dùng lại mẫu văn bản có sẵn",
        "Office's own paper template removed",
        needs_reason=True,
    ),
    ActKind(
        "product.prepare",
        "Chuẩn bị việc với sản phẩm đã công nhận",
        "Act on a recognised product prepared",
        needs_reason=True,
    ),
    ActKind(
        "product.change",
        "Sửa thông tin sản phẩm đã công nhận",
        "Particulars of a recognised product changed",
        needs_reason=True,
    ),
    ActKind("product.reject", "Không duyệt việc với sản phẩm", "Act rejected", needs_reason=True),
    ActKind(
        "producer.prepare",
        "Chuẩn bị việc với chủ thể có sản phẩm công nhận",
        "Act on a recognised producer prepared",
        needs_reason=True,
    ),
    ActKind(
        "producer.change",
        "Sửa thông tin chủ thể có sản phẩm công nhận",
        "Particulars of a recognised producer changed",
        needs_reason=True,
    ),
    ActKind("producer.reject", "Không duyệt việc với chủ thể", "Act rejected", needs_reason=True),
    ActKind("producer.erase", "Xóa dữ liệu cá nhân", "Personal data erased", needs_reason=True),
    ActKind(
        "round.prepare",
        "Chuẩn bị ghi quyết định",
        "Decision prepared",
        needs_reason=True,
    ),
    ActKind(
        "round.reject", "Không xác nhận quyết định", "Decision not confirmed", needs_reason=True
    ),
    ActKind("producer.merge", "Gộp chủ thể trùng", "Producers merged", needs_reason=True),
    ActKind("product.merge", "Gộp sản phẩm trùng", "Products merged", needs_reason=True),
    ActKind("producer.unmerge", "Hoàn tác gộp chủ thể", "Merge taken back", needs_reason=True),
    ActKind("product.unmerge", "Hoàn tác gộp sản phẩm", "Merge taken back", needs_reason=True),
)
