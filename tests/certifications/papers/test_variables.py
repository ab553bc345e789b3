"""The list of variables in the documentation is what the templates get: nothing more, nothing
less."""

import re
from pathlib import Path

from certifications.papers import letters, official
from certifications.papers.facts import facts_of

LIST = Path("ocop_registry/docs/paper-templates.md")


def documented(section: str) -> str:
    return LIST.read_text(encoding="utf-8").split(f"## {section}\n")[1].split("\n## ")[0]


def own_names(kind: str) -> set[str]:
    line = next(
        one for one in documented("Each its own").splitlines() if one.startswith(f"| `{kind}`")
    )
    outside = re.sub(r"\([^)]*\)", "", line.split("|")[2])
    return set(re.findall(r"`(\w+)`", outside))


def test_every_value_is_documented_and_every_documented_one_is_there(decided):
    facts = facts_of(decided)
    ((producer, results),) = letters.producers_told(facts)
    shared = set(re.findall(r"`(\w+)`", documented("In every template")))
    for kind, values in {
        "minutes": official.minutes_values(facts) | {"signer": ""},
        "proposal": official.proposal_values(facts),
        "decision": official.decision_values(facts, facts.decisions[0]),
        "notice": letters.notice_values(facts, producer, results),
        "missing": letters.missing_values(facts, letters.lacking(facts)[0]),
    }.items():
        assert set(values) == shared | own_names(kind), kind
