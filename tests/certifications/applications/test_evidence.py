"""Files of evidence: what is kept, what is refused, and that a refusal leaves nothing on the
disk."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certifications.applications import dossier, evidence
from certifications.applications.dossier import CheckedKind
from certifications.models import Evidence
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.journal.models import JournalEntry, JournalLine
from tests import factories as make

pytestmark = pytest.mark.usefixtures("on_20_november")
PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R"
    b" >>\nstartxref\n9\n%%EOF\n"
)


@pytest.fixture
def application(lan):
    return make.take_in(make.open_round(lan), [make.product()], lan)[0]


def picture(format_, **options):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, format_, **options)
    return out.getvalue()


def file(name, content):
    return SimpleUploadedFile(name, content)


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.html", "<script>alert(1)</script>")
    return out.getvalue()


def on_disk(settings):
    return sorted(path.name for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("giấy phép.pdf", PDF),
        ("ĐKKD.PDF", PDF.rstrip()),
        ("ảnh.jpg", picture("JPEG")),
        ("điện thoại.jpeg", picture("JPEG") + b"\0\0Image_UTC_Data1700000000000SEFT"),
        ("ảnh.png", picture("PNG")),
        ("ảnh.webp", picture("WEBP", lossless=True)),
    ],
)
def test_pdf_and_pictures_are_kept_outside_the_web_root(lan, application, settings, name, content):
    kept = evidence.add_file(application, "story", file(name, content), by=lan)
    assert (kept.file_name, kept.state) == (name, "present")
    assert kept.file.read() == content
    [stored] = on_disk(settings)
    assert stored.startswith(application.uid)
    assert not settings.MEDIA_ROOT.exists()


EVIL = [
    ("trang.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "không phải PDF"),
    ("trang.pdf", PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>"), "phần lạ"),
    ("nen.pdf", PDF + archive(), "phần lạ"),
    ("cut.pdf", PDF[:40], "hỏng"),
    (
        "ve.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "chỉ nhận tệp",
    ),
    ("ve.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh PNG"),
    ("anh.png", picture("JPEG"), "không phải ảnh PNG"),
    ("anh.jpg", picture("GIF"), "không phải ảnh JPEG"),
    ("anh.jpg", PDF, "không phải ảnh JPEG"),
    ("anh.jpg", picture("JPEG") + archive(), "phần lạ"),
    ("anh.jpg", picture("JPEG") + b"<script>alert(1)</script>", "phần lạ"),
    ("anh.png", picture("PNG") + archive(), "phần lạ"),
    ("anh.webp", picture("WEBP") + archive(), "phần lạ"),
    ("trong.pdf", b"", "rỗng"),
    ("lon.pdf", PDF + b"\n" * (25 * 1024 * 1024), "lớn hơn 20 MB"),
    ("chay.exe", b"MZ\x90", "chỉ nhận tệp"),
    ("khong-duoi", PDF, "chỉ nhận tệp"),
    ("a.pdf.html", PDF, "chỉ nhận tệp"),
]


@pytest.mark.parametrize(
    ("name", "content", "told"), EVIL, ids=[f"{name}-{told}" for name, _, told in EVIL]
)
def test_what_is_no_evidence_is_refused_with_a_sentence_and_leaves_nothing(
    lan, application, settings, name, content, told
):
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused, match=told):
        evidence.add_file(application, "story", file(name, content), by=lan)
    assert JournalEntry.objects.count() == entries
    assert Evidence.objects.count() == 0
    assert on_disk(settings) == []


def test_a_file_for_no_kind_of_the_scheme_is_refused_and_taken_off_the_disk(
    lan, application, settings
):
    with pytest.raises(Refused, match="không có loại minh chứng"):
        evidence.add_file(application, "la", file("a.pdf", PDF), by=lan)
    assert on_disk(settings) == []


def test_the_senders_name_is_shown_without_its_folders_and_never_reaches_the_disk(
    lan, application, settings
):
    evidence.add_file(application, "story", file("nguyen-van-a.pdf", PDF), by=lan)
    assert "nguyen" not in on_disk(settings)[0]
    assert evidence.shown_name("..\\..\\etc/passwd\x00\u202e.pdf") == "passwd.pdf"
    assert len(evidence.shown_name("a" * 400 + ".pdf")) == 200
    assert evidence.shown_name("a" * 400 + ".pdf").endswith(".pdf")


def test_a_kind_has_several_files_and_a_missing_one_becomes_present(lan, application):
    dossier.save_checklist(application, {"story": CheckedKind("not_needed", "không có")}, by=lan)
    for number in range(3):
        evidence.add_file(application, "story", file(f"{number}.pdf", PDF), by=lan)
    kind = next(one for one in dossier.checklist(application) if one.code == "story")
    assert ([one.file_name for one in kind.files], kind.state, kind.head.note) == (
        ["0.pdf", "1.pdf", "2.pdf"],
        "present",
        "không có",
    )
    with pytest.raises(Refused, match="đang có 3 tệp"):
        dossier.save_checklist(
            application, {"story": CheckedKind("missing", "", kind.head.version)}, by=lan
        )
    for number in range(3, evidence.MOST_FILES):
        evidence.add_file(application, "story", file(f"{number}.pdf", PDF), by=lan)
    with pytest.raises(Refused, match="đã có 10 tệp"):
        evidence.add_file(application, "story", file("11.pdf", PDF), by=lan)


def test_a_replaced_file_stays_on_the_disk_and_in_the_journal_without_its_name(
    lan, application, settings
):
    kept = evidence.add_file(application, "story", file("cũ.pdf", PDF), by=lan)
    first = kept.file.name
    newer = evidence.replace_file(kept, file("mới.pdf", PDF + b"\n"), by=lan, seen=kept.version)
    assert (newer.file_name, newer.file.read()) == ("mới.pdf", PDF + b"\n")
    line = JournalLine.objects.filter(kind="evidence").latest("pk").text
    assert first in line
    assert newer.file.name in line
    # officers name files after people: the chain, which nobody can erase, keeps a digest alone
    assert "cũ.pdf" not in line
    assert "mới.pdf" not in line
    assert len(on_disk(settings)) == 2
    with pytest.raises(VersionConflict):
        evidence.replace_file(kept, file("muộn.pdf", PDF), by=lan, seen=kept.version)
    assert len(on_disk(settings)) == 2
    last = newer.file.name
    gone = evidence.remove_file(newer, by=lan, seen=newer.version)
    assert (bool(gone.file), gone.file_name) == (False, "")
    assert last in JournalLine.objects.filter(kind="evidence").latest("pk").text
