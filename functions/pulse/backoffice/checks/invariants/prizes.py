"""I1 to I5: each prize is paid at most once, in full, to its winner, out of its own pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.money import fee, written
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import Award, PrizeRecord, PrizeStatus, fits, prize_record_id_of, unreversed


def prize_violations(facts: Facts) -> Iterator[Violation]:
    for record in facts.prizes:
        transfers = facts.transfers_of(record)
        yield from _paid_once(record, transfers)
        yield from _paid_as_recorded(record, transfers, facts)
        yield from _fee_by_the_rule(record, facts)
    yield from _every_transfer_has_an_owner(facts)
    yield from _pools_add_up(facts)


def _paid_once(record: PrizeRecord, transfers: list[Transfer]) -> Iterator[Violation]:
    if len(unreversed(transfers)) > 1:
        ids = ", ".join(transfer.id for transfer in unreversed(transfers))
        yield Violation("I1", record.path, f"is paid more than once: {ids}")
    if len(transfers) > 1 + record.reissues:
        yield Violation(
            "I1", record.path, f"has {len(transfers)} transfers after {record.reissues} approved re-issues"
        )


def _paid_as_recorded(record: PrizeRecord, transfers: list[Transfer], facts: Facts) -> Iterator[Violation]:
    left = unreversed(transfers)
    paid = record.status is PrizeStatus.PAID
    unfounded = paid and not any(transfer.id == record.stripe_transfer_id for transfer in left)
    if unfounded and (facts.settled or not transfers):  # a reversal may not have reached us yet
        yield Violation("I2", record.path, "is paid, and its transfer does not stand at Stripe")
    if paid and not all(_fits(record, transfer, facts) for transfer in left):
        yield Violation("I2", record.path, "is paid by a transfer of another amount, currency or account")
    if facts.settled and not paid and any(fits(record, transfer) for transfer in left):
        yield Violation("I2", record.path, f"is {record.status}, and its transfer stands at Stripe")
    former = [transfer for transfer in transfers if transfer.id in record.former_transfer_ids]
    if record.status is PrizeStatus.CANCELED and (left or len(transfers) > len(former)):
        yield Violation("I2", record.path, "was canceled, and has a transfer")
    if record.status is PrizeStatus.REVERSED and (left or not transfers):
        yield Violation("I2", record.path, "is reversed, and Stripe has no reversed transfer of it alone")


def _fits(record: PrizeRecord, transfer: Transfer, facts: Facts) -> bool:
    """The first system did not record which account it sent the transfer to."""
    if record.path in facts.adopted and record.attempt is None:
        return (transfer.amount, transfer.currency) == (record.winner_amount, record.currency)
    return fits(record, transfer)


def _every_transfer_has_an_owner(facts: Facts) -> Iterator[Violation]:
    prizes = {record.id for record in facts.prizes}
    sales = {payment.transfer_id for payment in facts.payments}
    others = {correction.stripe_id for correction in facts.corrections}
    others |= {record.stripe_transfer_id for record in facts.prizes if record.path in facts.adopted}
    for transfer in facts.transfers:
        record_id = prize_record_id_of(transfer)
        owned = record_id in prizes if record_id else transfer.id in sales | others
        if not owned and (facts.settled or record_id):
            amount = written(transfer.amount, transfer.currency)
            yield Violation("I3", transfer.id, f"{amount} belong to no prize record and no payment")


def _fee_by_the_rule(record: PrizeRecord, facts: Facts) -> Iterator[Violation]:
    if not 0 <= record.winner_amount <= record.prize_amount:
        yield Violation("I4", record.path, "winnerAmount is not between nothing and prizeAmount")
    elif record.path in facts.adopted:
        pass  # the first system kept no rate
    elif record.platform_fee != fee(record.prize_amount, record.fee_bps, record.currency):
        yield Violation("I4", record.path, "platformFee is not the share that feeBps says")
    if record.winner_amount + record.platform_fee != record.prize_amount:
        yield Violation("I4", record.path, "winnerAmount and platformFee do not add up to prizeAmount")


def _pools_add_up(facts: Facts) -> Iterator[Violation]:
    """Per version: while records are revised, the older ones are a part of the version before."""
    awarded: Counter[tuple[str, int]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    awards = {award.challenge_id: award for award in facts.awards}
    for record in facts.prizes:
        awarded[record.challenge_id, record.award_version] += record.prize_amount
        people[record.challenge_id, record.user_id] += 1
        if record.path not in facts.adopted:
            yield from _as_awarded(record, awards.get(record.challenge_id))
    for award in facts.awards:
        total = awarded[award.challenge_id, award.award_version or 1] + award.unassigned_amount
        missing = award.status == "recorded" or total > award.pool
        if missing and total != award.pool:
            yield Violation(
                "I5", f"awards/{award.challenge_id}", f"prizes and rest are {total}, the pool is {award.pool}"
            )
    for (challenge_id, _), count in people.items():
        if count > 1:
            yield Violation("I5", f"awards/{challenge_id}", f"one person has {count} prizes")


def _as_awarded(record: PrizeRecord, award: Award | None) -> Iterator[Violation]:
    if award is None:
        yield Violation("I5", record.path, "is a prize of a challenge without an award")
    elif (record.fee_bps, record.currency) != (award.fee_bps, award.currency):
        yield Violation("I4", record.path, "has another fee rate or currency than its award froze")
    elif award.status == "recorded" and record.award_version != (award.award_version or 1):
        yield Violation(
            "I5", record.path, f"is of version {record.award_version} of an award that has changed"
        )
