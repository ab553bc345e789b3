"""Files: what may be uploaded, where it lies, and who may fetch it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certifications.models import Decision
from ocop_registry.journal.models import JournalEntry
from tests.support.world import PDF, World

NAMES = (
    "../../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/cron.d/x.pdf", "a.pdf\x00.exe", "<img src=x onerror=alert(1)>.pdf",
    "a" * 400 + ".pdf", "quyết định.PDF", "\u202efdp.exe.pdf", "con.pdf", "..pdf", " .pdf",
)  # fmt: skip
CONTENTS = (
    b"",
    b"%PD",
    b"<html>%PDF-",
    b"MZ%PDF-1.4",
    b"\x00" * 100,
    b"GIF89a%PDF-",
    b"PK\x03\x04",
)


def attach(registry: World, file: Any) -> Any:
    url = reverse("admin:decision_attach", args=[registry.own.uid["decision"]])
    return registry.client("staff").post(url, {"file": file})


@pytest.mark.parametrize("name", NAMES)
def test_no_name_reaches_the_disk(registry: World, settings: Any, name: str) -> None:
    answer = attach(
        registry, SimpleUploadedFile("x.pdf", PDF, "application/pdf") if not name else _named(name)
    )
    assert answer.status_code in {302, 422}
    assert "<img src=x" not in answer.content.decode()
    kept = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
    private, public = settings.PRIVATE_ROOT, settings.MEDIA_ROOT
    folders = {
        private / "comparisons",
        private / "decisions",
        private / "evidence",
        private / "imports",
        private / "jobs",
        public / "products",
    }
    assert {path.parent for path in kept} == folders
    assert all(
        path.stem.replace("-", "").replace("_", "").isalnum()
        and path.suffix in {".pdf", ".webp", ".xlsx"}
        for path in kept
    )


def _named(name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.pdf", PDF, "application/pdf")
    file._name = name  # as a client may send it, before Django tidies it
    return file


@pytest.mark.parametrize("content", CONTENTS)
def test_what_is_no_pdf_is_refused_and_changes_nothing(registry: World, content: bytes) -> None:
    entries, before = (
        JournalEntry.objects.count(),
        Decision.objects.get(uid=registry.own.uid["decision"]).file.name,
    )
    answer = attach(registry, SimpleUploadedFile("quyet-dinh.pdf", content, "application/pdf"))
    assert (answer.status_code, JournalEntry.objects.count()) == (422, entries)
    assert Decision.objects.get(uid=registry.own.uid["decision"]).file.name == before


def test_private_files_have_no_address(registry: World, settings: Any) -> None:
    held = Decision.objects.get(uid=registry.own.uid["held_decision"])
    covered = Decision.objects.get(uid=registry.own.uid["decision"])
    clients = [registry.client(who) for who in ("anonymous", "staff", "superuser")]
    for file in (held.file, covered.file):
        assert Path(file.path).is_relative_to(settings.PRIVATE_ROOT)
        for prefix in (
            "/media/",
            "/media/products/",
            "/media/../private/",
            "/media/products/../../private/",
            "/private/",
            "/static/",
        ):
            for client in clients:
                assert client.get(f"{prefix}{file.name}").status_code == 404
                assert client.get(f"{prefix}{file.name}".replace("..", "%2e%2e")).status_code == 404


def copy_of(uid: str) -> str:
    return f"/quyet-dinh/{uid}/ban-ky.pdf"


def test_the_public_gets_the_covered_copy_and_never_the_signed_one(
    registry: World, client: Client
) -> None:
    own = registry.own
    shown = b"".join(client.get(copy_of(own.uid["decision"])).streaming_content)
    assert shown == b"%PDF-1.4 covered"
    assert client.get(copy_of(own.uid["held_decision"])).status_code == 404
    for who, status in (("read_only", 403), ("other", 404), ("council", 404), ("staff", 200)):
        answer = registry.client(who).get(
            reverse("admin:decision_signed_copy", args=[own.uid["held_decision"]])
        )
        assert answer.status_code == status, who


def test_a_newer_copy_closes_the_earlier_one_at_once(registry: World, client: Client) -> None:
    assert attach(registry, SimpleUploadedFile("moi.pdf", b"%PDF-1.7 newer")).status_code == 302
    assert client.get(copy_of(registry.own.uid["decision"])).status_code == 404


def test_only_rebuilt_pictures_are_served(registry: World, settings: Any, client: Client) -> None:
    folder = Path(settings.MEDIA_ROOT) / "products"
    for name, content in (
        ("x.html", b"<script>"),
        ("x.svg", b"<svg>"),
        ("x.webp.html", b"x"),
        (".env", b"SECRET"),
    ):
        (folder / name).write_bytes(content)
        assert client.get(f"/media/products/{name}").status_code == 404, name
    answer = client.get(f"/media/{registry.own.image}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert client.get("/media/products/").status_code == 404
