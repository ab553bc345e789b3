"""The form that completes what is not known: a field per unknown, none for what is known."""

from typing import Any

from django import forms

from certifications.certificates import completion as completing
from certifications.certificates.completion import Completion
from certifications.models import Certification, Scheme
from certifications.staff.fields import LineField
from ocop_registry import clock
from ocop_registry.places.models import PlaceLevel
from producers.models import ProducerKind
from products.models import Product, ProductSet

NOT_YET = "– vẫn chưa rõ –"
_BUSINESS = (
    "Ghi cho mọi sản phẩm của chủ thể. Liên hệ và mã số thuế của hợp tác xã, doanh nghiệp, hội là"
    " công khai."
)


class CompletingForm(forms.Form):
    """`rows` pairs each recognition with its fields; the rest stands in `own_fields`."""

    def __init__(self, data: Any, *, product: Product) -> None:
        super().__init__(data)
        self.certifications = list(
            product.certifications.select_related("decision", "scheme").order_by("pk")
        )
        self._add_own(product)
        for one in self.certifications:
            self._add_recognition(one)
        self.fields["source"] = LineField(
            "Nguồn", "Hãy ghi nguồn, ví dụ: Giấy chứng nhận bản gốc của chủ thể.", max_length=500,
            help_text="Giấy tờ nào cho biết; ghi vào nhật ký cùng việc này.",
        )  # fmt: skip

    def _add_own(self, product: Product) -> None:
        if product.product_set_id is None:
            sets = Scheme.objects.sets_of_day(clock.today())
            self._add("product_set", "Bộ sản phẩm", [(str(one.pk), str(one)) for one in sets])
        producer = product.producer
        if producer.kind == ProducerKind.UNKNOWN:
            kinds = [
                (value, str(label))
                for value, label in ProducerKind.choices
                if value != ProducerKind.UNKNOWN
            ]
            self._add("kind", "Loại hình chủ thể", kinds, _BUSINESS)
        if producer.place.level != PlaceLevel.COMMUNE:
            self._communes = {str(one.pk): one for one in completing.communes_for(producer.place)}
            choices = [(key, one.full_name) for key, one in self._communes.items()]
            help_text = (
                f"Xã, phường, đặc khu hiện nay; mới biết: {producer.place.path()}. Ghi cho mọi sản"
                " phẩm của chủ thể."
            )
            self._add("place", "Xã, phường của chủ thể", choices, help_text)

    def _add_recognition(self, one: Certification) -> None:
        when = one.issued.named() or "chưa rõ năm"
        schemes = [(scheme.slug, scheme.code) for scheme in completing.schemes_for(one)]
        if schemes:
            self._add(
                f"scheme-{one.uid}",
                f"Bộ tiêu chí của lần công nhận {one.stars} sao, {when}",
                schemes,
            )
        levels = [(str(level), str(level.label)) for level in completing.levels_for(one)]
        if levels:
            self._add(f"level-{one.uid}", f"Cấp công nhận {one.stars} sao, {when}", levels)

    def _add(
        self, name: str, label: str, choices: list[tuple[str, str]], help_text: str = ""
    ) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=[("", NOT_YET), *choices], required=False, help_text=help_text,
            error_messages={"invalid_choice": "Chọn một mục trong danh sách."},
        )  # fmt: skip

    def completion(self) -> Completion:
        """What was chosen, as `completing.complete` takes it."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        schemes = {
            scheme.slug: scheme
            for one in self.certifications
            for scheme in completing.schemes_for(one)
        }
        return Completion(
            product_set=(
                ProductSet.objects.get(pk=chosen["product_set"])
                if "product_set" in chosen
                else None
            ),
            kind=chosen.get("kind", ""),
            place=self._communes[chosen["place"]] if "place" in chosen else None,
            schemes={
                name[7:]: schemes[value]
                for name, value in chosen.items()
                if name.startswith("scheme-")
            },
            levels={name[6:]: value for name, value in chosen.items() if name.startswith("level-")},
        )
