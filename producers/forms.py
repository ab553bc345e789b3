"""The form of one producer, as on the paper registration."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop_registry.staff.acts.act_forms import ActForm
from producers.lookalikes import similar
from producers.models import Producer
from producers.privacy import CONSENT_FIELDS


def consent_choices() -> list[tuple[str, str]]:
    labels = {field.name: str(field.verbose_name) for field in Producer._meta.concrete_fields}
    return [(name, labels[name].capitalize()) for name in CONSENT_FIELDS]


class ProducerForm(ActForm):
    """Warns of look-alikes once; a second press of Save with the box ticked adds the producer all
    the same."""

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
    confirmed = forms.BooleanField(
        label="Đây là chủ thể khác, chưa có trong sổ đăng ký",
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Producer
        fields = ()  # the admin's fieldsets name them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookalikes: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, place = cleaned.get("name"), cleaned.get("place")
        # Only where the person may add at all: the register of another province is not his to look
        # through.
        if (
            self.instance.pk is None
            and name
            and place
            and self.act_admin.edit_scope(self.act_request).covers(place.current_province)
        ):
            found = similar(name, place)
            if found and not cleaned.get("confirmed"):
                self._ask(found)
        return cleaned

    def _ask(self, found: list[Producer]) -> None:
        self.lookalikes = [
            (
                f"{producer.name} – {producer.place.path()}",
                reverse("admin:producers_producer_change", args=[producer.pk]),
            )
            for producer in found
        ]
        self.fields["confirmed"].widget = forms.CheckboxInput()
        self.add_error(
            "confirmed",
            ValidationError(
                "Trong tỉnh đã có chủ thể tên giống thế này (xem danh sách ở trên). Nếu đúng là chủ"
                " thể khác, hãy đánh dấu ô này rồi lưu lại.",
                code="lookalike",
            ),
        )
