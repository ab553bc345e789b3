"""The committed OpenAPI document is the one that the code generates, valid, and readable under the
strict CSP."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from ocop_registry.api.docs import DOCUMENT
from tests.support.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_document_and_code_agree(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    generated = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(generated))
    assert capsys.readouterr().err == ""
    assert generated.read_text() == DOCUMENT.read_text(), (
        "The API and its document differ. Look at the difference, keep nothing renamed or removed"
        " within v1, then run `run.py manage spectacular --validate --fail-on-warn --file"
        " ocop_registry/docs/openapi.yaml`."
    )


def test_it_is_served_as_yaml_and_as_json(client: Client) -> None:
    answer = client.get("/api/v1/schema/")
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi"
    document = yaml.safe_load(answer.content)
    assert document["openapi"] == "3.1.0"
    as_json = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert as_json.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    assert as_json.json() == document
    assert answer.headers["ETag"] != as_json.headers["ETag"]
    assert (
        client.get("/api/v1/schema/", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_every_address_of_the_contract_is_in_it() -> None:
    paths = yaml.safe_load(DOCUMENT.read_text())["paths"]
    names = [
        "products/",
        "products/{uid}/",
        "products/facets/",
        "producers/",
        "producers/{uid}/",
        "certifications/",
    ]
    names += ["decisions/", "decisions/{uid}/"]
    names += ["certifications/{uid}/", "verify/", "places/", "places/{code}/", "schemes/"]
    names += ["journal-heads/"]
    names += ["schemes/{id}/", "schemes/{id}/sets/{no}/"]
    names += ["imports/", "imports/{uid}/", "imports/{uid}/apply/"]
    assert set(paths) == {f"/api/v1/{name}" for name in names}
    assert set(paths["/api/v1/verify/"]) == {"get", "post"}


def test_the_docs_page_has_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count("<script src=")
    assert "http://" not in page
    assert "https://" not in page
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"] == "application/javascript"
    assert b"/api/v1/schema/" in script.content


@pytest.mark.browser
def test_the_docs_can_be_read_in_a_browser(live_site: Site, browser_page: Any) -> None:
    """No CSP violation, no console error (the page fixture watches), and the operations are
    there."""
    browser_page.goto(f"{live_site.url}/api/v1/docs/")
    browser_page.wait_for_selector("text=The register of products")
    assert browser_page.locator(".opblock").count() == 20
