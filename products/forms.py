"""Forms of products and their parts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop_registry.staff.acts.act_forms import ActForm
from products.images import Rebuilt, rebuild
from products.lookalikes import similar
from products.models import Product, ProductImage


class ProductForm(ActForm):
    """Warns once when the producer already has a product of much the same name."""

    confirmed = forms.BooleanField(
        label="Đây là sản phẩm khác, chưa có trong sổ đăng ký",
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Product
        fields = ()  # the admin's fieldsets name them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookalikes: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, producer = cleaned.get("name"), cleaned.get("producer")
        if self.instance.pk is None and name and producer:
            found = similar(name, producer)
            if found and not cleaned.get("confirmed"):
                self._ask(found)
        return cleaned

    def _ask(self, found: list[Product]) -> None:
        self.lookalikes = [
            (
                f"{product.name} – {product.producer.name}",
                reverse("admin:products_product_change", args=[product.pk]),
            )
            for product in found
        ]
        self.fields["confirmed"].widget = forms.CheckboxInput()
        self.add_error(
            "confirmed",
            ValidationError(
                "Chủ thể này đã có sản phẩm tên giống thế này (xem danh sách ở trên). Nếu đúng là"
                " sản phẩm khác, hãy đánh dấu ô này rồi lưu lại.",
                code="lookalike",
            ),
        )


class ProductImageForm(forms.ModelForm):
    """An upload is rebuilt from its pixels while the form is checked, so that its faults are told
    beside it."""

    upload = forms.FileField(
        label="tệp ảnh",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=(
            "JPEG, PNG hoặc WebP, tối đa 10 MB. Ảnh được tạo lại từ điểm ảnh; thông tin chụp (vị"
            " trí, máy) bị bỏ."
        ),
    )

    class Meta:
        model = ProductImage
        fields = ("alt", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None
        self.rebuilt: Rebuilt | None = None

    def clean_upload(self) -> Any:
        upload = self.cleaned_data.get("upload")
        if upload:
            self.rebuilt = rebuild(upload)
        return upload

    def save(self, commit: bool = True) -> ProductImage:
        image = super().save(commit=False)
        if self.rebuilt is not None:
            self.rebuilt.put_into(image)
        if commit:
            image.save()
        return image
