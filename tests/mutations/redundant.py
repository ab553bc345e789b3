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
    "constraint/job_status_known": "job_finished_with_its_time knows no other status either",
}
