"""Word templates: as drawn, filled in with what is given and nothing that a name says, and faults
are named."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from certifications.papers.word.drawing import Drawing
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
