"""Words that the office explained once: seen, changed and removed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from certifications.models import Vocabulary, Word
from certifications.staff.imports.scoped import provinces_for
from ocop_registry.accounts.permissions import scope
from ocop_registry.places.models import Place
from ocop_registry.staff.acts.act_admin import ActAdmin
from ocop_registry.staff.acts.act_forms import ActForm
from ocop_registry.staff.lists.filters import ProvinceFilter
from ocop_registry.staff.lists.folded import FoldedNames
from ocop_registry.written import application_types, producer_kinds
from products.models import ProductSet


class WordForm(ActForm):
    """One choice says the list and its member: "producer_kind||household", "product_set|26-2026|6"."""

    sense = forms.ChoiceField(
        label="Nghĩa là",
        help_text="Mỗi lần dùng, bản xem trước của tệp đều ghi rõ từ này được hiểu là gì.",
    )

    class Meta:
        model = Word
        fields = ()  # the admin's fieldsets name them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sense"].choices = [("", "– chọn –"), *_senses()]
        if self.instance.pk:
            one = self.instance
            self.initial["sense"] = f"{one.vocabulary}|{one.scheme}|{one.meaning}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        written, province = cleaned.get("written", ""), cleaned.get("province")
        if "|" in cleaned.get("sense", "") and written and province:
            one = self.instance
            one.vocabulary, one.scheme, one.meaning = cleaned["sense"].split("|")
            one.written, one.province = written, province
            self._refuse_twice()
        return cleaned

    def _refuse_twice(self) -> None:
        one = self.instance
        try:
            one.clean()
        except ValidationError as problem:
            self.add_error("written", problem.messages[0])
            return
        same = Word.objects.filter(
            province=one.province, vocabulary=one.vocabulary, scheme=one.scheme, key=one.key
        )
        if same.exclude(pk=one.pk).exists():
            self.add_error("written", "Từ này của tỉnh đã có trong danh sách: sửa dòng đã có.")


def _senses() -> list[tuple[str, list[tuple[str, str]]]]:
    lists: list[tuple[str, list[tuple[str, str]]]] = []
    for known in (producer_kinds.OF_OLD_LISTS, application_types.TYPES):
        title = str(Vocabulary(known.name).label)
        lists.append(
            (title, [(f"{known.name}||{value}", label) for value, label in known.labels.items()])
        )
    sets = ProductSet.objects.order_by("-scheme", "no")
    title = str(Vocabulary.PRODUCT_SET.label)
    for scheme in dict.fromkeys(one.scheme for one in sets):
        of_scheme = [one for one in sets if one.scheme == scheme]
        named = [(f"{Vocabulary.PRODUCT_SET}|{scheme}|{one.no}", str(one)) for one in of_scheme]
        lists.append((f"{title} ({scheme})", named))
    return lists


@admin.register(Word)
class WordAdmin(FoldedNames, ActAdmin):
    form = WordForm
    act_prefix = "word"
    edit_action = "word.edit"
    province_path = "province"
    list_display = ("written", "told", "vocabulary", "scheme", "province")
    list_filter = (ProvinceFilter, "vocabulary")
    list_select_related = ("province",)
    ordering = ("province__sort_key", "vocabulary", "key", "pk")
    search_fields = ("written",)
    search_help_text = "Từ như văn phòng hay ghi."
    empty_text = (
        "Chưa có từ nào được nhớ. Khi trả lời câu hỏi về một từ lạ trong tệp, hệ thống nhớ câu trả"
        " lời cho tệp sau."
    )
    fieldsets = [("Từ đã nhớ", {"fields": ["province", "written", "sense"]})]
    export_columns = [
        ("Tỉnh, thành phố", lambda row: row.province.full_name),
        ("Từ trong danh sách", lambda row: row.written),
        ("Nghĩa là", lambda row: row.told),
        ("Danh mục", lambda row: row.get_vocabulary_display()),
        ("Bộ tiêu chí", lambda row: row.scheme),
    ]

    def province_of(self, obj: Word) -> Place:
        return obj.province.current_province

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A word is that of an office of today."""
        kwargs["queryset"] = provinces_for(request.user, "word.edit").order_by("sort_key")
        own = list(kwargs["queryset"][:2])
        if len(own) == 1:
            kwargs["initial"] = own[0].pk
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="nghĩa là", ordering="meaning")
    def told(self, row: Word) -> str:
        return row.told


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))
