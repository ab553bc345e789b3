"""The form of one producer, as on the paper registration."""

from typing import Any

from django import forms

from ocop_registry.staff.acts.lookalike_forms import LookalikeForm
from producers.lookalikes import similar
from producers.models import Producer
from producers.privacy import CONSENT_FIELDS


def consent_choices() -> list[tuple[str, str]]:
    labels = {field.name: str(field.verbose_name) for field in Producer._meta.concrete_fields}
    return [(name, labels[name].capitalize()) for name in CONSENT_FIELDS]


class ProducerForm(LookalikeForm):
    another = "Đây là chủ thể khác, chưa có trong sổ đăng ký"
    warning = (
        "Trong tỉnh đã có chủ thể tên giống thế này (xem danh sách ở trên). Nếu đúng là chủ thể"
        " khác, hãy đánh dấu ô này rồi lưu lại."
    )

    consent = forms.MultipleChoiceField(
        label="Đồng ý công khai",
        choices=consent_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "Chỉ cần với hộ, tổ hợp tác, trang trại, cá nhân: đánh dấu những mục họ đã đồng ý bằng"
            " văn bản. Thông tin liên hệ của doanh nghiệp và hợp tác xã là công khai."
        ),
    )

    class Meta:
        model = Producer
        fields = ()  # the admin's fieldsets name them

    def similar_to(self, cleaned: dict[str, Any]) -> list[Producer]:
        """Only where the person may add at all: the register of another province is not his to look
        through."""
        name, place = cleaned.get("name"), cleaned.get("place")
        if not (name and place):
            return []
        own = self.act_admin.edit_scope(self.act_request)
        return similar(name, place) if own.covers(place.current_province) else []

    def described(self, subject: Producer) -> str:
        return f"{subject.name} – {subject.place.path()}"
