"""Scheduled tasks: what each kind does, and the loop that runs those whose time has come."""

import traceback
from collections.abc import Callable

from stripe_emulator.messages import Request
from stripe_emulator.requests import answering
from stripe_emulator.resources.accounts import onboarding, standing
from stripe_emulator.resources.balance import automatic_payouts, balances, payout_steps, topups
from stripe_emulator.resources.payments import captures, refund_steps
from stripe_emulator.world import World


def advance(world: World, seconds: float) -> int:
    """Move the clock forward and run what became due; returns how many tasks ran."""
    world.clock.advance(seconds)
    return run_due(world)


def run_due(world: World) -> int:
    """Run every task whose time has come, each as of its due moment; returns how many ran.

    One that raises is a fault of the emulator: its traceback is on stderr, and the others run all the same.
    """
    ran = 0
    while (due := world.schedule.next_due()) is not None and due <= world.clock.wall():
        moment, kind, arguments = world.schedule.pop()
        world.clock.read_as_of(moment)
        try:
            TASKS[kind](world, *arguments)
        except Exception:  # noqa: BLE001 -- whoever calls next has nothing to do with it
            traceback.print_exc()
        finally:
            world.clock.read_as_of(None)
        ran += 1
    return ran


def make_funds_available(world: World, owner: str, currency: str, net: int) -> None:
    """Pending funds become available; one event stands for all that do at the same moment."""
    world.ledger.mature(owner, currency, net)
    if not world.schedule.follows(world.clock.now(), "funds_available", owner):
        balances.emit_available(world, owner)


def execute_late_request(
    world: World,
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    body: str,
    occupied: str,
) -> None:
    """A request whose caller has given up executes after all."""
    answering.execute_late(world, Request(method, path, query, headers, body), occupied)


TASKS: dict[str, Callable[..., None]] = {
    "authorization_expires": captures.expire,
    "funds_available": make_funds_available,
    "late_request": execute_late_request,
    "account_verified": onboarding.verify,
    "payout_moves": payout_steps.take_next_step,
    "payouts_of_the_day": automatic_payouts.pay_out_if_due,
    "refund_fails": refund_steps.fail,
    "refund_succeeds": refund_steps.succeed,
    "requirements_due": standing.pass_deadline,
    "refunds_wait": refund_steps.pay_those_that_wait,
    "topup_succeeds": topups.succeed,
}
