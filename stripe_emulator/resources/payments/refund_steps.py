"""The way of a refund from the balance to the card (docs.stripe.com/refunds).

A refund uses what is available, not what is pending. When that is too little, the refund of a card waits
as `pending`, and `pending_reason` says for what
(docs.stripe.com/changelog/basil/2025-04-30/refund-pending-reason).
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.customers import payment_methods
from stripe_emulator.resources.customers.test_cards import TestCard
from stripe_emulator.world import World, exchange
from stripe_emulator.world.exchange import Settled

FAILS_AFTER_SECONDS = 60.0
SUCCEEDS_AFTER_SECONDS = 60.0
"""Stripe says "some time later" of both (docs.stripe.com/testing#refunds)."""


def pay_or_wait(world: World, owner: str, charge: Obj, refund: Obj) -> None:
    """Pay a new refund, or put it in the line of those that wait for funds."""
    paid = _paid(world, owner, charge)
    line = world.ledger.line(owner, paid["currency"])
    if not world.state.settings.get("refunds_wait_for_funds", True):
        _pay(world, owner, refund, paid.get("available_on"))
    elif line or _is_short(world, owner, refund):
        refund.update(status="pending", pending_reason=_reason(world, owner, refund))
        line.append(refund["id"])
    else:
        _pay(world, owner, refund, None)


def _paid(world: World, owner: str, charge: Obj) -> Obj:
    return world.store.known(owner, "balance_transaction", charge["balance_transaction"])


def _settled(world: World, owner: str, refund: Obj) -> Settled:
    charge = world.store.known(owner, "charge", refund["charge"])
    paid = _paid(world, owner, charge)
    return exchange.settle_as(world.state, refund["amount"], refund["currency"], paid)


def _is_short(world: World, owner: str, refund: Obj) -> bool:
    settled = _settled(world, owner, refund)
    return world.ledger.available(owner, settled.currency) < settled.amount


def _reason(world: World, owner: str, refund: Obj) -> str:
    paid = _paid(world, owner, world.store.known(owner, "charge", refund["charge"]))
    return "insufficient_funds" if paid.get("available_on", 0) <= world.clock.now() else "charge_pending"


def _pay(world: World, owner: str, refund: Obj, available_on: float | None) -> None:
    settled = _settled(world, owner, refund)
    refund["status"] = "succeeded"
    card = _card_of(world, owner, refund)
    if card is not None and card.refund_is_pending:
        refund.update(status="pending", pending_reason="processing")
        world.schedule.add(world.clock.now() + SUCCEEDS_AFTER_SECONDS, "refund_succeeds", owner, refund["id"])
    refund["balance_transaction"] = world.ledger.post(
        owner,
        kind="refund",
        amount=-settled.amount,
        currency=settled.currency,
        shown={"exchange_rate": settled.rate},
        source=refund["id"],
        available_on=available_on,
    )
    if card is not None and card.refund_fails:
        world.schedule.add(world.clock.now() + FAILS_AFTER_SECONDS, "refund_fails", owner, refund["id"])


def _card_of(world: World, owner: str, refund: Obj) -> TestCard | None:
    method = world.store.get(owner, "payment_method", refund.get("payment_method") or "")
    return None if method is None else payment_methods.card_of(method)


def succeed(world: World, owner: str, refund_id: str) -> None:
    """The bank has taken a refund that it was slow to take; its money left the balance before."""
    refund = world.store.known(owner, "refund", refund_id)
    if refund["status"] != "pending":
        return
    del refund["pending_reason"]
    refund["status"] = "succeeded"
    world.events.emit(owner, "refund.updated", "refund", refund, previous={"status": "pending"})


def pay_those_that_wait(world: World, owner: str, currency: str) -> None:
    """Funds became available: pay the refunds in the line, the oldest first, until one is too large."""
    line = world.ledger.line(owner, currency)
    while line:
        refund = world.store.known(owner, "refund", line[0])
        if _is_short(world, owner, refund):
            break
        line.pop(0)
        del refund["pending_reason"]
        _pay(world, owner, refund, None)
        world.events.emit(owner, "refund.updated", "refund", refund, previous={"status": "pending"})
    for one in line:
        refund = world.store.known(owner, "refund", one)
        refund["pending_reason"] = _reason(world, owner, refund)


def fail(world: World, owner: str, refund_id: str) -> None:
    """The bank sends the money back to the platform (docs.stripe.com/refunds#failed-refunds)."""
    refund = world.store.known(owner, "refund", refund_id)
    taken = world.store.known(owner, "balance_transaction", refund["balance_transaction"])
    back = world.ledger.post(
        owner, kind="refund_failure", amount=-taken["amount"], currency=taken["currency"], source=refund_id
    )
    refund["failure_balance_transaction"] = back
    world.store.known(owner, "charge", refund["charge"])["_refund_failed"] = True
    _announce_failure(world, owner, refund, "unknown")


def fail_those_of(world: World, owner: str, charge: Obj) -> None:
    """A dispute ends the refunds of its charge that wait: they took no money, and give none back."""
    line = world.ledger.line(owner, _paid(world, owner, charge)["currency"])
    for refund_id in list(line):
        refund = world.store.known(owner, "refund", refund_id)
        if refund["charge"] != charge["id"]:
            continue
        line.remove(refund_id)
        del refund["pending_reason"]
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        _announce_failure(world, owner, refund, "charge_for_pending_refund_disputed")


def _announce_failure(world: World, owner: str, refund: Obj, reason: str) -> None:
    refund.update(status="failed", failure_reason=reason)
    world.events.emit(owner, "refund.updated", "refund", refund)
    world.events.emit(owner, "refund.failed", "refund", refund)
