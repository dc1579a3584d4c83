"""The client says that it has paid into a pool; Stripe is asked whether it has. So do webhook and sweep."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.errors import NotAllowed, NotFound
from pulse.pools import rules
from pulse.pools.apply_funding import Permit, apply_funding
from pulse.pools.funding_intent import retrieve_known_intent
from pulse.pools.read_prize_pool import PrizePool, read_prize_pool
from pulse.pools.records import Funding
from pulse.pools.refusals import FundedTooLate, FundingNotPaid
from pulse.pools.states import FundingStatus
from pulse.ports import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePoolFunding:
    challenge_id: str
    payment_id: str
    actor: str


def complete_pool_funding(command: CompletePoolFunding, *, ports: Ports) -> PrizePool:
    """Record what Stripe says of the payment. The pool afterwards.

    Raises *NotFound* and *NotAllowed*, both before anything is applied, *FundingNotPaid*, *FundedTooLate*,
    and what `apply_funding` raises.
    """
    permit = permit_of(command.challenge_id, command.actor)
    funding = apply_funding(command.payment_id, ports=ports, actor=command.actor, permit=permit)
    if funding is None:
        raise unknown_funding()
    if funding.status not in rules.PAID:
        intent = retrieve_known_intent(funding, ports=ports)
        raise FundingNotPaid(
            "the payment has not succeeded",
            payment_status=funding.status.value,
            stripe_status=intent.status,
        )
    if funding.status is FundingStatus.LATE:
        raise FundedTooLate("the prize pool took no more money when you paid; you get back everything")
    return read_prize_pool(command.challenge_id, command.actor, ports=ports)


def permit_of(challenge_id: str, actor: str) -> Permit:
    """Only a funding of this challenge and of this payer."""

    def permit(funding: Funding) -> None:
        if funding.challenge_id != challenge_id:
            raise unknown_funding()
        if funding.payer_id != actor:
            raise NotAllowed("this is another person's payment")

    return permit


def unknown_funding() -> NotFound:
    return NotFound("there is no such payment into this challenge's prize pool")
