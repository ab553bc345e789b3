"""What this app plugs into the staff site: its pages, the queue of what waits, search, the menu."""

from typing import Any

from certifications.maintenance import REBUILD, VERIFY
from certifications.staff import imports, queue, search
from certifications.staff.applications import (
    commune_report,
    dossier,
    evidence,
    intake,
    paste,
    product_codes,
    self_score,
)
from certifications.staff.certificates import (
    decisions_told,
    erasing,
    gaps,
    held_back,
    prepared_acts,
)
from certifications.staff.certificates import page as certificate_page
from certifications.staff.council import also_declared, own_sheets, sheet_pages
from certifications.staff.council import page as council_page
from certifications.staff.council.sheet_grids import pages as grid_pages
from certifications.staff.decisions import pages as decision_pages
from certifications.staff.decisions import returned, signed_copy
from certifications.staff.figures import page as figures
from certifications.staff.figures import ptnt_ocop, targets
from certifications.staff.imports import lists as import_list
from certifications.staff.imports import words
from certifications.staff.merging import answers, duplicates
from certifications.staff.merging import pages as merging
from certifications.staff.merging import preview as merge_preview
from certifications.staff.merging import undo as merge_undo
from certifications.staff.papers import of_round, office_templates, printing
from certifications.staff.results import grid
from certifications.staff.rounds import evaluation_orders
from certifications.staff.rounds import lists as rounds
from certifications.staff.rounds import page as round_page
from certifications.staff.schemes import comparing
from certifications.staff.schemes import pages as schemes
from ocop_registry.staff import job_pages
from ocop_registry.staff.job_pages import Maintenance
from ocop_registry.staff.site import everybody

PAGES = (
    *(rounds, round_page, product_codes, intake, paste, grid, decision_pages, signed_copy),
    *(printing, certificate_page, prepared_acts, erasing, schemes, comparing),
    *(council_page, also_declared, grid_pages, sheet_pages, own_sheets, of_round, office_templates),
    *(dossier, evidence, commune_report, self_score),
    *(
        returned,
        evaluation_orders,
        imports,
        duplicates,
        merging,
        merge_undo,
        gaps,
        figures,
        ptnt_ocop,
    ),
)
QUEUES = (
    queue.waiting,
    returned.queue,
    evaluation_orders.queue,
    prepared_acts.queue,
    dossier.queue,
    own_sheets.waiting,
    import_list.queue,
)
# List, entry, name of its page, order, who sees it.
MENU: tuple[tuple[str, str, str, int, Any], ...] = (
    ("Đánh giá", "Đợt đánh giá", "round_list", 10, rounds.may_see),
    ("Đánh giá", "Lập đợt mới", "round_add", 11, rounds.may_add),
    ("Đánh giá", "Chấm điểm của tôi", "own_sheets", 12, own_sheets.may_score),
    ("Đánh giá", "Hồ sơ của xã", "commune_dossiers", 14, dossier.is_commune_officer),
    ("Đánh giá", "Trung ương trả về", "returned_list", 15, rounds.may_see),
    ("Đánh giá", "Yêu cầu đánh giá lại", "order_list", 16, rounds.may_see),
    (
        "Chứng nhận",
        "Chứng nhận",
        "certifications_certification_changelist",
        20,
        rounds.may_see,
    ),
    ("Chứng nhận", "Việc chờ duyệt", "prepared_list", 21, prepared_acts.may_see),
    ("Chứng nhận", "Nhập từ Excel", "import_list", 22, import_list.may_see),
    ("Chứng nhận", "Danh sách cũ", "certifications_stagedrow_changelist", 22, rounds.may_see),
    ("Chứng nhận", "Số liệu đến ngày", "figures", 23, figures.may_see),
    ("Chứng nhận", ptnt_ocop.TITLE, "ptnt_ocop", 24, ptnt_ocop.may_see),
    ("Chứng nhận", "Còn thiếu", "incomplete_list", 24, gaps.may_see),
    ("Dữ liệu gốc", "Có thể trùng", "duplicates", 53, rounds.may_see),
    (
        "Dữ liệu gốc",
        "Mục tiêu kế hoạch",
        "certifications_target_changelist",
        54,
        targets.may_see,
    ),
    ("Văn phòng", "Tên đã hỏi", "certifications_nameanswer_changelist", 93, answers.may_see),
    ("Văn phòng", "Từ đã nhớ", "certifications_word_changelist", 94, words.may_see),
    ("Văn phòng", "Mẫu văn bản", "template_list", 95, office_templates.may_set),
    ("Văn phòng", "Bộ tiêu chí", "scheme_list", 96, everybody),
)
# Work that looks after the whole register, by the word of its address.
MAINTENANCE = {
    "dung-lai-so": Maintenance(
        REBUILD,
        "Dựng lại sổ công khai",
        "viết lại toàn bộ sổ công khai từ dữ liệu gốc và nhật ký; nội dung không đổi, trang công khai"
        " vẫn mở trong lúc dựng.",
    ),
    "kiem-tra": Maintenance(
        VERIFY,
        "Kiểm tra nhật ký và dữ liệu",
        "tính lại toàn bộ nhật ký, kiểm tra mọi điều không bao giờ được sai, so sổ công khai với dữ"
        " liệu gốc; không ghi gì.",
    ),
}


def plug_in(site: Any) -> None:
    """Give the staff site all of it; once, when the site is put together."""
    for pages in PAGES:
        site.register_views(pages.urls)
    for waiting in QUEUES:
        site.register_queue(waiting)
    held_back.plug_in()
    merge_preview.plug_in()
    decisions_told.plug_in()
    job_pages.maintenance.update(MAINTENANCE)
    site.register_gaps(gaps.gaps)
    site.register_search(search.find_decisions)
    site.register_search(search.find_products)
    for group, label, view, order, allowed in MENU:
        site.register_menu(group, label, f"admin:{view}", order=order, allowed=allowed)
