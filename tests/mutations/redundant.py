"""Guards that may break without anybody noticing, each with the reason: mostly what another guard
says as well. Pattern of the name → reason."""

REASONS: dict[str, str] = {
    "constraint/job_status_known": "job_finished_with_its_time knows no other status either",
}
