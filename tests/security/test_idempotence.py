"""A double click, and the back button with the form sent again: one effect, one journal entry."""

from typing import Any

import pytest
from django.urls import reverse

from certifications.models import Certification, Decision, PreparedAct, Round
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer
from tests import factories
from tests.support.forms import Page
from tests.support.world import World


def twice(client: Any, url: str, data: dict[str, Any], **how: Any) -> tuple[Any, Any, int]:
    """Both answers to the same request sent twice, and how many journal entries they made."""
    before = JournalEntry.objects.count()
    first, second = (client.post(url, data, **how) for _ in range(2))
    return first, second, JournalEntry.objects.count() - before


def version(uid: str) -> int:
    return Round.objects.get(uid=uid).version


@pytest.mark.parametrize(
    ("who", "status", "move"),
    [
        ("staff", "draft", "open"), ("staff", "open", "start"), ("approver", "concluded", "approve"), ("staff", "draft", "cancel"),
        ("staff", "open", "back"), ("approver", "approved", "back"),
    ],
)  # fmt: skip
def test_a_move_of_a_round(registry: World, who: str, status: str, move: str) -> None:
    uid = registry.own.rounds[status]
    data = {"row_version": version(uid), "reason": "nhập nhầm", **factories.ANSWERED}
    first, second, entries = twice(
        registry.client(who), reverse("admin:round_move", args=[uid, move]), data
    )
    assert (first.status_code, entries) == (302, 1)
    assert second.status_code in {200, 403, 409}


def test_making_a_round(registry: World) -> None:
    page = registry.client("staff").get(reverse("admin:round_add"))
    form = next(form for form in Page.of(page.content.decode()).forms if "title" in form.names)
    first, second, entries = twice(
        registry.client("staff"), reverse("admin:round_add"), form.values
    )
    assert (first.status_code, second.status_code, entries) == (302, 200, 1)


@pytest.mark.parametrize("move", ["withdraw", "hold"])
def test_a_move_of_an_application(registry: World, move: str) -> None:
    own = registry.own
    url = reverse(
        "admin:application_move", args=[own.rounds["open"], own.applications["open"], move]
    )
    first, second, entries = twice(
        registry.client("staff"), url, {"row_version": 1, "reason": "nhập nhầm"}
    )
    assert (first.status_code, entries) == (302, 1)
    assert second.status_code in {200, 409}


def test_removing_an_application(registry: World) -> None:
    """Twice the same; one with a dossier is not removed but refused with a sentence."""
    own, client = registry.own, registry.client("staff")
    kept = reverse(
        "admin:application_move", args=[own.rounds["open"], own.applications["open"], "remove"]
    )
    first, _, entries = twice(client, kept, {"row_version": 1, "reason": "nhập nhầm"})
    assert (first.status_code, entries) == (409, 0)
    assert "hãy cho rút hồ sơ" in first.content.decode()
    fresh = factories.take_in(
        Round.objects.get(uid=own.rounds["open"]),
        [factories.product("Mới nhận", of=_maker(registry))],
        registry.people["staff"],
    )[0]
    url = reverse("admin:application_move", args=[own.rounds["open"], fresh.uid, "remove"])
    first, second, entries = twice(client, url, {"row_version": 1, "reason": "nhập nhầm"})
    assert (first.status_code, second.status_code, entries) == (302, 404, 1)


def _maker(registry: World) -> Producer:
    return Producer.objects.get(pk=registry.own.pk["producer"])


def test_rows_pasted_and_saved(registry: World) -> None:
    names = {
        "product": "Chè mới",
        "producer": "HTX Hoàn toàn mới",
        "kind": "Hợp tác xã",
        "type": "Lần đầu",
        "set": "6",
    }
    data = {
        "action": "save",
        "rows": "1",
        **{f"row-0-{name}": text for name, text in names.items()},
    }
    data["row-0-place"] = _commune(registry)
    url = reverse("admin:application_paste", args=[registry.own.rounds["open"]])
    first, second, entries = twice(registry.client("staff"), url, data)
    assert (first.status_code, second.status_code, entries) == (302, 409, 1)
    assert Producer.objects.filter(name="HTX Hoàn toàn mới").count() == 1


