"""Every constraint of the database is broken once, past all forms and acts: the database refuses and
names it. A constraint without a line here fails."""

from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from certifications.models import (
    Application,
    ColumnMemory,
    CouncilMember,
    Decision,
    PaperTemplate,
    PreparedAct,
    Proposal,
    Result,
    Round,
    Scheme,
    ScoreSheet,
    SheetHistory,
)
from ocop_registry.accounts.models import User
from ocop_registry.jobs.models import Job
from ocop_registry.journal.models import JournalEntry, MergedSubject, Subject
from ocop_registry.places.models import Place
from ocop_registry.uids import new_uid
from products.models import Product, ProductStandard, SalesChannel
from tests.support import world

APPS = ("accounts", "jobs", "journal", "places", "producers", "products", "certifications")
LONG_AGO, FAR_OFF = date(1900, 1, 1), date(2999, 1, 1)
NOW = datetime(2026, 11, 29, tzinfo=UTC)
NO = "nowhere"  # a value that is none of the known ones
# The rows of a journal are not changed, only added: a copy is added instead.
ADDED = {
    "journal_head_single_row",
    "register_day_single_row",
    "journal_entry_seq_positive",
    "journal_public_change_op",
}

# Check constraint → what a row that was sound is changed to.
CHECKS: dict[str, dict[str, Any]] = {
    "journal_head_single_row": {"pk": 2},
    "journal_entry_seq_positive": {"seq": -1, "hash": "0"},
    "journal_public_change_op": {"op": NO},
    "place_period_in_order": {"valid_from": FAR_OFF, "valid_until": LONG_AGO},
    "place_level_known": {"level": NO},
    "place_kind_known": {"kind": NO},
    "succession_of_another": {"old": F("new")},
    "succession_extent_known": {"extent": NO},
    "role_known": {"role": NO},
    "role_has_place_unless_ministry": {"place": None},
    "role_period_in_order": {"until": LONG_AGO},
    "job_status_known": {"status": NO},
    "job_finished_with_its_time": {"finished_at": None},
    "job_sealed_is_not_cancelled": {"status": "cancelled", "sealed_at": NOW},
    "producer_kind_known": {"kind": NO},
    "producer_has_name": {"name": ""},
    "product_has_name": {"name": ""},
    "standard_kind_known": {"kind": NO},
    "channel_kind_known": {"kind": NO},
    "yearly_figure_year": {"year": 1999},
    "yearly_figure_says_something": {"revenue": None, "output": None},
    "yearly_figure_not_negative": {"revenue": -1},
    "yearly_figure_output_has_unit": {"output": 1, "output_unit": ""},
    "register_day_single_row": {"pk": 2},
    "register_state_in_order": {"first_day": FAR_OFF, "last_day": LONG_AGO},
    "certification_stars_3_4_5": {"stars": 2},
    "certification_five_stars_central": {"stars": 5},
    "certification_live_is_complete": {"scheme": None},
    "certification_live_level": {"level": "district"},
    "certification_starts_when_issued": {"issued_on": LONG_AGO},
    "certification_part_of_a_year": {"issued_part": "Q5"},
    "certification_known_on_is_last_possible": {"known_on": LONG_AGO},
    "certification_period_in_order": {"in_force_until": LONG_AGO},
    "certification_possible_around_certain": {"possible_from": FAR_OFF, "possible_until": FAR_OFF},
    "certification_end_has_cause": {"ended_on": FAR_OFF},
    "certification_extension_has_basis": {"extended_until": FAR_OFF},
    "certification_revocation_is_grounded": {"ended_by": "revoked", "ended_on": FAR_OFF},
    "prepared_act_status_known": {"status": NO, "settled_by": F("prepared_by")},
    "prepared_act_on_one_subject": {"certification": None},
    "prepared_act_has_reason": {"reason": ""},
    "prepared_act_settled_by_somebody": {"status": "rejected"},
    "prepared_act_two_people": {"status": "done", "settled_by": F("prepared_by")},
    "account_act_status_known": {"status": NO, "settled_at": NOW},
    "account_act_kind_known": {"kind": NO},
    "account_act_has_reason": {"reason": ""},
    "account_act_settled_once": {"settled_at": NOW},
    "account_act_two_people": {"status": "done", "settled_at": NOW, "settled_by": F("prepared_by")},
    "scheme_period_in_order": {"effective_until": LONG_AGO},
    "scheme_validity_positive": {"validity_months": 0},
    "round_status_known": {"status": NO},
    "round_place_by_level": {"level": "central"},
    "application_type_known": {"type": NO},
    "application_status_known": {"status": NO, "status_reason": "vì thế"},
    "application_reason_when_not_active": {"status": "withdrawn", "status_reason": ""},
    "council_role_known": {"role": NO},
    "council_member_has_name": {"name": ""},
    "council_substitute_is_another": {"substitute_for": F("id")},
    "conflict_kind_known": {"kind": NO},
    "conflict_other_says_what": {"kind": "other", "note": ""},
    "decision_live_is_complete": {"number": ""},
    "decision_historic_names_source": {"origin": "historic", "source": ""},
    "decision_item_outcome_known": {"outcome": NO},
    "evidence_state_known": {"state": NO},
    "import_kind_known": {"kind": NO},
    "import_status_known": {"status": NO},
    "import_register_two_people": {"kind": "register", "applied_by": F("staged_by")},
    "import_undo_two_people": {
        "kind": "register", "undo_asked_by": F("staged_by"), "undone_by": F("staged_by"),
    },
    "import_row_outcome_known": {"outcome": NO},
    "column_memory_kind_known": {"kind": NO},
    "staged_row_outcome_known": {"outcome": NO},
    "order_status_known": {"status": NO},
    "order_has_number_and_reason": {"reason": ""},
    "order_done_by_an_evaluation": {"status": "done"},
    "order_withdrawn_with_reason": {"status": "withdrawn"},
    "result_scored_or_disqualified": {"disqualified": True},
    "result_total_in_range": {"total": 101},
    "result_final_not_above_total_or_marks": {"final_stars": 5, "stars_by_total": 3},
    "result_approver_is_not_enterer": {"approved_by": F("entered_by")},
    "ground_kind_known": {"kind": NO},
    "ground_has_reason": {"reason": ""},
    "ground_names_its_application": {"kind": "rules"},
    "ground_confirmed_with_its_time": {"confirmed_at": NOW},
    "ground_two_people": {"confirmed_by": F("given_by"), "confirmed_at": NOW},
    "proposal_status_known": {"status": NO},
    "sheet_scoring_first_or_second": {"scoring": 3},
    "sheet_mode_known": {"mode": NO},
    "sheet_second_keying_names_its_typist": {"second_keyed_by": F("member__pk")},
    "target_indicator_known": {"indicator": NO},
    "target_not_negative": {"value": -1},
    "participation_stars_low": {"stars": 3},
    "participation_names_source": {"source": ""},
    "name_answer_kind_known": {"of": NO},
    "name_answer_says_something": {"subject": ""},
    "row_matter_section_known": {"section": NO},
    "word_vocabulary_known": {"vocabulary": NO},
    "word_says_something": {"meaning": ""},
    "word_scheme_of_sets_only": {"scheme": "26-2026"},
}  # fmt: skip
# What another constraint refuses as well, so that either may be named.
NAMED_INSTEAD = {"job_status_known": "job_finished_with_its_time"}
# Unique constraint → how the copy differs so that no other one refuses it first.
COPIES: dict[str, dict[str, Any]] = {
    "journal_entry_once_per_job": {"seq": 10**9, "hash": "0"},
    "journal_salt_once_per_subject": {},
    "journal_merged_once": {},
    "place_code_once_per_period": {},
    "place_code_once_without_beginning": {},
    "place_code_once_in_force": {"valid_from": LONG_AGO},
    "succession_once_per_pair": {"is_default": False},
    "succession_one_default": {"new_id": 0},
    "job_once_at_a_time": {},
    "producer_tax_code_once": {},
    "product_set_once_per_scheme": {},
    "product_gtin_once": {},
    "yearly_figure_once": {},
    "register_once_per_subject": {},
    "register_code_once": {},
    "register_state_once_per_day": {},
    "register_place_once": {},
    "register_word_once": {},
    "prepared_act_one_waiting": {},
    "prepared_act_one_waiting_of_product": {},
    "prepared_act_one_waiting_of_producer": {},
    "prepared_act_one_waiting_of_round": {},
    "account_act_one_waiting": {},
    "round_once_per_province_year_number": {},
    "round_once_per_central_year_number": {},
    "application_once_per_round": {"product_code": ""},
    "application_code_once_per_round": {"product_id": 0},
    "council_user_once_per_round": {"role": "member"},
    "council_one_chair": {"user": None},
    "conflict_once_per_member_and_application": {},
    "ground_once_per_application_and_kind": {},
    "decision_number_once_per_issuer": {},
    "import_row_once": {},
    "column_memory_once": {},
    "staged_row_once": {},
    "order_one_open_per_certification": {},
    "sheet_once_per_member_and_scoring": {},
    "sheet_history_once_per_version": {},
    "target_once": {},
    "name_answer_once": {},
    "word_once": {},
    "paper_template_once": {},
}
# The row to begin with, where any row will not do.
ROWS: dict[str, Q] = {
    "role_has_place_unless_ministry": Q(place__isnull=False),
    "place_code_once_per_period": Q(valid_from__isnull=False, valid_until__isnull=False),
    "prepared_act_one_waiting_of_product": Q(product__isnull=False),
    "prepared_act_one_waiting_of_producer": Q(producer__isnull=False),
    "ground_confirmed_with_its_time": Q(confirmed_by=None),
    "prepared_act_one_waiting_of_round": Q(round__isnull=False),
    "prepared_act_on_one_subject": Q(certification__isnull=False),
    "prepared_act_settled_by_somebody": Q(status="waiting"),
    "result_approver_is_not_enterer": Q(application__round__status="concluded"),
    "result_final_not_above_total_or_marks": Q(application__round__status="concluded"),
    "result_scored_or_disqualified": Q(application__round__status="concluded"),
    "result_total_in_range": Q(application__round__status="concluded"),
    "round_place_by_level": Q(level="province"),
    "sheet_second_keying_names_its_typist": Q(member__user__isnull=False),
}


