"""What a deployer reads: 80 columns, what is wrong first, and what to do next."""

from __future__ import annotations

from deploy import report
from deploy.run import Result
from deploy.step import Change, Decision, Kind, Plan, Step
from deploy.table import STEPS
from tests.cloud import app
from tests.cloud.standin import PROJECT
from tests.deploy.scene import Scene, root_in


def result(name: str, plan: Plan, failed: str = "") -> Result:
    return Result(Step(name, "", lambda *_: None, lambda *_: plan), plan, failed)


def change(kind: Kind, sentence: str) -> Change:
    return Change(kind, sentence, lambda _: None)


MAKE, REMOVE = change(Kind.CREATE, "Make it."), change(Kind.DELETE, "Remove former.")
NO_KEY, NO_PLAN = Decision("No key.", "Give one."), Decision("No plan.", "Ask.", blocks=False)
ORDER = (
    "did not answer",
    "No key",
    "Give one",
    "Remove former",
    "Make it",
    "No plan",
    "It is right",
    "Nothing was",
)


def test_failures_come_first_then_decisions_then_what_is_lost_then_the_rest():
    page = report.preflight(
        [
            result("one", Plan(right=("It is right.",))),
            result("two", Plan(changes=(MAKE, REMOVE))),
            result("three", Plan(decisions=(NO_KEY, NO_PLAN))),
            result("four", Plan(), "Google did not answer."),
        ],
        "demo",
    )  # fmt: skip

    places = [page.index(one) for one in ORDER]
    assert places == sorted(places)


def test_no_line_is_longer_than_80_columns_and_every_sentence_ends(root):
    for cloud in (app.empty_project(), app.with_an_app()):
        results = Scene(root, cloud).look()
        for page in (report.preflight(results, PROJECT), report.verified(results, PROJECT)):
            assert max(map(len, page.splitlines())) <= report.WIDTH
        for one in results:
            for sentence in (*one.plan.right, *(each.sentence for each in one.plan.changes)):
                assert sentence.endswith(".")
                assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0].isalpha()


def test_every_step_has_a_name_and_a_reason_of_its_own():
    assert len({step.name for step in STEPS}) == len(STEPS)
    assert all(step.why for step in STEPS)


def test_what_is_left_for_people_is_decisions_alone(tmp_path):
    """Nothing set, nothing given, in a project without a billing account."""
    cloud = app.empty_project()
    scene = Scene(root_in(tmp_path, ""), cloud, given={}, setup_key="")

    asked = {one.step.name for one in scene.look() if one.plan.decisions}
    cloud.billing = False
    asked |= {one.step.name for one in scene.look() if one.plan.decisions}

    assert asked == {"project", "parameters", "secrets", "endpoints", "pages", "administrators"}
