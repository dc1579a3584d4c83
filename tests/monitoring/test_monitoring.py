"""The monitoring files fit Google's shapes, the code that writes, and the pages that say what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from pulse.backoffice.support.metrics import METRICS
from pulse.doors.command_line import app
from tests import code_facts
from tests.monitoring import shapes

ROOT = code_facts.ROOT
FOLDER, RUNBOOK = ROOT / "monitoring", ROOT / "docs" / "runbook"
METRIC_FILES = sorted((FOLDER / "metrics").glob("*.json"))
POLICY_FILES = sorted((FOLDER / "policies").glob("*.json"))
METRIC_TYPE = re.compile(r'metric\.type="logging\.googleapis\.com/user/pulse/(\w+)"')
GUIDE_CONDITIONS = {
    "transfer.failed", "webhook.failed", "verification.failed", "pattern.matched", "operation.failed",
}  # fmt: skip


def read(path: Path) -> dict:
    return json.loads(path.read_text())


def name(path: Path) -> str:
    return path.stem


def conditions(policy: dict) -> list[dict]:
    return [one.get("conditionThreshold") or one["conditionAbsent"] for one in policy["conditions"]]


def filters(policy: dict) -> list[str]:
    return [
        text for one in conditions(policy) for text in (one["filter"], one.get("denominatorFilter")) if text
    ]


@pytest.mark.parametrize("path", METRIC_FILES, ids=name)
def test_a_metric_is_one_that_google_takes(path):
    metric = read(path)
    jsonschema.validate(metric, shapes.METRIC)
    assert metric["name"] == f"pulse/{path.stem}"
    labels = {label["key"] for label in metric["metricDescriptor"].get("labels", [])}
    assert labels == set(metric.get("labelExtractors", {}))
    assert ("valueExtractor" in metric) == (metric["metricDescriptor"]["valueType"] == "DISTRIBUTION")


@pytest.mark.parametrize("path", METRIC_FILES, ids=name)
def test_every_event_and_field_that_a_metric_names_is_written_by_the_code(path):
    text = path.read_text().replace('\\"', '"')
    (event,) = re.findall(r'jsonPayload\.event="([^"]+)"', text)
    written = code_facts.fields_of_events()
    assert event in written
    assert set(re.findall(r"jsonPayload\.(\w+)", text)) <= written[event]


@pytest.mark.parametrize("path", METRIC_FILES, ids=name)
def test_every_cause_that_a_metric_counts_is_raised_by_the_code(path):
    known, _ = code_facts.causes()
    text = path.read_text().replace('\\"', '"')
    named = re.findall(r'jsonPayload\.cause=(?:"([\w.]+)"|\(([^)]*)\))', text)
    causes = {
        one for single, several in named for one in [single, *re.findall(r'"([\w.]+)"', several)] if one
    }
    assert causes <= known


@pytest.mark.parametrize("path", POLICY_FILES, ids=name)
def test_a_policy_is_one_that_google_takes(path):
    policy = read(path)
    jsonschema.validate(policy, shapes.POLICY)
    for condition in conditions(policy):
        seconds = int(condition["aggregations"][0]["alignmentPeriod"].rstrip("s"))
        assert 60 <= seconds <= 25 * 3_600
        assert int(condition["duration"].rstrip("s")) % 60 == 0


@pytest.mark.parametrize("path", POLICY_FILES, ids=name)
def test_a_policy_looks_at_metrics_that_exist(path):
    metrics = {one.stem for one in METRIC_FILES}
    readings = {metric.name for metric in METRICS}
    for text in filters(read(path)):
        assert set(METRIC_TYPE.findall(text)) <= metrics
        assert len(METRIC_TYPE.findall(text)) == 1
        assert set(re.findall(r'metric\.label\.metric="(\w+)"', text)) <= readings


@pytest.mark.parametrize("path", POLICY_FILES, ids=name)
def test_a_policy_filters_by_labels_that_its_metric_has(path):
    for text in filters(read(path)):
        (metric,) = METRIC_TYPE.findall(text)
        descriptor = read(FOLDER / "metrics" / f"{metric}.json")["metricDescriptor"]
        labels = {label["key"] for label in descriptor.get("labels", [])}
        assert set(re.findall(r"metric\.label\.(\w+)", text)) <= labels


def told_as_error(cause: str) -> bool:
    """As Cloud Monitoring reads the conditions about alerts: some one of them counts this cause."""
    texts = filters(read(FOLDER / "policies" / "error_alert.raised.json"))
    rules = [
        re.search(r'label\.cause(!?=)(?:monitoring\.regex\.full_match\()?"([^"]+)"', text) for text in texts
    ]
    return any((re.fullmatch(rule[2], cause) is not None) == (rule[1] == "=") for rule in rules)


@pytest.mark.parametrize("cause", sorted(code_facts.causes()[0]))
def test_of_every_cause_somebody_is_told(cause):
    assert told_as_error(cause)


@pytest.mark.parametrize("path", POLICY_FILES, ids=name)
def test_a_policy_leads_to_its_page(path):
    policy = read(path)
    assert policy["userLabels"]["runbook"] == path.stem.replace(".", "-")  # labels take no dot
    assert policy["documentation"]["content"].endswith(f"docs/runbook/{path.stem}.md")
    assert (RUNBOOK / f"{path.stem}.md").is_file()


def test_the_guide_s_alert_conditions_and_every_target_have_a_policy():
    assert {path.stem for path in POLICY_FILES} >= GUIDE_CONDITIONS
    looked_at = "".join(path.read_text() for path in POLICY_FILES)
    watched_otherwise = {
        "failed_transfers", "webhook_failures", "verification_failures", "held_prizes",
        "error_rate",  # the policy operation.failed counts the log's failed answers
    }  # fmt: skip
    unwatched = (
        {metric.name for metric in METRICS} - watched_otherwise - {"negative_margins", "critical_alerts"}
    )
    assert {one for one in unwatched if f'metric.label.metric=\\"{one}\\"' not in looked_at} == set()


def test_every_metric_is_looked_at_or_a_chart():
    looked_at = {
        found for path in POLICY_FILES for text in filters(read(path)) for found in METRIC_TYPE.findall(text)
    }
    charts = {"readings", "transfers_created", "transfers_unclear"}
    assert {path.stem for path in METRIC_FILES} - looked_at == charts


@pytest.mark.parametrize("path", sorted(RUNBOOK.glob("*.md")), ids=name)
def test_a_page_s_links_lead_somewhere_and_its_commands_exist(path):
    text = path.read_text()
    for target in re.findall(r"\]\(([\w.-]+\.md)\)", text):
        assert (RUNBOOK / target).is_file()
    commands = {
        command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands
    } | {group.typer_instance.info.name for group in app.registered_groups}
    assert set(re.findall(r"python -m pulse\.backoffice ([\w-]+)", text)) <= commands


def test_the_index_lists_every_page():
    index = (RUNBOOK / "README.md").read_text()
    pages = {path.name for path in RUNBOOK.glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()
