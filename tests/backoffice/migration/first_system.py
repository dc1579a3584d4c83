"""What the first system did: its calls to Stripe and its documents, as docs/guide.md describes them."""

from __future__ import annotations

from typing import Any

from pulse.accounts import Role
from pulse.backoffice.migration import Choice, DecideDoubt, Kind, Step, decide_doubt, take_step
from pulse.ports.store import Create, Merge
from stripe_emulator.resources.payments import payment_intents
from tests.world import World

AT = "2024-01-15T10:00:00Z"
SECONDS = 1_705_320_000
CHALLENGE = "challenge_789"


def rounded(price: int) -> int:
    """`Math.round(price * 0.03)`, as JavaScript has it."""
    return int(price * 0.03 + 0.5)


def account(world: World, username: str, role: Role, kind: Any = "express") -> str:
    """An account that the first system made at Stripe, with its form finished."""
    made = world.sdk.v1.accounts.create(
        {
            "type": kind,
            "country": "US",
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
            "business_type": "individual",
            "business_profile": {"url": f"https://fitwithpulse.ai/profile/{username}"},
        }
    )
    world.emulator.complete_onboarding(made.id, "active")
    return str(made.id)


def profile(world: World, user_id: str, **parts: Any) -> None:
    """`users/{uid}`."""
    user = {"id": user_id, "username": user_id, "email": f"{user_id}@example.com", **parts}
    world.store.commit([Merge(f"users/{user_id}", user)])


def record(world: World, user_id: str, role: Role, account_id: str, **fields: Any) -> str:
    """The path of the document in `stripeConnect` or `winnerStripeConnect`."""
    path = f"{role.collection}/{user_id}"
    kept = {
        "userId": user_id,
        "stripeAccountId": account_id,
        "email": f"{user_id}@example.com",
        "accountType": role.account_type,
        "createdAt": AT,
        "updatedAt": AT,
    }
    world.store.commit([Create(path, {**kept, **fields})])
    return path


def person(world: World, user_id: str, role: Role = Role.WINNER, **fields: Any) -> str:
    """The account's id: it stands in the profile and in the record."""
    account_id = account(world, user_id, role)
    profile(world, user_id, **{role.value: {"stripeAccountId": account_id, "onboardingStatus": "complete"}})
    record(world, user_id, role, account_id, **fields)
    return account_id


def sale(
    world: World,
    trainer: str,
    account_id: str,
    price: int = 10_000,
    *,
    name: str | None = None,
    **fields: Any,
) -> str:
    """The path of a payment that Stripe has, paid by a card. *name*: its id, if it is not the intent's."""
    fee = rounded(price)
    intent = world.sdk.v1.payment_intents.create(
        {
            "amount": price,
            "currency": "usd",
            "transfer_data": {"destination": account_id},
            "application_fee_amount": fee,
        }
    )
    payment_intents.pay(world.emulator, intent.id, "pm_card_visa")
    payment = {
        "paymentId": intent.id,
        "challengeId": CHALLENGE,
        "ownerId": trainer,
        "buyerId": "buyer",
        "amount": price,
        "platformFee": fee,
        "ownerAmount": price - fee,
        "status": "completed",
        "createdAt": AT,
        "stripeAccountId": account_id,
    }
    path = f"payments/{name or intent.id}"
    world.store.commit([Create(path, {**payment, **fields})])
    return path


def prize(
    world: World, winner: str, account_id: str | None = None, price: int = 10_000, **fields: Any
) -> str:
    """The path of a prize record: paid to *account_id*, or unpaid."""
    fee = rounded(price)
    challenge_id = fields.get("challengeId", CHALLENGE)
    record_id = f"{challenge_id}_{winner}_{SECONDS}"
    kept: dict[str, Any] = {
        "id": record_id,
        "challengeId": challenge_id,
        "userId": winner,
        "prizeAmount": price,
        "winnerAmount": price - fee,
        "platformFee": fee,
        "status": "pending",
        "createdAt": AT,
    }
    if account_id is not None:
        kept |= {"status": "paid", "stripeTransferId": sent(world, account_id, price - fee), "paidAt": AT}
    world.store.commit([Create(f"prizeRecords/{record_id}", {**kept, **fields})])
    return f"prizeRecords/{record_id}"


def sent(world: World, account_id: str, amount: int) -> str:
    """A transfer that the first system sent, and perhaps died before it could store it."""
    made = world.sdk.v1.transfers.create({"amount": amount, "currency": "usd", "destination": account_id})
    return str(made.id)


def change(world: World, path: str, **fields: Any) -> None:
    """By hand, in the Firebase console."""
    world.store.commit([Merge(path, fields)])


def adopt_all(world: World) -> list[Step]:
    """Every step, once."""
    return [take_step(kind, "operator:test", ports=world.ports) for kind in Kind]


def accept(world: World, subject: str) -> None:
    """A person has looked, and lets the step adopt it all the same."""
    command = DecideDoubt(subject=subject, choice=Choice.ADOPT, reason="seen", actor="operator:test")
    decide_doubt(command, ports=world.ports)
