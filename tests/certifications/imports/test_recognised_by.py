"""A list that names who had no right to recognise is asked why, never taken silently; the same rule
holds for corrections and what has become known."""

from collections.abc import Callable
from datetime import date

import pytest

from certifications import integrity
from certifications.certificates import completion, prepared_acts
from certifications.certificates.completion import Completion
from certifications.imports import applying, staging
from certifications.imports.staging import Mending
from certifications.models import Certification, Decision, Import, Level
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.certificates.history import decided, recognised
from tests.certifications.imports.registers import KIND, applied, looked, one_fault
from tests.certifications.imports.test_register_faults import good

pytestmark = pytest.mark.django_db
DISTRICT, PROVINCE = "UBND huyện Na Rì", "UBND tỉnh Bắc Kạn"


@pytest.mark.parametrize(
    ("stars", "day", "issuer", "why"),
    [
        (3, date(2025, 8, 12), DISTRICT, "UBND cấp huyện không còn từ 01/07/2025"),
        (4, date(2024, 8, 12), DISTRICT, "do cấp tỉnh công nhận (148/QĐ-TTg)"),
        (3, date(2021, 8, 12), DISTRICT, "do cấp tỉnh công nhận (1048/QĐ-TTg)"),
        (4, date(2025, 8, 12), PROVINCE, "UBND Tỉnh Bắc Kạn không còn sau 30/06/2025"),
        (3, date(2025, 8, 12), "UBND thành phố Bắc Kạn", "không còn"),
        (4, date(2024, 8, 12), "Bộ Nông nghiệp và Môi trường", "không phải trung ương"),
    ],
)
def test_an_authority_without_the_right_is_asked_about(
    province, stars: int, day: date, issuer: str, why: str
) -> None:
    fault = one_fault(looked(good(F=stars, G=day, J=issuer), province))
    assert (fault.code, fault.reference) == ("choose", "J2")
    assert why in fault.detail


def test_who_had_the_right_is_taken_without_a_question(province) -> None:
    [row] = looked(good(F=3, G=date(2024, 8, 12), J=DISTRICT), province)
    assert (row.outcome, row.questions) == ("created", {})


def test_the_answer_is_the_reason_and_is_not_asked_again(province, lan, minh) -> None:
    content = good(F=3, G=date(2025, 8, 12), J=DISTRICT)
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    [row] = staged.rows.all()
    assert list(row.options) == ["authority"]
    staging.mend(staged, {row.pk: Mending(choices={"authority": "source"})}, by=lan)
    applying.apply(Import.objects.get(), by=minh)
    one = Certification.objects.get()
    assert (one.level, one.authority_reason) == (
        Level.DISTRICT,
        "Chưa thấy văn bản: chỉ ghi theo nguồn",
    )
    assert list(integrity.faults()) == []
    [again] = looked(content, province)
    assert (again.outcome, again.questions) == ("unchanged", {})
    [more] = looked(good(F=3, G=date(2025, 8, 13), J=DISTRICT), province)
    assert "authority" in more.questions, "another day is another question"


# --- corrections, completion, what is stored ------------------------------------------------------
def test_a_correction_to_an_authority_without_the_right_is_refused(province, lan, minh) -> None:
    applied(good(F=4, G=date(2024, 8, 12)), province, lan, minh)
    one = Certification.objects.get()
    with pytest.raises(Refused, match="do cấp tỉnh công nhận"):
        prepared_acts.prepare(one, "correct", {"decision.issuer": DISTRICT}, by=lan, reason="x")


def test_a_corrected_issuer_brings_its_level(lan, minh) -> None:
    one = recognised(make.product(), 4, on=date(2024, 8, 12), place=make.old_place("066"),
                     decision=decided("9/QĐ-UBND", date(2024, 8, 12), PROVINCE))  # fmt: skip
    # past the acts, which store nothing of the kind
    Certification.objects.update(level=Level.DISTRICT)
    Decision.objects.update(issuer=DISTRICT)
    one.refresh_from_db()
    assert [name for name, _ in integrity.faults()] == ["recognised_with_right"]
    values = {"decision.issuer": PROVINCE}
    prepared = prepared_acts.prepare(one, "correct", values, by=lan, reason="Gõ nhầm")
    prepared_acts.approve(prepared, by=minh)
    one.refresh_from_db()
    assert one.level == Level.PROVINCE
    assert list(integrity.faults()) == []


def test_a_live_decision_is_corrected_only_to_an_authority_of_its_day(lan, minh) -> None:
    make.certified(lan, minh, [make.product()])
    one = Certification.objects.get()
    with pytest.raises(Refused, match="không phải cơ quan công nhận của cấp này"):
        prepared_acts.prepare(one, "correct", {"decision.issuer": PROVINCE}, by=lan, reason="x")


def test_a_level_that_had_no_right_is_not_completed(lan) -> None:
    one = recognised(make.product(), 3, on=date(2021, 8, 12), level=Level.UNKNOWN,
                     decision=decided("9/QĐ-UBND", date(2021, 8, 12), ""))  # fmt: skip
    known = Completion(levels={one.uid: Level.DISTRICT})
    with pytest.raises(Refused, match="do cấp tỉnh công nhận"):
        completion.complete(one.product, known, by=lan, source="Sổ huyện")


@pytest.mark.parametrize(
    "plant",
    [
        lambda: Certification.objects.update(level=Level.CENTRAL),
        lambda: Decision.objects.update(issuer="UBND huyện Na Rì"),
        lambda: Decision.objects.update(issuer="UBND tỉnh Bắc Kạn"),
    ],
)
def test_check_integrity_finds_it_planted(lan, minh, plant: Callable[[], object]) -> None:
    make.certified(lan, minh, [make.product()], make.scored("80"))
    plant()
    assert "recognised_with_right" in {name for name, _ in integrity.faults()}
