"""Prize records of the first system, completed with the fields that it did not store (decision 0801)."""

from __future__ import annotations

from typing import Any

from pulse.documents import is_first_systems, rate, read_strictly
from pulse.errors import SumsUnfit
from pulse.ports.store import Fields
from pulse.prizes.reasons import NEXT_ACTION, Reason


def completed(fields: Fields) -> dict[str, Any]:
    """*fields* with what the first system left out. Those of a prize that was awarded here stay as they are.

    The first system's transfers have no group by which a look-up finds them. So an unpaid prize is held:
    until the migration has compared it with Stripe, it is paid only if two administrators agree. A
    prize that its worker was paying, or failed to pay, needs a person. Raises *ValueError* where share and
    fee do not add up to the prize: nothing is paid by such a record.
    """
    if not is_first_systems(fields):
        return dict(fields)
    fields = read_strictly(
        fields,
        amounts=("prizeAmount", "winnerAmount", "platformFee"),
        times=("createdAt", "updatedAt", "paidAt"),
    )
    if fields["winnerAmount"] + fields["platformFee"] != fields["prizeAmount"]:
        raise SumsUnfit("winnerAmount and platformFee must add up to prizeAmount")
    status = _status(fields)
    unpaid = status != "paid"
    absent = {
        "challengeTitle": "",
        "placement": 0,
        "feeBps": rate(fields["prizeAmount"], fields["platformFee"]),
        "currency": "usd",
        "reason": Reason.NEEDS_REVIEW.value if unpaid else None,
        "nextAction": NEXT_ACTION[Reason.NEEDS_REVIEW] if unpaid else None,
        "ownMoney": True,
        "updatedAt": fields["createdAt"],
        "version": 0,
    }
    return {**absent, **fields, "status": status, "held": unpaid, "approvedBy": None}


def _status(fields: Fields) -> Any:
    """The id was stored only after the transfer, so a prize that has one is paid, whatever its status."""
    if fields.get("stripeTransferId"):
        return "paid"
    return "failed" if fields["status"] == "processing" else fields["status"]
