"""docs/migrating.md is walked through on a messy world: its commands run, and print what the page says.

`python -m tests.backoffice.migration.test_ten_steps` writes the outputs into the page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulse.accounts import Role
from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.ports.store import Query
from tests.backoffice.migration import first_system as first
from tests.deploy.commands import operators
from tests.world import World

PAGE = Path(__file__).parents[3] / "docs" / "migrating.md"
BLOCK = re.compile(r"```sh\n(?P<commands>.*?)```\n(?:```text\n(?P<output>.*?)```\n)?", re.DOTALL)
OURS = "make operate "
COLUMNS = 110
STRIPE_ID = re.compile(r"\b(pi|tr|acct)_[A-Za-z0-9]{12,}")


def messy_world() -> World:
    world = World()
    world.emulator.set_balance("usd", 10**8)
    trainer = first.person(world, "tom", Role.CREATOR)
    winner = first.person(world, "wilma")
    first.profile(world, "petra", winner={"stripeAccountId": first.account(world, "petra", Role.WINNER)})
    first.record(world, "broken", Role.WINNER, "acct_broken", createdAt="soon")
    first.sale(world, "tom", trainer, name="one")
    first.sale(world, "tom", trainer, 5_000, name="two", currency="USD")
    first.sale(world, "tom", trainer, name="typo", ownerAmount=99_700)
    first.prize(world, "wilma", winner, challengeId="paid")
    first.prize(world, "wilma", price=8_000, challengeId="unpaid")
    first.prize(world, "wilma", price=20_000, challengeId="lost")
    first.sent(world, winner, 19_400)
    first.prize(world, "wilma", challengeId="sums", winnerAmount=10_000)
    first.prize(world, "wilma", challengeId="gone", stripeTransferId="tr_gone")
    first.prize(world, "wilma", price=1_000, challengeId="rate", platformFee=50, winnerAmount=950)
    return world


def printed(world: World, commands: str) -> str:
    """What our commands of a block print, one after another; ids of Stripe's are made shorter."""
    runner, outputs = CliRunner(env={"COLUMNS": str(COLUMNS)}), []
    for line in commands.splitlines():
        result = runner.invoke(app, operators(line), obj=Terminal(world.ports, lambda: "ada@pulse.example"))
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        outputs.append(result.stdout)
    text = STRIPE_ID.sub(r"\1_...", "".join(outputs))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if not line.startswith('{"severity"'))


def blocks() -> list[re.Match[str]]:
    return [one for one in BLOCK.finditer(PAGE.read_text()) if one["commands"].startswith(OURS)]


@pytest.fixture(scope="module")
def walked():
    """The world behind the last step, and what each block printed."""
    world = messy_world()
    return world, [printed(world, one["commands"]) for one in blocks()]


def test_every_command_prints_what_the_page_says(walked):
    assert walked[1] == [one["output"] for one in blocks()]


def test_the_page_has_ten_steps():
    steps = re.findall(r"^## (\d+)\. ", PAGE.read_text(), re.MULTILINE)
    assert steps == [str(number) for number in range(1, 11)]


def test_in_the_end_every_sum_is_what_it_was_and_nothing_was_paid(walked):
    world, outputs = walked
    assert "Every sum is what it was, and what could be adopted is adopted." in outputs[-1]
    assert len([one for one in world.stripe.list_transfers({}) if one.source_transaction is None]) == 2
    adopted = {one.fields["subject"] for one in world.store.query(Query("migrationImages"))}
    assert adopted == {
        "stripeConnect/tom", "winnerStripeConnect/wilma", "winnerStripeConnect/petra", "payments/one",
        "payments/two", "prizeRecords/paid_wilma_1705320000", "prizeRecords/unpaid_wilma_1705320000",
        "prizeRecords/lost_wilma_1705320000", "prizeRecords/rate_wilma_1705320000",
    }  # fmt: skip


def write() -> None:
    """Each block's output, as it is printed now."""
    world = messy_world()

    def with_output(block: re.Match[str]) -> str:
        if not block["commands"].startswith(OURS):
            return block[0]
        return f"```sh\n{block['commands']}```\n```text\n{printed(world, block['commands'])}```\n"

    PAGE.write_text(BLOCK.sub(with_output, PAGE.read_text()))


if __name__ == "__main__":
    write()
