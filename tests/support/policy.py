"""Who may do what at every address: the policy that `tests/test_authorisation.py` holds the site
to.

A `Rule` names, for GET and for POST, the right that the address asks for, and says how to reach an
object with it. The answers follow from the right alone, written here a second time and not read
from the code:

ok      the page, or what it says to a form (200, 301, 302 inside, 400, 409, 422)
login   sent to sign in          refused  403          hidden   404          method  405
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.world import MISSING_PK, OTHER, OWN, Side, png, unknown_uid

ROLES = (
    "anonymous", "nobody", "read_only", "commune", "council", "staff", "approver", "other", "ministry", "superuser",
)  # fmt: skip
STAFF = frozenset({"staff", "approver", "other"})
LIMITED = {"read_only": OWN, "staff": OWN, "approver": OWN, "other": OTHER}
EVERYWHERE = frozenset({"ministry", "superuser"})
# Right → who has it, each within the provinces that he sees.
HOLDERS = {
    "view": frozenset({*LIMITED, *EVERYWHERE}),
    "edit": STAFF,
    "approve": frozenset({"approver"}),
    "manage": frozenset({"approver", "superuser"}),
    "second": frozenset({"approver", *EVERYWHERE}),  # the other person for accounts
    "add_round": STAFF | {"ministry"},
    "nobody": frozenset(),
    "central": frozenset({"ministry"}),
    "commune": frozenset({"commune"}),
    "seat": frozenset({"council"}),
    "starter": frozenset({"staff", "other"}),  # of each side's job
    "stopper": frozenset({"staff", "other", *EVERYWHERE}),
    "maintain": EVERYWHERE,
}

PAPER = "phieu-bo-6"  # any paper of a round
Path = Callable[[Side], tuple | None]
Body = Callable[[Side], dict[str, Any]]


@dataclass(frozen=True)
class Rule:
    """`get`, `post`: a right, or "open", "signed", "none" (405), "public" (a public object),
    "never" (404 for all).

    `kind`: how a missing right is answered. "way out": signing out twice leads home. "page": 404
    when the object is out of sight, else 403. "account": always 404.
    "list": 403 (no object). "admin": 403 to those without the right anywhere, then 404 when the
    object is out of sight.
    "hidden list": 404. "seat": a council member's own work. "report": also open to the officer of
    the producer's commune.
    "loaded": data of the law, open to everybody who is signed in. `seen_by`: the right that brings
    the object into sight. `path`: the address's arguments for one side (None: there is nothing to
    ask for); absent for addresses without any.
    """

    get: str
    post: str
    kind: str = "page"
    path: Path | None = None
    seen_by: str = "view"
    body: Body | None = None
    query: str = ""


def expected(rule: Rule, method: str, role: str, where: str) -> str:
    """The answer that the policy demands. `where`: own, other, draft (own, undecided) or
    missing."""
    right = rule.get if method == "GET" else rule.post
    if right == "none":
        return (
            {"public": "method", "way out": "ok"}.get(rule.kind, "login")
            if role == "anonymous"
            else "method"
        )
    if right == "public":
        return "ok" if where in {"own", "other"} else "hidden"
    if right == "open":
        return "ok"
    if role == "anonymous":
        return "login"
    if right in {"signed", "never"}:
        return (
            "hidden" if right == "never" or (rule.kind == "loaded" and where == "missing") else "ok"
        )
    return _with_right(rule, right, role, where)


def _with_right(rule: Rule, right: str, role: str, where: str) -> str:
    seen, holds = sees(role, where) and role in HOLDERS[rule.seen_by], role in HOLDERS[right]
    if rule.kind in {"list", "loaded"}:
        return "ok" if holds else "refused"
    if rule.kind in {"hidden list", "seat"}:
        return "ok" if holds and where == "own" else "hidden"
    if rule.kind == "report" and role == "commune" and where == "own":
        return "ok"
    if rule.kind == "account":
        return "ok" if holds and seen else "hidden"
    if rule.kind == "admin" and not holds:
        return "refused"
    if not seen:
        return "hidden"
    return "ok" if holds else "refused"


def sees(role: str, where: str) -> bool:
    if where == "missing":
        return False
    return role in EVERYWHERE or LIMITED.get(role) == (OTHER if where == "other" else OWN)


# --- how to reach things --------------------------------------------------------------------------
def round_in(status: str, *more: str) -> Path:
    return lambda side: (side.rounds[status], *more)


def application_in(status: str, *more: str) -> Path:
    """An application of that round; a draft has none."""

    def path(side: Side) -> tuple | None:
        return None if _is_draft(side) else (side.rounds[status], side.applications[status], *more)

    return path


def _is_draft(side: Side) -> bool:
    return side.rounds["open"] == side.rounds["draft"] and side.pk["producer"] != MISSING_PK


def below_scored(name: str) -> Path:
    """What belongs to the round that a council scores."""
    return lambda side: None if _is_draft(side) else (side.rounds["scoring"], side.uid[name])


def own_application(side: Side) -> tuple | None:
    return None if _is_draft(side) else (side.applications["scoring"],)


def dossier(name: str = "", *kinds: str) -> Path:
    """The dossier of the application in the open round, or a file in it, or a kind of evidence."""

    def path(side: Side) -> tuple | None:
        more = ([side.uid[name]] if name else []) + [side.evidence for _ in kinds]
        return None if _is_draft(side) else (side.applications["open"], *more)

    return path


def uid(name: str, *more: str) -> Path:
    return lambda side: (side.uid[name], *more)


def pk(name: str) -> Path:
    return lambda side: (side.pk[name],)


def _comparison(side: Side) -> tuple | None:
    """The law is the same for all provinces: a missing one would be no other case."""
    return None if side.province == "99" else (side.uid["comparison"],)


def template(side: Side) -> tuple:
    return (side.province, "minutes")


def _grid(side: Side) -> dict[str, str]:
    application = side.applications["evaluating"]
    return {"row": application, f"r-{application}-total": "80", f"r-{application}-version": "0"}


def _ticked(side: Side) -> dict[str, str]:
    product = side.uid["product"]
    return {"product": product, f"type-{product}": "first", f"set-{product}": "6"}


def _move(_side: Side) -> dict[str, Any]:
    return {"row_version": 1, "reason": "thử"}


def _conflict(side: Side) -> dict[str, str]:
    about = {"application": side.applications["scoring"], "member": side.uid["member"]}
    return {**about, "kind": "other", "note": "thử"}


def _of_office(_side: Side) -> dict[str, str]:
    return {"complete_until": "01/11/2026", "reason": "thử"}


def _two_producers(side: Side) -> tuple:
    return "chu-the", side.uid["producer"], side.uid["undecided_producer"]


VIEW_ROUND = Rule("view", "view", path=round_in("approved"))
VIEW_DECISION = Rule("view", "view", path=uid("decision"))
PAGES = {
    "index": Rule("signed", "signed"),
    "search": Rule("signed", "signed", query="?q=che"),
    "jsi18n": Rule("signed", "none"),
    "login": Rule("open", "open"),
    "logout": Rule("none", "open", "way out"),
    "password_change": Rule("signed", "signed"),
    "password_change_done": Rule("signed", "none"),
    "set_password": Rule("open", "open", path=lambda side: ("MQ", "abc-def")),
    "autocomplete": Rule(
        "view",
        "none",
        "list",
        query="?app_label=products&model_name=product&field_name=producer&term=htx",
    ),
    "view_on_site": Rule("never", "never", path=lambda side: (1, side.pk["producer"])),
    "app_list": Rule("signed", "signed", path=lambda side: ("accounts",)),
    # --- rounds ---
    "round_list": Rule("view", "view", "list"),
    "round_add": Rule("add_round", "add_round", "list"),
    "round_edit": Rule(
        "edit", "edit", path=round_in("draft"), body=lambda side: {"title": "Đổi", "row_version": 1}
    ),
    "round_page": Rule("view", "view", path=round_in("open")),
    "round_move": Rule("edit", "edit", path=round_in("draft", "open"), body=_move),
    "round_history": VIEW_ROUND,
    "application_tick": Rule("edit", "edit", path=round_in("open"), body=_ticked),
    "application_paste": Rule(
        "edit", "edit", path=round_in("open"), body=lambda side: {"pasted": "Chè\tHTX", "rows": "0"}
    ),
    "application_edit": Rule("edit", "edit", path=application_in("open"), body=_move),
    "application_move": Rule("edit", "edit", path=application_in("open", "withdraw"), body=_move),
    "round_results": Rule("view", "edit", path=round_in("evaluating"), body=_grid),
    "round_results_save": Rule("none", "edit", path=round_in("evaluating")),
    "round_results_paper": VIEW_ROUND,
    "round_results_xlsx": VIEW_ROUND,
    "round_annex_paper": VIEW_ROUND,
    "round_annex_xlsx": VIEW_ROUND,
    "round_codes": Rule("edit", "edit", path=round_in("open")),
    "round_papers": Rule("view", "none", path=round_in("approved")),
    "round_papers_zip": Rule("view", "none", path=round_in("approved")),
    "round_paper": Rule(
        "view",
        "none",
        path=lambda side: None if _is_draft(side) else (side.rounds["approved"], PAPER),
    ),
    # --- council and sheets ---
    "round_council": Rule("view", "edit", path=round_in("scoring")),
    "council_attendance": Rule("none", "edit", path=round_in("scoring")),
    "council_conflict": Rule(
        "none",
        "edit",
        path=lambda side: None if _is_draft(side) else (side.rounds["scoring"],),
        body=_conflict,
    ),
    "council_also": Rule("edit", "edit", path=below_scored("conflict")),
    "council_lift": Rule(  # what the office declared; a member's own: council/test_conflicts.py
        "edit", "edit", path=below_scored("conflict"), body=lambda side: {"reason": "thử"}
    ),
    "round_sheets": Rule("view", "edit", path=round_in("scoring")),
    "round_sheets_save": Rule("none", "edit", path=round_in("scoring")),
    "application_sheets": Rule("view", "edit", path=application_in("scoring")),
    "member_sheets": Rule("view", "edit", path=below_scored("member")),
    "round_sheets_conclude": Rule("none", "edit", path=round_in("scoring")),
    "application_conclude": Rule("none", "edit", path=application_in("scoring")),
    "application_second": Rule(
        "view", "edit", path=application_in("scoring"), body=lambda side: {"reason": "thử"}
    ),
    "sheet_reopen": Rule(
        "view", "edit", path=below_scored("sheet"), body=lambda side: {"reason": "thử"}
    ),
    # nobody asked for a second keying here
    "sheet_key_again": Rule("never", "never", path=below_scored("sheet")),
    "own_sheets": Rule("signed", "signed"),
    "own_sheet": Rule("seat", "seat", "seat", path=own_application),
    "own_sheet_save": Rule("none", "seat", "seat", path=own_application),
    "own_conflict": Rule(
        "none",
        "seat",
        "seat",
        path=own_application,
        body=lambda side: {"kind": "other", "note": "thử"},
    ),
    # of whom it is asked: here the office declared for a member without an account
    "own_also": Rule(
        "nobody",
        "nobody",
        "hidden list",
        path=lambda side: None if _is_draft(side) else (side.uid["conflict"],),
    ),
    # --- dossiers ---
    "dossier_page": Rule("view", "view", path=dossier()),
    "dossier_complete": Rule(
        "none", "edit", path=dossier(), body=lambda side: {"complete_on": "02/11/2026"}
    ),
    "dossier_late": Rule("view", "view", "hidden list"),
    "commune_dossiers": Rule("commune", "commune", "hidden list"),
    "dossier_evidence": Rule(
        "none", "edit", path=dossier(), body=lambda side: {f"state-{side.evidence}": "there"}
    ),
    "dossier_file_add": Rule(
        "none", "edit", path=dossier("", "evidence"), body=lambda side: {"file": png()}
    ),
    "dossier_file": Rule("view", "none", path=dossier("evidence")),
    "dossier_file_change": Rule(
        "none", "edit", path=dossier("evidence"), body=lambda side: {"remove": "1"}
    ),
    "dossier_report": Rule("view", "edit", "report", path=dossier()),
    "dossier_self_score": Rule("view", "edit", path=dossier()),
    # --- between the centre and the provinces ---
    "returned_list": Rule("view", "view", "list"),
    # tests/certifications/decisions/test_central.py
    "returned_recognise": Rule("never", "never", path=lambda side: (unknown_uid(),)),
    "order_list": Rule("view", "view", "list"),
    "figures": Rule("view", "view", "list"),
    "figure_list": Rule("view", "view", "list"),
    "incomplete_list": Rule("view", "view", "list"),
    "incomplete_product": Rule(
        "edit", "edit", path=uid("product"), body=lambda side: {"source": "thử"}
    ),
    "order_add": Rule("central", "central", path=uid("certification")),
    "order_withdraw": Rule(
        "central", "central", path=uid("order"), body=lambda side: {"reason": "thử"}
    ),
    # --- templates of papers ---
    "template_list": Rule("edit", "none", "list"),
    "template_page": Rule(
        "edit",
        "edit",
        path=template,
        body=lambda side: {"remove": "1", "remove-reason": "thử", "seen": "0"},
    ),
    "template_in_use": Rule("edit", "none", path=template),
    "template_built_in": Rule("edit", "none", path=template),
    "ptnt_ocop": Rule("view", "view", "list"),
    "duplicates": Rule("view", "view", "list"),
    "keep_apart": Rule("none", "add_round", path=_two_producers),
    "merge_choose": Rule(
        "add_round", "add_round", path=lambda side: ("chu-the", side.uid["producer"])
    ),
    "merge_pair": Rule(
        "add_round", "add_round", path=_two_producers, body=lambda side: {"reason": "thử"}
    ),
    "erasing": Rule("edit", "edit", path=uid("producer"), body=lambda side: {"reason": "thử"}),
    "merge_undo": Rule("never", "never", path=lambda side: (unknown_uid(),)),
    "merged_history": Rule("never", "never", path=lambda side: ("producer", unknown_uid())),
    # --- decisions and certifications ---
    "round_decide": Rule(
        "edit",
        "edit",
        path=round_in("approved"),
        body=lambda _: {"number": "9/QĐ-UBND", "record": "1"},
    ),
    "decision_page": VIEW_DECISION,
    "decision_annex": VIEW_DECISION,
    "decision_annex_xlsx": VIEW_DECISION,
    "decision_attach": Rule("none", "edit", path=uid("decision")),
    "decision_publish": Rule(
        "none", "edit", path=uid("held_decision"), body=lambda side: {"nothing_private": "on"}
    ),
    "decision_signed_copy": Rule("edit", "none", path=uid("decision")),
    "decision_covered_copy": Rule("view", "none", path=lambda side: if_decided(side, "decision")),
    "certificate_page": Rule("view", "view", path=uid("certification")),
    "certificate_act": Rule(
        "edit", "edit", path=uid("certification", "thu-hoi"), body=lambda side: {"reason": "thử"}
    ),
    "prepared_list": Rule("signed", "signed"),
    "prepared_page": Rule(
        "view", "approve", path=uid("prepared"), body=lambda side: {"approve": "1"}
    ),
    # --- Excel files ---
    "import_list": Rule("view", "view", "list"),
    "import_new": Rule(
        "edit",
        "edit",
        "list",
        body=lambda side: {"kind": "producers", "province": side.pk["place"], "file": png()},
    ),
    "import_page": Rule("view", "edit", path=uid("import"), body=lambda side: {"version": "1"}),
    "import_columns": Rule("edit", "edit", path=uid("import")),
    "import_apply": Rule("edit", "edit", path=uid("import")),
    # it is not applied
    "import_undo": Rule(
        "nobody", "nobody", path=uid("import"), body=lambda side: {"reason": "thử"}
    ),
    "import_discard": Rule("edit", "edit", path=uid("import")),
    **dict.fromkeys(("import_sent", "import_marked"), Rule("view", "view", path=uid("import"))),
    "import_template": Rule("edit", "edit", "list", path=lambda side: ("producers",)),
    "import_current": Rule("edit", "edit", "list", path=lambda side: ("producers",)),
    "job_list": Rule("view", "view", "list"),
    **dict.fromkeys(("job_page", "job_progress"), Rule("view", "none", path=uid("job"))),
    "job_stop": Rule("none", "stopper", path=uid("job")),
    "job_file": Rule("starter", "none", "account", path=uid("job")),
    "job_maintenance": Rule("maintain", "maintain", "list", path=lambda side: ("kiem-tra",)),
    # --- schemes, accounts, offices ---
    **dict.fromkeys(("scheme_list", "scheme_diff"), Rule("signed", "signed")),
    "scheme_page": Rule("signed", "signed", path=lambda side: ("26-2026",)),
    "scheme_sheet": Rule("signed", "signed", path=lambda side: ("26-2026", "6")),
    "scheme_compare": Rule("none", "add_round", "loaded", path=lambda side: ("26-2026", "19")),
    "scheme_compared_file": Rule("add_round", "none", "loaded", path=_comparison),
    "account_link": Rule("manage", "manage", "account", path=pk("user")),
    "account_acts": Rule("second", "second", "list"),
    "account_act": Rule(
        "second", "second", "account", path=uid("account_act"), body=lambda side: {"approve": "1"}
    ),
    "own_account": Rule("signed", "signed"),
    "account_close": Rule("manage", "manage", "account", path=pk("user"), body=_move),
    "account_reopen": Rule("manage", "manage", "account", path=pk("user"), body=_move),
    **dict.fromkeys(
        ("office_withdraw", "office_live", "office_declare"),
        Rule("approve", "approve", "account", path=pk("office"), body=_of_office),
    ),
}


def _model(
    name: str, *, edit: str = "edit", view: str = "view", deletable: bool = True
) -> dict[str, Rule]:
    """A model whose every change is an act."""
    of, label = pk(name.rpartition("_")[2]), f"{name}_"
    deleting = edit if deletable else "nobody"
    return {
        f"{label}changelist": Rule(view, view, "list"),
        f"{label}add": Rule(edit, edit, "list", body=lambda side: {"name": "Thêm"}),
        f"{label}change": Rule(
            view, edit, "admin", path=of, body=lambda side: {"name": "Đổi", "row_version": 1}
        ),
        f"{label}history": Rule(view, view, path=of, seen_by=view),
        f"{label}delete": Rule(deleting, deleting, path=of, seen_by=view, body=_move),
    }


def _looked_up(name: str, *, scoped: bool) -> dict[str, Rule]:
    """A table to look things up in, read only."""
    of, label = pk(name.rpartition("_")[2]), f"{name}_"
    change = (
        Rule("view", "view", path=of)
        if name == "certifications_certification"
        else Rule("view", "nobody", "admin", path=of)
    )
    return {
        f"{label}changelist": Rule("view", "view", "list") if scoped else Rule("signed", "signed"),
        f"{label}add": Rule("nobody", "nobody", "list"),
        f"{label}change": change if scoped else Rule("signed", "nobody", "loaded", path=of),
        f"{label}history": Rule("never", "never", path=of),
        f"{label}delete": Rule("nobody", "nobody", "list", path=of),
    }


MODELS = {
    **_model("producers_producer"),
    **_model("products_product"),
    **_model("products_pointofsale"),
    **_model("products_yearlyfigure"),
    **_model("certifications_target"),
    **_model("certifications_nameanswer"),
    "certifications_nameanswer_add": Rule("nobody", "nobody", "list"),
    **_model("certifications_word"),
    **_model("accounts_user", edit="manage", view="manage", deletable=False),
    **_model("accounts_office", edit="approve", deletable=False),
    **_looked_up("places_place", scoped=False),
    **_looked_up("products_productset", scoped=False),
    **_looked_up("certifications_certification", scoped=True),
    **_looked_up("certifications_stagedrow", scoped=True),
}


def if_decided(side: Side, name: str) -> tuple | None:
    """A certification is never undecided: the draft side has none of its own to ask for."""
    return None if side.uid["decision"] == side.uid["held_decision"] else (side.uid[name],)
