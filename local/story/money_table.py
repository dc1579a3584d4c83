"""The table at the end: every movement of money in the story, compared between our documents and Stripe."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from local.people import SECOND_WINNER, TRAINER, WINNER
from local.story.amounts import dollars
from local.story.expect import expect
from local.story.stage import Stage

Row = tuple[str, str, int, int, int, str]


def read_rows(stage: Stage) -> Iterator[Row]:
    """Purpose, receiver, gross, fee and net in cents, and Stripe's id."""
    payment = stage.document(f"payments/{stage.ids['payment']}")
    yield (
        "round sold",
        TRAINER.uid,
        payment["amount"],
        payment["platformFee"],
        payment["ownerAmount"],
        stage.ids["payment"],
    )
    for person in (WINNER, SECOND_WINNER):
        record = stage.prize_record(person.uid)
        yield (
            "prize",
            person.uid,
            record["prizeAmount"],
            record["platformFee"],
            record["winnerAmount"],
            record["stripeTransferId"],
        )


def table(stage: Stage) -> Table:
    """Raises *Unexpected* when a line does not add up or Stripe sent another amount."""
    shown = Table(title="The money", title_justify="left", show_footer=True)
    lines = list(read_rows(stage))
    shown.add_column("for", footer="total")
    shown.add_column("receiver")
    shown.add_column("amount", justify="right", footer=dollars(sum(line[2] for line in lines)))
    shown.add_column("platform fee", justify="right", footer=dollars(sum(line[3] for line in lines)))
    shown.add_column("receiver gets", justify="right", footer=dollars(sum(line[4] for line in lines)))
    shown.add_column("Stripe", overflow="fold")
    for what, who, gross, fee, net, stripe_id in lines:
        expect(gross == fee + net, f"{stripe_id}: {gross} is not {fee} + {net}")
        expect(net == _fetch_net(stage, stripe_id), f"{stripe_id}: Stripe moved another amount than {net}")
        shown.add_row(what, who, dollars(gross), dollars(fee), dollars(net), stripe_id)
    return shown


def _fetch_net(stage: Stage, stripe_id: str) -> int:
    """What the receiver got, as Stripe says."""
    if stripe_id.startswith("tr_"):
        return stage.stripe.v1.transfers.retrieve(stripe_id).amount
    payment = stage.stripe.v1.payment_intents.retrieve(stripe_id)
    return payment.amount_received - (payment.application_fee_amount or 0)
