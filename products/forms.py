"""Forms of products and their parts."""

from typing import Any

from django import forms

from ocop_registry.staff.acts.lookalike_forms import LookalikeForm
from products.images import Rebuilt, rebuild
from products.lookalikes import similar
from products.models import Product, ProductImage


class ProductForm(LookalikeForm):
    another = "Đây là sản phẩm khác, chưa có trong sổ đăng ký"
    warning = (
        "Chủ thể này đã có sản phẩm tên giống thế này (xem danh sách ở trên). Nếu đúng là sản phẩm"
        " khác, hãy đánh dấu ô này rồi lưu lại."
    )

    class Meta:
        model = Product
        fields = ()  # the admin's fieldsets name them

    def similar_to(self, cleaned: dict[str, Any]) -> list[Product]:
        name, producer = cleaned.get("name"), cleaned.get("producer")
        return similar(name, producer) if name and producer else []

    def described(self, subject: Product) -> str:
        return f"{subject.name} – {subject.producer.name}"


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
