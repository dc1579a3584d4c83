"""One table names every cause of an alert; each cause has its page, and each page its cause."""

from __future__ import annotations

import pytest

from pulse.alerts import causes
from pulse.alerts.causes import runbook_page
from pulse.alerts.groups import group_path
from pulse.ports import Severity
from tests import code_facts
from tests.alerts.test_alerting import alert, group

RUNBOOK = code_facts.ROOT / "docs" / "runbook"


def test_an_alert_s_link_is_its_page(world, alerts):
    alerts.raise_alert(alert(cause="sweep.prizes_failed", severity=Severity.ERROR))
    assert group(world, "sweep.prizes_failed").runbook == "docs/runbook/sweep.failed.md"


def test_every_cause_that_the_code_raises_is_known():
    known, unknown = code_facts.causes()
    assert unknown == set()
    assert len(known) >= 20


@pytest.mark.parametrize("cause", sorted(code_facts.causes()[0]))
def test_every_cause_has_its_page(cause):
    assert (RUNBOOK / f"{runbook_page(cause)}.md").is_file()


def test_causes_stay_apart_as_ids():
    known, _ = code_facts.causes()
    assert len({group_path(cause) for cause in known}) == len(known)


def test_every_cause_of_the_table_is_raised():
    known, _ = code_facts.causes()
    assert known == {code_facts.EXAMPLES.get(cause.word, cause.word) for cause in causes.CAUSES}


def test_every_page_is_of_a_cause_or_of_a_policy():
    policies = {path.stem for path in (code_facts.ROOT / "monitoring" / "policies").glob("*.json")}
    pages = {path.stem for path in RUNBOOK.glob("*.md")} - {
        "README",
        "administrators",
        "migration",
        "secrets",
    }
    assert pages == {cause.page for cause in causes.CAUSES} | policies
