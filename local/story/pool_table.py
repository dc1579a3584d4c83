"""The pool's table at the end: money in, paid, kept, returned and held, in our books and at Stripe."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table

from local.people import SECOND_WINNER, TRAINER, WINNER
from local.seed import CHALLENGE
from local.story.amounts import dollars
from local.story.caller import succeeded
from local.story.expect import expect
from local.story.pool_steps import FUNDING
from local.story.stage import Stage


@dataclass(frozen=True)
class PoolMoney:
    """Cents. What came in is what the others add up to."""

    money_in: int
    paid: int
    returned: int
    fees: int
    held: int

    @property
    def adds_up(self) -> bool:
        return self.money_in == self.paid + self.returned + self.fees + self.held


@dataclass(frozen=True)
class Movements:
    money_in: int
    """The charge, less the card's price."""
    paid: int
    returned: int

    @property
    def kept(self) -> int:
        return self.money_in - self.paid - self.returned


def pool_table(stage: Stage) -> Table:
    """Raises *Unexpected* when our books do not add up, or Stripe moved other sums."""
    books, moved = read_books(stage), read_movements(stage)
    compare(books, moved)
    shown = Table(title="The prize pool", title_justify="left", show_footer=True)
    shown.add_column("what became of it", footer="all of it")
    shown.add_column(
        "our books", justify="right", footer=dollars(books.paid + books.returned + books.fees + books.held)
    )
    shown.add_column("Stripe", justify="right", footer=dollars(moved.paid + moved.returned + moved.kept))
    shown.add_row("money in", dollars(books.money_in), dollars(moved.money_in), end_section=True)
    shown.add_row("paid to winners", dollars(books.paid), dollars(moved.paid))
    shown.add_row("returned", dollars(books.returned), dollars(moved.returned))
    shown.add_row("platform fee", dollars(books.fees), dollars(moved.kept))
    shown.add_row("held", dollars(books.held), "")
    return shown


def compare(books: PoolMoney, moved: Movements) -> None:
    """Raises *Unexpected*. Stripe knows no fee of ours: what it has left is our fee and what is held."""
    expect(books.adds_up, f"the pool does not add up: {books}")
    for what in ("money_in", "paid", "returned"):
        ours, theirs = getattr(books, what), getattr(moved, what)
        expect(ours == theirs, f"{what} is {dollars(ours)} in our books and {dollars(theirs)} at Stripe")
    kept = books.fees + books.held
    expect(moved.kept == kept, f"{dollars(moved.kept)} of the pool are left at Stripe, not {dollars(kept)}")


def read_books(stage: Stage) -> PoolMoney:
    """As who paid in sees it: the statement, which is made from the journal."""
    answer = succeeded(stage.apps[TRAINER.uid].get("get-pool-statement", challengeId=CHALLENGE))
    statement = answer["statement"]
    sums = dict(statement["pool"])
    expect(statement["addsUp"] is True, "the statement does not add up")
    expect(statement["held"] == sum(sums.values()), "what is held is not the sum of what happened")
    return PoolMoney(
        money_in=sums.pop("paid_in"),
        paid=-sums.pop("paid"),
        returned=-sums.pop("returned"),
        fees=-sums.pop("fees_kept"),
        held=statement["held"],
    )


def read_movements(stage: Stage) -> Movements:
    """What Stripe moved for this pool: one charge, a transfer for each winner, and refunds."""
    stripe, payment = stage.stripe.v1, stage.ids[FUNDING]
    (charge,) = stripe.charges.list({"payment_intent": payment}).data
    booked = stripe.balance_transactions.retrieve(str(charge.balance_transaction))
    records = [stage.prize_record(person.uid) for person in (WINNER, SECOND_WINNER)]
    transfers = [
        transfer
        for record in records
        for transfer in stripe.transfers.list({"transfer_group": f"prize_{record['_id']}"}).data
    ]
    refunds = stripe.refunds.list({"payment_intent": payment}).data
    return Movements(
        money_in=booked.net,
        paid=sum(one.amount - one.amount_reversed for one in transfers),
        returned=sum(one.amount for one in refunds if one.status == "succeeded"),
    )
