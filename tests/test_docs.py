"""What code and documents name exists: decisions, pages, sections, invariants, files, commands."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatchcase

import pytest

from pulse.backoffice.support.metrics import METRICS
from pulse.doors.command_line import app
from pulse.doors.functions import NAMES
from pulse.doors.operations import every_operation
from pulse.inbox.handlers import HANDLERS
from tests import named
from tests.named import ROOT

OPERATIONS = every_operation()

PAGES = [name for name in named.texts() if name.endswith(".md")]
DECISIONS = ROOT / "docs" / "decisions"
HEAD = re.compile(
    r"# (?P<title>.+)\n\n\*\*Status:\*\* (?P<status>.+)\. \*\*Date:\*\* (?P<date>\d{4}-\d\d-\d\d)\.\n\n"
)
STATUS = re.compile(r"accepted|accepted, not built|superseded by \d{4}")
SECTIONS = ["Context", "Decision", "Alternatives", "Consequences"]


def read(page: str) -> str:
    return (ROOT / page).read_text()


def found_in(find) -> dict[str, list[str]]:
    """Text -> what it names that does not exist."""
    return {name: missing for name, text in named.texts().items() if (missing := find(text))}


def test_every_decision_that_a_text_names_exists():
    assert found_in(named.missing_decisions) == {}


def test_every_invariant_that_a_text_names_is_explained():
    assert found_in(named.missing_invariants) == {}


def test_no_text_appeals_to_a_page_that_is_not_here():
    assert found_in(named.references_abroad) == {}


def test_every_path_that_a_text_names_exists():
    assert found_in(named.missing_paths) == {}


def test_every_file_that_a_text_names_in_backticks_exists():
    missing = {name: named.missing_files(text, name) for name, text in named.texts().items()}
    assert {name: files for name, files in missing.items() if files} == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page):
    assert named.missing_links(read(page), page) == []


@pytest.mark.parametrize(
    ("find", "text", "missing"),
    [
        (named.missing_decisions, "by decision 0999", ["0999"]),
        (named.missing_decisions, "decisions 14", ["14"]),
        (named.missing_decisions, "decisions 0001, 0002 and 0998", ["0998"]),
        (named.missing_decisions, "(decisions 0001 to 0099)", ["0099"]),
        (named.missing_decisions, "# see decision\n    # 0997", ["0997"]),
        (named.missing_decisions, "decision 0014", []),
        (named.missing_invariants, "I0, I12 and I19", ["I0", "I19"]),
        (named.missing_paths, "docs/protocols.md", ["docs/protocols.md"]),
        (named.missing_paths, "`functions/pulse/price` holds it", ["functions/pulse/price"]),
        (named.missing_paths, "(tests/prizes/test_pay_price.py)", ["tests/prizes/test_pay_price.py"]),
        (named.missing_paths, "in pulse/setting.py", ["pulse/setting.py"]),
        (
            named.missing_paths,
            "functions/pulse/settings.py, functions/venv, docs.stripe.com/api/transfers",
            [],
        ),
        (named.missing_files, "`pay_price.py`", ["pay_price.py"]),
        (named.missing_files, "`tests/test_money.py::test_of_nothing`", ["tests/test_money.py"]),
        (named.missing_files, "`pyproject.toml`", []),
        (named.references_abroad, "Design, section 6", ["Design, section"]),
        (named.references_abroad, "(docs/decisions/0504)", ["decisions/0504"]),
    ],
)
def test_a_name_that_does_not_exist_is_found(find, text, missing):
    assert find(text) == missing


def test_a_link_that_leads_nowhere_is_found():
    text = "[a](nowhere.md) [b](protocol.md) [c](guide.md#no-such-heading) docs/invariants.md#i13"
    assert named.missing_links(text, "docs/guide.md") == [
        "nowhere.md#", "guide.md#no-such-heading", "invariants.md#i13",
    ]  # fmt: skip


def test_every_decision_has_a_number_of_its_own():
    numbers = Counter(page.name[:4] for page in DECISIONS.glob("[0-9]*.md"))

    assert [number for number, times in numbers.items() if times > 1] == []


@pytest.mark.parametrize("page", sorted(named.decisions().values()))
def test_a_decision_has_its_status_its_date_and_its_sections(page):
    text = (DECISIONS / page).read_text()
    head = HEAD.match(text)

    assert head
    assert STATUS.fullmatch(head["status"])
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_the_index_lists_every_decision_with_its_title_status_and_date():
    row = r"^\| \[(\d{4})\]\((.+?)\) \| (.+) \| (.+) \| (.+) \| .+ \|$"
    rows = re.findall(row, read("docs/decisions/README.md"), re.MULTILINE)
    told = []
    for number, page in sorted(named.decisions().items()):
        head = HEAD.match((DECISIONS / page).read_text())
        told.append((number, page, head["title"], head["status"], head["date"]))

    assert rows == told


def test_every_invariant_that_the_checker_finds_is_explained_and_no_other():
    code = "".join(
        text for name, text in named.texts().items() if name.startswith("functions/pulse/backoffice/")
    )
    checked = set(re.findall(r'Violation\(\s*"(I\d+)"', code))

    assert list(named.invariants()) == sorted(checked, key=lambda one: int(one[1:]))


@pytest.mark.parametrize("invariant", named.invariants())
def test_an_explained_invariant_says_what_to_do(invariant):
    section = rf"^## {invariant} .*?(?=^## |\Z)"
    (text,) = re.findall(section, read("docs/invariants.md"), re.MULTILINE | re.DOTALL)

    assert "**Do.**" in text


def test_the_guide_s_page_lists_every_operation_and_every_metric_of_the_guide():
    text = read("docs/guide.md")
    names = [name for one in OPERATIONS for name in (one.name, *one.aliases)]
    documented = ("onboarding_success", "transfer_success", "onboarding_time", "webhook_time")

    assert [name for name in (*names, *documented) if f"`{name}`" not in text] == []
    assert set(documented) <= {metric.name for metric in METRICS}


def test_the_guide_s_page_lists_every_type_of_event_that_is_handled_and_no_other():
    (section,) = re.findall(r"^\*\*Events\*\*.*?(?=^## )", read("docs/guide.md"), re.MULTILINE | re.DOTALL)
    (added,) = re.findall(r"^Added: (.+?)\. ", section, re.MULTILINE | re.DOTALL)
    of_the_guide = {"account.updated", "transfer.*", "payout.*"}

    assert all(f"`{one}`" in section for one in of_the_guide)
    assert sorted(re.findall(r"`([\w.*]+)`", added)) == sorted(set(HANDLERS) - of_the_guide)


def test_a_deployment_subscribes_to_every_type_of_event_that_is_handled():
    (section,) = re.findall(r"^## Stripe$.*?(?=^## )", read("docs/deploy.md"), re.MULTILINE | re.DOTALL)
    chosen = re.findall(r"`([a-z]\w*(?:\.\w+)*\.(?:\*|\w+))`", section)

    assert [one for one in HANDLERS if not any(fnmatchcase(one, pattern) for pattern in chosen)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_exists(page):
    groups = {one.typer_instance.info.name for one in app.registered_groups}
    commands = groups | {
        one.name or one.callback.__name__.replace("_", "-") for one in app.registered_commands
    }
    targets = set(re.findall(r"^([a-z-]+):(?!=)", read("Makefile"), re.MULTILINE))
    text = read(page)

    assert set(re.findall(r"python -m pulse\.backoffice ([a-z][\w-]+)", text)) <= commands
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_ordinary_changes_are_described_file_by_file():
    section = read("CONTRIBUTING.md").split("## Six changes, file by file")[1].split("\n## ")[0]
    changes = re.split(r"^\*\*", section, flags=re.MULTILINE)[1:]
    steps = [re.findall(r"^\d+\. ", change, re.MULTILINE) for change in changes]
    files = [set(re.findall(r"`((?:functions|tests|local)/[^`\s]+)`", change)) for change in changes]

    assert len(changes) == 6
    assert min(map(len, steps)) >= 3
    assert min(map(len, files)) >= 2


def test_the_readme_names_the_targets_that_a_newcomer_needs():
    named_targets = set(re.findall(r"(?:^|`)make ([a-z]+)", read("README.md"), re.MULTILINE))

    assert {"demo", "up", "test", "check", "simulate"} <= named_targets


def test_the_readme_names_every_deployed_function_that_is_not_an_operation():
    operations = {operation.callable_name for operation in OPERATIONS}
    others = [name for name in NAMES if name not in operations]

    assert others
    assert [name for name in others if f"`{name}`" not in read("README.md")] == []
