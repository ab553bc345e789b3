"""An office's own Word templates: what is refused and why, who sets them, and that papers are made
from the one in use."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certifications.models import PaperTemplate
from certifications.papers import letters, official
from certifications.papers.catalogue import entry_of
from certifications.papers.facts import facts_of
from certifications.papers.word import office_templates
from certifications.papers.word.drawing import Drawing
from certifications.papers.word.package import DOCUMENT
from certifications.papers.word.samples import KINDS, sample
from certifications.papers.word.template import built_in
from certifications.papers.word.templates_built import BUILT
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.papers.conftest import approve, scored, words_of

RELS = "word/_rels/document.xml.rels"
NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def drawn(*lines: str) -> bytes:
    drawing = Drawing("Thử")
    for line in lines:
        drawing.text(line)
    return drawing.content()


def changed(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same package with parts added or put in the place of others."""
    kept = {
        one.filename: ZipFile(BytesIO(content)).read(one)
        for one in ZipFile(BytesIO(content)).infolist()
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for name, part in {**kept, **parts}.items():
            package.writestr(name, part)
    return made.getvalue()


def document_of(content: bytes) -> bytes:
    return ZipFile(BytesIO(content)).read(DOCUMENT)


def pointing(kind: str, target: str) -> bytes:
    """A template that points out of itself."""
    content = drawn("{{ round }}")
    rels = ZipFile(BytesIO(content)).read(RELS).decode()
    way = (
        f'<Relationship Id="rId99" Type="{NAMESPACE}/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    )
    return changed(content, {RELS: rels.replace("</Relationships>", way).encode()})


def file(content: bytes, name: str = "mau.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def faults(content: bytes, kind: str = "notice") -> str:
    return " ".join(office_templates.problems_of(file(content), kind))


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_the_projects_own_templates_may_be_uploaded_again(kind):
    assert set(BUILT) == set(KINDS)
    assert office_templates.problems_of(file(built_in(kind).content), kind) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ nguoi_ky }}", "Thẻ “{{ nguoi_ky }}” dùng tên “nguoi_ky” không có"),
        ("{% for row in rows %}{{ row.phone }}{% endfor %}", "Thẻ “{{ row.phone }}” dùng tên “phone” không có: ở đây chỉ có number"),
        ("{% for row in rows %}{{ row.total }}", "thiếu thẻ đóng"),
        ("{{ round|tieude }}", "Thẻ “{{ round|tieude }}”: không có phép đổi này"),
        ("{{ round.upper() }}", "không được phép (Call)"),
        ("{{ ''.__class__.__mro__ }}", "hỏi “__class__”"),
        ("{% for a in range(9) %}{{ a }}{% endfor %}", "không được phép (Call)"),
        ("{% set a = round %}{{ a }}", "không được phép (Assign)"),
        ("{% macro a() %}{% endmacro %}", "không được phép (Macro)"),
        ("{{ round * 9999999 }}", "không được phép (Mul)"),
        ("{% include 'x' %}", "không được phép (Include)"),
        ("{% for a in round %}{% for b in round %}{% for c in round %}{% for d in round %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
         "lặp quá 3 tầng"),
        ("{{ count / 0 }}", "không được phép (Div)"),
        ("{{ count + round }}", "Không điền được mẫu"),
        ("{% if count %}" * 400 + "{% endif %}" * 400, "lồng vào nhau quá sâu"),
        ("{{ " + "(" * 230 + "count" + ")" * 230 + " }}", "lồng vào nhau quá sâu"),
        ("{{ count" + "|e" * 240 + " }}", "lồng vào nhau quá sâu"),
    ],
)  # fmt: skip
def test_a_tag_that_cannot_be_filled_in_or_does_more_is_named(line, said):
    assert said in faults(drawn("Kính gửi {{ producer }}", line))


def test_every_fault_is_told_at_once():
    told = office_templates.problems_of(file(drawn("{{ mot }} {{ producer }} {{ hai }}")), "notice")
    assert [one.split("“")[1].split("”")[0] for one in told] == ["{{ mot }}", "{{ hai }}"]


