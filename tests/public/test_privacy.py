"""Nothing private reaches a public page, whatever acts have been done: every private value is a
canary."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from certifications.models import Certification, Decision
from certifications.models.decision import FileState
from tests import factories

pytestmark = pytest.mark.django_db
CANARIES = {
    "tax_code": "0123456789",
    "phone": "0912000111",
    "email": "canary@example.vn",
    "address": "Thôn Canary",
    "representative_name": "Nguyễn Thị Canary",
    "representative_ethnicity": "Dân tộc Canary",
    "registration_number": "DKKD-CANARY",
}


@pytest.fixture
def certified() -> Certification:
    """A household's product, brought through a whole round."""
    maker = factories.producer(
        "Hộ Bà Lan", kind="household", representative_gender="female", **CANARIES
    )
    factories.certified(factories.staff(), factories.approver(), [factories.product(of=maker)])
    return Certification.objects.select_related("product__producer", "decision").get()


def test_no_private_value_on_any_page(client: Client, certified: Certification) -> None:
    product = certified.product
    undecided = factories.product("Rượu chưa quyết định", of=product.producer)
    paths = [
        "/",
        "/san-pham/?q=mien",
        "/san-pham/?standing=all",
        f"/san-pham/{product.uid}/",
        f"/chu-the/{product.producer.uid}/",
    ]
    paths += [
        "/tinh/19/",
        "/tra-cuu/?q=lan",
        f"/tra-cuu/?q={certified.decision.number}",
        f"/dia-danh/{certified.place.public_code}/",
    ]
    pages = {path: client.get(path, follow=True).content.decode() for path in paths}
    pages["csv"] = b"".join(client.get("/san-pham/xuat.csv").streaming_content).decode()
    leaks = [
        (path, name)
        for path, page in pages.items()
        for name, value in CANARIES.items()
        if value in page
    ]
    assert leaks == []
    assert "Hộ Bà Lan" in pages[f"/chu-the/{product.producer.uid}/"]
    assert [
        path for path, page in pages.items() if undecided.name in page or undecided.uid in page
    ] == []


def test_the_office_staff_are_not_named(client: Client, certified: Certification) -> None:
    page = client.get(f"/san-pham/{certified.product.uid}/", follow=True).content.decode()
    assert "Người lan" not in page
    assert "Người minh" not in page


def test_private_values_do_not_find_a_product(client: Client, certified: Certification) -> None:
    for value in CANARIES.values():
        assert "Không tìm thấy" in client.get("/tra-cuu/", {"q": value}).content.decode()


@pytest.mark.parametrize(
    ("state", "served"),
    [("none", None), ("held", None), ("public", b"%PDF signed"), ("redacted", b"%PDF covered")],
)
def test_only_the_file_that_was_opened_is_served(
    client: Client, certified: Certification, state: str, served: bytes | None
) -> None:
    decision = Decision.objects.get(pk=certified.decision_id)
    decision.file.save("signed.pdf", ContentFile(b"%PDF signed"), save=False)
    decision.public_file.save("covered.pdf", ContentFile(b"%PDF covered"), save=False)
    Decision.objects.filter(pk=decision.pk).update(
        file=decision.file.name, public_file=decision.public_file.name, file_state=FileState(state)
    )
    response = client.get(f"/quyet-dinh/{decision.uid}/ban-ky.pdf")
    if served is None:
        assert response.status_code == 404
    else:
        assert b"".join(response.streaming_content) == served
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Type"] == "application/pdf"
