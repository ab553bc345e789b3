"""Forms of the round pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from certifications.models import Application, Level, Round, RoundStatus, Scheme
from certifications.rounds import particulars as rounds
from certifications.rounds.rules_changes import rules_when_scored
from certifications.rounds.scheme_of_day import scheme_problems
from certifications.staff.rounds.council_rules import CouncilRulesFields, initial_of, rules_of
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.places.models import Place
from ocop_registry.staff.acts.act_forms import ActForm
from ocop_registry.staff.days import in_reach
from products.models import ProductSet

DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y"]


class DayField(forms.DateField):
    """A day as offices write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs["input_formats"] = DAY_FORMATS
        kwargs["validators"] = [in_reach]
        kwargs["widget"] = forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
        )
        kwargs["error_messages"] = {
            "invalid": "Ngày phải ghi dạng ngày/tháng/năm, ví dụ 20/10/2026."
        }
        super().__init__(**kwargs)


class RoundForm(CouncilRulesFields, ActForm):
    """Particulars of a round. Province and scheme are chosen when it is made and stay for ever."""

    council_decided_on = DayField(label="Ngày của quyết định đó")
    opened_on = DayField(label="Nhận hồ sơ từ ngày")
    evaluated_on = DayField(
        label="Ngày hội đồng họp đánh giá",
        help_text="Có thể là ngày đã qua: đợt đã tổ chức xong thì ghi ngày đã họp.",
    )

    rules_reason = forms.CharField(
        label="Lý do đổi quy chế", required=False, max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Đã điểm danh, khóa phiếu hoặc có kết quả: đổi quy chế phải có lý do, người duyệt sẽ đọc.",
    )  # fmt: skip

    class Meta:
        model = Round
        fields = (
            "place", "scheme", "year", "number", "title", "council_decision", "council_decided_on",
            "opened_on", "evaluated_on", "transition_basis", "note",
        )  # fmt: skip
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "title": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial = {**initial_of(self.instance.rules), **self.initial}
        del self.fields["reason"]
        if not self.instance.pk or rules_when_scored(self.instance) is None:
            del self.fields["rules_reason"]
        if self.instance.pk:
            del self.fields["place"], self.fields["scheme"]
        else:
            self._offer_places()
            self._propose()

    @property
    def council_fields(self) -> list[forms.BoundField]:
        names = (*CouncilRulesFields.base_fields, "rules_reason")
        return [self[name] for name in names if name in self.fields]

    @property
    def particulars(self) -> list[forms.BoundField]:
        return [
            field
            for field in self.visible_fields()
            if field.name not in {*CouncilRulesFields.base_fields, "rules_reason"}
        ]

    def _offer_places(self) -> None:
        field = self.fields["place"]
        central = may(self.user, "central", None)
        field.queryset = scope(self.user, "round.edit").limit(
            Place.objects.current().provinces(), "pk"
        )
        field.empty_label = "Trung ương (đợt công nhận 5 sao)" if central else None
        field.required = not central
        field.label = "Đợt của"
        self.fields["scheme"].empty_label = None
        self.fields["scheme"].help_text = "Không đổi được sau khi lập đợt."

    def _propose(self) -> None:
        today = clock.today()
        if self.fields["place"].required:
            self.initial.setdefault("place", self.fields["place"].queryset.first())
        place, year = self.initial.get("place"), self.initial.setdefault("year", today.year)
        number = self.initial.setdefault("number", rounds.next_number(place, year))
        self.initial.setdefault("title", rounds.title_of(number, year))
        self.initial.setdefault("scheme", Scheme.objects.current(today))

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not 2018 <= year <= clock.today().year + 1:
            raise ValidationError(f"Năm từ 2018 đến {clock.today().year + 1}.")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance.pk:
            self.instance.level = Level.PROVINCE if cleaned.get("place") else Level.CENTRAL
        self._check_number(cleaned)
        if not self.errors.keys() & CouncilRulesFields.base_fields.keys():
            self.instance.rules = rules_of(cleaned, self.instance.rules)
        self._check_scheme(cleaned)
        decided, evaluated = cleaned.get("council_decided_on"), cleaned.get("evaluated_on")
        if decided and evaluated and evaluated < decided:
            self.add_error(
                "evaluated_on", "Hội đồng không thể họp trước ngày có quyết định thành lập."
            )
        return cleaned

    def _check_scheme(self, cleaned: dict[str, Any]) -> None:
        if self.errors.keys() & {"scheme", "evaluated_on", "transition_basis"}:
            return
        made = not self.instance.pk
        self.instance.evaluated_on = cleaned.get("evaluated_on")
        self.instance.transition_basis = cleaned.get("transition_basis", "")
        if made:
            self.instance.scheme = cleaned["scheme"]
        if made or self.instance.evaluated_on:
            for problem in scheme_problems(self.instance):
                self.add_error("scheme" if made else "evaluated_on", problem)

    def _check_number(self, cleaned: dict[str, Any]) -> None:
        year, number = cleaned.get("year"), cleaned.get("number")
        if not year or not number or "place" in self.errors:
            return
        place = self.instance.place if self.instance.pk else cleaned.get("place")
        others = Round.objects.filter(place=place, year=year, number=number).exclude(
            pk=self.instance.pk
        )
        if others.exclude(status=RoundStatus.CANCELLED).exists():
            free = rounds.next_number(place, year)
            self.add_error(
                "number", f"Năm {year} đã có đợt số {number}; số còn trống tiếp theo là {free}."
            )


class MoveForm(forms.Form):
    """A move of the round: its reason where one is asked for, and the version that was looked
    at."""

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Hãy ghi lý do: việc này phải giải thích được về sau."},
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, subject: Round | Application, asks_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"row_version": subject.version}, **kwargs)
        self.subject = subject
        if not asks_reason:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "row_version" in cleaned and cleaned["row_version"] != self.subject.version:
            self.data = self.data.copy()
            self.data["row_version"] = self.subject.version
            raise ValidationError(
                "Người khác vừa đổi trạng thái trong khi bạn xem. Hãy xem lại trang này, rồi bấm"
                " lần nữa nếu vẫn đúng."
            )
        return cleaned


class ApplicationForm(ActForm):
    """Type, set and product code of one application."""

    class Meta:
        model = Application
        fields = ("type", "exception_reason", "product_set", "product_code")

    def __init__(self, *args: Any, particulars_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["product_set"].queryset = ProductSet.objects.filter(
            scheme=self.instance.round.scheme.slug
        )
        self.fields["product_set"].empty_label = "– chưa chọn –"
        if not particulars_open:
            for name in ("type", "exception_reason", "product_set"):
                self.fields[name].disabled = True

    def clean_product_code(self) -> str:
        return "".join(self.cleaned_data["product_code"].split())