def test_a_template_must_also_do_where_there_is_nothing_to_list():
    assert "Mẫu dùng một tên không có" in faults(drawn("{{ rows[0].product }}"))


def test_tags_that_break_the_document_are_refused():
    content = drawn("{{ producer }}")
    text = document_of(content).replace(b"</w:p>", b"{% if rows %}</w:p>{% endif %}", 1)
    assert "mỗi thẻ {%p …%} phải đứng riêng" in faults(changed(content, {DOCUMENT: text}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "không phải Word"),
        (b"PK\x03\x04 nothing", "hỏng"),
        (changed(drawn("x"), {"word/vbaProject.bin": b"x"}), "macro"),
        (changed(drawn("x"), {"word/embeddings/oleObject1.bin": b"x"}), "đối tượng nhúng"),
        (
            changed(drawn("x"), {"word/more.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "hỏng",
        ),
        (changed(drawn("x"), {"word/more.bin": b"0" * 21_000_000}), "20 MB"),
        (changed(drawn("x"), {"word/header9.xml": b"<a>" + b"0" * 1_100_000 + b"</a>"}), "quá dài"),
        (changed(drawn("x"), {f"word/{n}.bin": b"" for n in range(200)}), "nhiều hơn 200"),
        (pointing("hyperlink", "https://example.vn/"), "gỡ siêu liên kết"),
        (pointing("attachedTemplate", "file://kho/mau.dotm"), "file://kho/mau.dotm"),
        (pointing("image", "https://example.vn/x.png"), "chèn hình vào trong tệp"),
        (b"PK\x03\x04" + b"0" * 6_000_000, "lớn hơn 5 MB"),
    ],
)
def test_a_file_that_is_more_or_less_than_a_plain_word_file_is_refused(content, said):
    assert said in faults(content)
    assert "đuôi .docx" in " ".join(
        office_templates.problems_of(file(content, "mau.docm"), "notice")
    )


def test_names_for_templates_are_those_of_the_papers(decided):
    facts = facts_of(decided)
    ((producer, results),) = letters.producers_told(facts)
    for kind, values in {
        "minutes": official.minutes_values(facts),
        "proposal": official.proposal_values(facts),
        "decision": official.decision_values(facts, facts.decisions[0]),
        "notice": letters.notice_values(facts, producer, results),
        "missing": letters.missing_values(facts, letters.lacking(facts)[0]),
    }.items():
        assert _covered(values, sample(kind)), kind


def _covered(real, made) -> bool:
    """Whether a made-up value has the shape of a real one; an empty list says nothing."""
    if isinstance(real, dict):
        return real.keys() == made.keys() and all(_covered(real[name], made[name]) for name in real)
    if isinstance(real, list):
        return isinstance(made, list) and (not real or _covered(real[0], made[0]))
    return type(real) is type(made)


# --- acts -----------------------------------------------------------------------------------------
def put(lan, line: str, seen: int = 0, kind: str = "minutes"):
    return office_templates.replace(
        make.province(), kind, file(drawn(line)), by=lan, reason="Theo quy chế", seen=seen
    )


def minutes(round_) -> str:
    return words_of(entry_of(facts_of(round_), "bien-ban").make())


def test_papers_are_made_from_the_offices_own_template_until_it_is_removed(lan, minh, office):
    round_ = approve(scored(lan, [(4, 0.99)]), lan, minh)
    usual = minutes(round_)
    own = put(lan, "Biên bản riêng: {{ count }} hồ sơ")
    assert minutes(round_) == "Biên bản riêng: 1 hồ sơ"
    again = put(lan, "Bản mới: {{ count }} hồ sơ", seen=own.version)
    assert (again.pk, minutes(round_)) == (own.pk, "Bản mới: 1 hồ sơ")
    office_templates.remove(make.province(), "minutes", by=minh, reason="Thôi", seen=again.version)
    assert minutes(round_) == usual
    acts = (
        JournalEntry.objects.filter(act__startswith="template.")
        .order_by("seq")
        .values_list("act", "actor_name", "province_code")
    )
    assert list(acts) == [
        ("template.replace", lan.full_name, "19"), ("template.replace", lan.full_name, "19"), ("template.remove", minh.full_name, "19"),
    ]  # fmt: skip


def test_another_province_keeps_its_own(lan, hoa, minh, office):
    office_templates.replace(
        make.province("24"), "minutes", file(drawn("Của tỉnh khác")), by=hoa, reason="x", seen=0
    )
    assert "Của tỉnh khác" not in minutes(approve(scored(lan, [(4, 0.99)]), lan, minh))


def test_the_second_of_two_editors_is_told(lan, minh):
    put(lan, "Của Lan")
    for stale in (0, 7):
        with pytest.raises(Refused, match="vừa được người khác"):
            put(minh, "Của Minh", seen=stale)
    with pytest.raises(Refused, match="vừa được người khác"):
        office_templates.remove(make.province(), "minutes", by=minh, reason="x", seen=0)
    assert PaperTemplate.objects.get().version == 1


def test_nothing_changes_without_the_right_a_reason_or_a_good_file(hoa, xem, lan):
    entries = JournalEntry.objects.count()
    for stranger in (hoa, xem):
        with pytest.raises(PermissionDenied):
            put(stranger, "x")
    with pytest.raises(Refused, match="khong_co"):
        put(lan, "{{ khong_co }}")
    with pytest.raises(ValidationError):
        office_templates.replace(
            make.province(), "minutes", file(drawn("x")), by=lan, reason=" ", seen=0
        )
    assert (PaperTemplate.objects.count(), JournalEntry.objects.count()) == (0, entries)


# --- pages ----------------------------------------------------------------------------------------
def page(name: str = "template_page", code: str = "19", kind: str = "minutes") -> str:
    return reverse(f"admin:{name}", args=[code, kind])


def test_an_officer_downloads_uploads_and_goes_back(lan, as_user):
    client = as_user(lan)
    assert "Mẫu có sẵn" in client.get(reverse("admin:template_list")).content.decode()
    downloaded = client.get(page("template_in_use"))
    assert (
        downloaded["Content-Disposition"]
        == 'attachment; filename="mau-bien-ban-hop-hoi-dong-thai-nguyen.docx"'
    )
    sent = {
        "file": file(downloaded.content, "Biên bản <của> chúng tôi.docx"),
        "reason": "Theo quy chế",
        "seen": "0",
    }
    assert client.post(page(), sent).status_code == 302
    shown = client.get(page()).content.decode()
    assert "Biên bản &lt;của&gt; chúng tôi.docx" in shown
    assert "Dùng mẫu văn bản riêng" in shown, "the journal"
    assert client.get(page("template_built_in")).content == built_in("minutes").content
    assert (
        client.post(page(), {"remove": "1", "remove-reason": "Thôi", "seen": "1"}).status_code
        == 302
    )
    assert not PaperTemplate.objects.exists()


def test_a_refused_upload_says_why_and_keeps_the_reason(lan, as_user):
    answer = as_user(lan).post(
        page(), {"file": file(drawn("{{ la }}")), "reason": "Theo quy chế mới", "seen": "0"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Thẻ “{{ la }}” dùng tên “la” không có" in text
    assert 'value="Theo quy chế mới"' in text


def test_a_file_that_is_gone_is_said_where_the_paper_is_asked_for(lan, minh, office, as_user):
    round_ = approve(scored(lan, [(4, 0.99)]), lan, minh)
    own = put(lan, "Biên bản riêng")
    own.file.storage.delete(own.file.name)
    for url in (
        reverse("admin:round_paper", args=[round_.uid, "bien-ban"]), reverse("admin:round_papers_zip", args=[round_.uid]),
        page("template_in_use"),
    ):  # fmt: skip
        answer = as_user(lan).get(url)
        assert answer.status_code == 409
        assert (
            "Mẫu riêng “mau.docx” (Biên bản họp hội đồng) không dùng được: tệp không còn trên máy"
            " chủ." in answer.content.decode()
        )
