"""Score slips: everything on the sheet has its place, what a member gave is where it belongs, and
nothing else."""

import shutil
import subprocess

import pytest

from certifications.council import conflicts
from certifications.council.sheets.content import content_of
from certifications.models import Application, CouncilMember, Scheme, Scorecard, ScoreSheet
from certifications.papers.facts import facts_of
from certifications.papers.pdf.page import BOTTOM, LEFT, RIGHT, register_fonts
from certifications.papers.pdf.slip_layout import HEIGHT, WIDTH, layout_of
from certifications.papers.pdf.slips import _Marks, blank_slip, slips_pdf
from tests.certifications.papers.conftest import scored


def scheme() -> Scheme:
    return Scheme.objects.get(slug="26-2026")


@pytest.fixture
def layouts(db: None):
    register_fonts()
    found = Scorecard.objects.filter(scheme__slug="26-2026").select_related("product_set")
    return [layout_of(one.card, scheme(), one.product_set.name) for one in found]


def test_every_level_of_all_sets_has_its_box_and_every_criterion_its_points(layouts):
    assert len(layouts) == 26
    for layout in layouts:
        for criterion in layout.card.scored:
            assert criterion.code in layout.points
            for option in criterion.options:
                assert (criterion.code, option.case, option.points) in layout.levels
        findings = {
            (one.code, finding)
            for one in layout.card.scored
            for finding in layout.card.findings_of(one)
        }
        assert set(layout.findings) == findings
        assert {"A", "B", "C", "total"} <= set(layout.points)


def test_nothing_runs_over_the_margins(layouts):
    for layout in layouts:
        for page in layout.pages:
            assert all(BOTTOM - 1 <= y <= HEIGHT for line in page.lines for y in (line[1], line[3]))
            assert all(LEFT - 1 <= text.x <= WIDTH - RIGHT for text in page.texts)
            assert all(text.y >= BOTTOM - 1 for text in page.texts)
    assert {len(layout.pages) for layout in layouts} <= {4, 5, 6}


def test_a_closed_sheet_is_ticked_and_summed_and_an_open_one_is_left_blank(lan):
    round_ = scored(lan, [(4, 0.99)])
    facts = facts_of(round_)
    slip = facts.slips[0]
    card = facts.standings[slip.application.pk].card
    register_fonts()
    layout = layout_of(card, scheme(), "Rau")
    marks = _Marks(layout, {})
    marks.fill(content_of(slip.sheet), card, facts.scheme)
    assert len(marks.ticks) == len(card.scored)
    given = {spot: text for spot, text, *_ in marks.words}
    for code, choice in slip.sheet.choices.items():
        assert given[layout.points[code]] == str(choice["points"])
    assert given[layout.points["total"]].endswith(",00")
    ScoreSheet.objects.update(closed_at=None)
    assert [one.sheet for one in facts_of(round_).slips] == [None] * 3


def test_a_member_with_a_conflict_has_no_slip_of_that_product(lan):
    round_ = scored(lan, [(4, 0.99), (3, 0.99)])
    member, application = (
        CouncilMember.objects.order_by("position").last(),
        Application.objects.order_by("position").first(),
    )
    conflicts.declare_conflict(application, member, "advice", by=lan)
    slips = {(one.member, one.application) for one in facts_of(round_).slips}
    assert (member, application) not in slips
    assert len(slips) == 5


def test_what_does_not_fit_below_a_comment_goes_on_behind_it(lan):
    round_ = scored(lan, [(4, 0.99)])
    short = slips_pdf(facts_of(round_), facts_of(round_).slips[:1], "x")
    ScoreSheet.objects.update(comment="Sản phẩm có câu chuyện hay. " * 60)
    long = slips_pdf(facts_of(round_), facts_of(round_).slips[:1], "x")
    assert long.count(b"/Type /Page\n") == short.count(b"/Type /Page\n") + 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext of poppler")
def test_the_words_of_a_slip_can_be_read_back(lan, tmp_path):
    facts = facts_of(scored(lan, [(4, 0.99)]))
    text = words_of_pdf(slips_pdf(facts, facts.slips[:1], "Phiếu"), tmp_path)
    for part in (
        "PHIẾU ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP",
        "Sản phẩm 1",
        "Hộ bà Nhật & con",
        "Ủy viên 1, chủ tịch",
        "Tổng điểm",
    ):
        assert part in text
    card = facts.standings[facts.applications[0].pk].card
    assert "Ủy viên" not in words_of_pdf(blank_slip(scheme(), card, "Rau"), tmp_path)


def words_of_pdf(content: bytes, tmp_path) -> str:
    (tmp_path / "paper.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "paper.pdf", "-"],
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def test_the_signature_stands_beside_the_comment_on_every_sheet(layouts):
    for one in layouts:
        assert one.signature.page == one.comment[-1].page == one.excluded.page
        assert one.signature.y > 40, "above the foot of the page"
