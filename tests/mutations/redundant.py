"""Guards that may break without anybody noticing, each with the reason: mostly what another guard
says as well. Pattern of the name → reason."""

REASONS: dict[str, str] = {
    # Kinds with `needs_round`: `staging._require_place` refuses every file without one, and a round
    # that has files is not deleted; the guard tells the type checker so.
    **dict.fromkeys(
        (
            r"certifications/imports/kinds/applications\.py:Applications\.write:if … raise Refused",
            r"certifications/imports/kinds/results/__init__\.py:Results\.write:if … raise Refused#2",
        ),
        "staging._require_place refuses a file of that kind without a round",
    ),
    r"certifications/results/outcome\.py:_from_criteria:if … raise Refused": (
        "content.check has a fault for a sheet without a card, so outcome_of refuses before"
    ),
    # Asked again of stored rows, should the constraint ever be missing.
    (
        r"certifications/nobody_alone\.py:_settled_alone:act\.settled_by_id == act\.prepared_by_id"
    ): "the constraint prepared_act_two_people lets no such row be stored",
    # Parts are edited on the page of the whole, which Django asks first: where the whole may not be
    # changed it offers and takes no part either, and an account's page opens to nobody else.
    **dict.fromkeys(
        (
            r"ocop_registry/staff/acts/act_admin\.py:ActInline\.has_\w+_permission:.*",
            (
                r"ocop_registry/staff/accounts/role_forms\.py:RoleInline\.has_(add|change)_permission"
                r":has_(add|change)_permission"
            ),
            r"ocop_registry/staff/acts/act_admin\.py:ActAdmin\.get_fieldsets:has_add_permission",
        ),
        "the page of the whole asks the same first",
    ),
    r"ocop_registry/staff/acts/act_admin\.py:ActAdmin\.history_view:has_view_permission": (
        "get_object finds nothing outside the provinces that one sees"
    ),
    r"ocop_registry/staff/accounts/account_admin\.py:UserAdmin\.has_change_permission:may_manage": (
        "get_queryset finds no account that one does not manage"
    ),
    r"ocop_registry/staff/accounts/waiting_pages\.py:queue:scope": (
        "why_not refuses every act to who may settle none; it only spares the home page a query"
    ),
    r"middleware/django\.middleware\.clickjacking\.XFrameOptionsMiddleware": (
        "HeadersMiddleware writes the same header; Django's check before going live wants its own"
    ),
    "constraint/job_status_known": "job_finished_with_its_time knows no other status either",
}