def _commune(registry: World) -> str:
    return Producer.objects.get(pk=registry.own.pk["producer"]).place.full_name


def test_a_row_of_the_grid(registry: World) -> None:
    own = registry.own
    uid = own.applications["evaluating"]
    row = {
        "uid": uid,
        "version": 0,
        "values": {"disqualified": "x", "disqualified_reason": "giấy tờ giả"},
    }
    url = reverse("admin:round_results_save", args=[own.rounds["evaluating"]])
    body = {"by": "lan", "rows": [row]}
    first, second, entries = twice(
        registry.client("staff"), url, body, content_type="application/json"
    )
    assert (first.json()["rows"][0]["outcome"], second.json()["rows"][0]["outcome"]) == (
        "saved",
        "unchanged",
    )
    assert entries == 1


def test_a_decision_and_its_form_sent_again_after_going_back(registry: World) -> None:
    client, uid = registry.client("staff"), registry.own.rounds["approved"]
    url = reverse("admin:round_decide", args=[uid])
    typed = {
        "number": "77/QĐ-UBND", "signed_on": "02/11/2026", "issuer": "UBND tỉnh Thái Nguyên",
        "results": [registry.own.applications["approved"]],
    }  # fmt: skip
    seal = client.post(url, {**typed, "preview": "1"}).context["preview"].seal
    certified = Certification.objects.count()
    first, second, entries = twice(client, url, {**typed, "record": "1", "seal": seal})
    assert (first.status_code, second.status_code, entries) == (302, 409, 1)
    assert "chờ xác nhận" in second.content.decode()
    assert Certification.objects.count() == certified
    waiting = PreparedAct.objects.get(round__uid=uid)
    confirm = reverse("admin:prepared_page", args=[waiting.uid])
    first, second, entries = twice(registry.client("approver"), confirm, {"approve": "1"})
    assert (first.status_code, second.status_code, entries) == (302, 409, 1)
    assert Decision.objects.filter(round__uid=uid).count() == 1
    assert Certification.objects.count() == certified + 1


@pytest.mark.parametrize("press", [{"approve": "1"}, {"reject": "1", "reason": "chưa đủ căn cứ"}])
def test_settling_a_prepared_act(registry: World, press: dict[str, str]) -> None:
    url = reverse("admin:prepared_page", args=[registry.own.uid["prepared"]])
    first, second, entries = twice(registry.client("approver"), url, press)
    assert (first.status_code, second.status_code, entries) == (302, 409, 1)


def test_accounts_and_offices(registry: World) -> None:
    client, own = registry.client("approver"), registry.own
    close = reverse("admin:account_close", args=[own.pk["user"]])
    assert [answer if isinstance(answer, int) else answer.status_code for answer in twice(client, close, {"reason": "nghỉ"})] == [
        302, 200, 1,
    ]  # fmt: skip
    declare = reverse("admin:office_declare", args=[own.pk["office"]])
    assert (
        twice(
            client,
            declare,
            {"complete_until": "01/11/2026", "reason": "đã đối chiếu", "seen": "on"},
        )[2]
        == 1
    )


def test_master_data(registry: World) -> None:
    client = registry.client("staff")
    place = Producer.objects.get(pk=registry.own.pk["producer"]).place_id
    add = {"name": "HTX Thêm hai lần", "kind": "cooperative", "place": place}
    first, second, entries = twice(client, reverse("admin:producers_producer_add"), add)
    assert (first.status_code, second.status_code, entries) == (302, 200, 1)
    change = reverse(
        "admin:producers_producer_change", args=[registry.own.pk["undecided_producer"]]
    )
    first, second, entries = twice(client, change, {**add, "name": "HTX Đổi tên", "row_version": 1})
    assert (first.status_code, second.status_code, entries) == (302, 200, 1)
