"""Prize records of the first system: the fields that the guide does not name, as they are true of those."""

from __future__ import annotations

from typing import Any

from pulse.ledger.first_system import is_first_systems, moment, rate
from pulse.ports.store import Fields

_REVIEW = "Admin: review this payment; nothing is sent for it until then."


def completed(fields: Fields) -> dict[str, Any]:
    """*fields* with what the first system left out; those of a prize that was awarded here as they are.

    Its transfers carry no group by which they are found again. So an unpaid prize is held: before
    `adopt_first_system` has compared it with Stripe, only two administrators let it go. Where its worker
    was at it, or failed, a person has to look.
    """
    if not is_first_systems(fields):
        return dict(fields)
    status = _status(fields)
    unpaid = status != "paid"
    absent = {
        "challengeTitle": "",
        "placement": 0,
        "feeBps": rate(fields["prizeAmount"], fields["platformFee"]),
        "currency": "usd",
        "reason": "needs_review" if unpaid else None,
        "nextAction": _REVIEW if unpaid else None,
        "held": unpaid,
        "updatedAt": fields["createdAt"],
        "version": 0,
    }
    known: dict[str, Any] = {**absent, **{name: value for name, value in fields.items() if value is not None}}
    for name in {"createdAt", "updatedAt", "paidAt"} & known.keys():
        known[name] = moment(known[name])
    return {**known, "status": status}


def _status(fields: Fields) -> Any:
    """A transfer's id was stored only after the transfer: whatever the status says, it is paid."""
    if fields.get("stripeTransferId"):
        return "paid"
    return "failed" if fields["status"] == "processing" else fields["status"]
