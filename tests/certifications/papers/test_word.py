"""Word templates: as drawn, filled in with what is given and nothing that a name says, and faults
are named."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from certifications.papers.word.drawing import LEFT, Drawing
from certifications.papers.word.template import (
    FORMS,
    BadTemplate,
    WordTemplate,
    built_in,
    well_formed,
)
from certifications.papers.word.templates_built import BUILT
from tests.certifications.papers.conftest import words_of


def drawn(text: str) -> bytes:
    drawing = Drawing("Thử")
    drawing.text(text)
    return drawing.content()


def document_of(package: bytes) -> bytes:
    return ZipFile(BytesIO(package)).read("word/document.xml")


@pytest.mark.parametrize("kind", BUILT)
def test_the_files_are_what_is_drawn(kind):
    assert document_of((FORMS / f"{kind}.docx").read_bytes()) == document_of(BUILT[kind]()), (
        "run build_paper_templates"
    )


def test_every_form_has_its_drawing():
    assert {path.stem for path in FORMS.glob("*.docx")} == set(BUILT)


@pytest.mark.parametrize("kind", BUILT)
def test_page_and_tables_follow_the_decree(kind):
    text = document_of((FORMS / f"{kind}.docx").read_bytes()).decode()
    assert 'w:top="1134" w:right="850" w:bottom="1134" w:left="1701"' in text  # 20, 15, 20, 30 mm
    assert "<w:titlePg/>" in text, "no number on the first page"
    assert text.count("<w:tr>") == text.count("<w:cantSplit/>")


@pytest.mark.parametrize("kind", BUILT)
def test_a_signature_never_stands_alone_on_a_page(kind):
    """The last words of the paper, which are always there, stay with the signature, whose row is not
    cut in two."""
    body = list(Document(BytesIO(BUILT[kind]())).element.body)
    signed = [at for at, one in enumerate(body) if one.tag == qn("w:tbl") and is_signature(one)]
    assert len(signed) == 1
    spacer, words = body[signed[0] - 1], body[signed[0] - 2]
    assert [one.tag for one in (words, spacer)] == [qn("w:p")] * 2
    for one in (words, spacer):
        assert one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    said = "".join(one.text or "" for one in words.iter(qn("w:t")))
    assert len(said) > 20
    assert "{%" not in said, "what may be left out holds nothing"
    assert [
        row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None
        for row in body[signed[0]].iter(qn("w:tr"))
    ] == [False]


def is_signature(table: Any) -> bool:
    said = "".join(one.text or "" for one in table.iter(qn("w:t")))
    return "Lưu: VT" in said or "(Ký, ghi rõ họ tên)" in said


def test_a_signature_after_a_table_or_a_tag_is_not_drawn():
    for draw in (
        lambda paper: paper.tag("{%p endif %}"),
        lambda paper: paper.table([("TT", 10, "{{ row }}", LEFT)], "row in rows"),
    ):
        paper = Drawing("Thử")
        paper.text("Lời cuối.")
        draw(paper)
        with pytest.raises(ValueError, match="paragraph of words"):
            paper.foot()


def test_a_name_is_words_whatever_it_looks_like():
    filled = WordTemplate(drawn("Tên: {{ name }}")).render({"name": "{{ 7*7 }} <b>&amp;</b> R&D"})
    assert well_formed(filled)
    assert words_of(filled) == "Tên: {{ 7*7 }} <b>&amp;</b> R&D"


def test_the_same_values_give_the_same_bytes():
    template = WordTemplate(drawn("Tên: {{ name }}"))
    assert template.render({"name": "Miến"}) == template.render({"name": "Miến"})


def test_faults_are_named():
    with pytest.raises(BadTemplate, match="không phải Word"):
        WordTemplate(b"%PDF-1.4")
    with pytest.raises(BadTemplate, match="“{% if name %}”: thiếu thẻ đóng"):
        WordTemplate(drawn("{% if name %}"))
    with pytest.raises(BadTemplate, match="nhan_hieu"):
        WordTemplate(drawn("{{ nhan_hieu }}")).render({"name": "Miến"})


def test_a_template_reaches_nothing_but_its_values():
    with pytest.raises(BadTemplate):
        WordTemplate(drawn("{{ name.__class__.__mro__ }}")).render({"name": "Miến"})


def test_a_template_is_read_once():
    assert built_in("notice") is built_in("notice")
