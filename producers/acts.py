"""What may be done with producers, as the journal names it."""

from ocop_registry.journal.kinds import ActKind, declare

declare(
    ActKind("producer.create", "Thêm chủ thể", "Producer added"),
    ActKind("producer.edit", "Sửa chủ thể", "Producer edited"),
    ActKind("producer.delete", "Xóa chủ thể", "Producer deleted", needs_reason=True),
)