def constraints() -> dict[str, tuple[type[models.Model], Any]]:
    return {
        one.name: (model, one)
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for one in model._meta.constraints
    }


def test_every_constraint_is_broken_here() -> None:
    kinds = {name: type(one) for name, (_model, one) in constraints().items()}
    assert CHECKS.keys() == {name for name, kind in kinds.items() if kind is models.CheckConstraint}
    assert COPIES.keys() == {
        name for name, kind in kinds.items() if kind is models.UniqueConstraint
    }


def test_what_a_check_forbids_is_not_stored(registry: world.World) -> None:
    make_what_is_missing()
    wrong = {}
    for name, change in CHECKS.items():
        model, _constraint = constraints()[name]
        row = model._base_manager.filter(ROWS.get(name, Q())).order_by("pk").first()
        found = refusal(row, change, added=name in ADDED) if row else "no such row"
        if not {name, NAMED_INSTEAD.get(name, name)} & named_in(found, model):
            wrong[name] = found
    assert wrong == {}


def test_what_is_to_be_there_once_is_not_stored_twice(registry: world.World) -> None:
    make_what_is_missing()
    wrong = {}
    for name, change in COPIES.items():
        model, constraint = constraints()[name]
        rows = model._base_manager.filter(constraint.condition or Q(), ROWS.get(name, Q()))
        row = rows.order_by("pk").first()
        found = refusal(row, change, added=True) if row else "no such row"
        if name not in named_in(found, model):
            wrong[name] = found
    assert wrong == {}


def refusal(row: models.Model, change: dict[str, Any], *, added: bool) -> str:
    """What the database says to the row with this change, or to a copy of it; nothing when it
    takes it."""
    try:
        with transaction.atomic():
            if added:
                copied(row, change)
            else:
                type(row)._base_manager.filter(pk=row.pk).update(**change)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error)
    return ""


def copied(row: models.Model, change: dict[str, Any]) -> None:
    if "pk" not in change and not isinstance(row._meta.pk, models.OneToOneField):
        row.pk = None
    if isinstance(row, Subject) or row._meta.model_name == "job":
        row.uid = new_uid()  # type: ignore[attr-defined]
    for name, value in change.items():
        if isinstance(value, F):
            name, value = f"{name}_id", getattr(row, f"{value.name}_id")
        setattr(row, name, value)
    type(row)._base_manager.bulk_create([row])


def named_in(refused: str, model: type[models.Model]) -> set[str]:
    """The constraints of the model that the database names; SQLite names columns for the plain
    unique ones."""
    table, found = model._meta.db_table, set()
    for one in model._meta.constraints:
        columns = [
            f"{table}.{model._meta.get_field(field).column}" for field in getattr(one, "fields", ())
        ]
        if one.name in refused or (columns and refused.endswith(": " + ", ".join(columns))):
            found.add(one.name)
    return found


def make_what_is_missing() -> None:
    """What nobody has in the small registry, written past the acts: one of each is enough."""
    entry = JournalEntry.objects.order_by("pk")[0]
    entry.seq, entry.hash, entry.job = 10**8, "1", "a" * 32
    JournalEntry.objects.bulk_create([entry])
    Job.objects.create(kind="import", title="việc", key="một", asked_at=NOW)
    Round.objects.create(
        level="central", scheme=Scheme.objects.in_force(NOW.date())[0], year=2026, number=1
    )
    product, person = Product.objects.order_by("pk")[0], User.objects.order_by("pk")[0]
    province, result = Place.objects.get(code="19", valid_until=None), Result.objects.all()[0]
    ProductStandard.objects.create(product=product, kind="haccp")
    prepared = {"kind": "change", "values": {}, "reason": "vì thế", "prepared_by": person}
    PreparedAct.objects.create(product=product, **prepared)
    PreparedAct.objects.create(producer=product.producer, **prepared)
    PreparedAct.objects.create(round=Round.objects.order_by("pk")[0], **prepared)
    SalesChannel.objects.create(product=product, kind="other", name="Chợ")
    Product.objects.filter(pk=product.pk).update(gtin="8930000000000")
    MergedSubject.objects.create(kind="product", old_uid="AAAAAAA", uid=product.uid)
    Proposal.objects.create(result=result, decision=Decision.objects.all()[0])
    ColumnMemory.objects.create(province=province, kind="producers", heading="ten", column="name")
    PaperTemplate.objects.create(province=province, kind="minutes", file_name="a", file="a")
    sheet = ScoreSheet.objects.order_by("pk")[0]
    SheetHistory.objects.create(sheet=sheet, version=9, saved_by=person, content={})
    CouncilMember.objects.filter(pk=sheet.member_id).update(user=person)
    application = Application.objects.order_by("pk")[0]
    Application.objects.filter(pk=application.pk).update(product_code="19-02155-003-2026")
