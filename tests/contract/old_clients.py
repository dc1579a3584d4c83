"""The first system's clients, as far as they read answers: the same fields, the same operations on them.

Each function takes the JSON as the client's `response.json()` had it, and fails where the client would.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any


def to_fixed(number: Any) -> str:
    """`number.toFixed(2)`: a method of numbers; null, undefined and strings have none."""
    assert isinstance(number, int | float)
    assert not isinstance(number, bool)
    return f"{number:.2f}"


def js_date(text: Any) -> datetime:
    """`new Date(text)`, and what iOS takes: ISO 8601 in UTC with Z."""
    assert isinstance(text, str)
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def cents(value: Any) -> int:
    assert type(value) is int
    return value


def succeeded(data: dict[str, Any]) -> dict[str, Any]:
    """`if (!data.success || data.error) throw`."""
    assert data["success"] is True
    assert "error" not in data
    return data


def failed(data: dict[str, Any]) -> str:
    """`throw new Error(data.error)`."""
    assert data["success"] is False
    assert isinstance(data["error"], str)
    assert data["error"]
    return data["error"]


def onboarding_link(data: dict[str, Any]) -> str:
    """`window.location.href = data.accountLink`."""
    link = succeeded(data)["accountLink"]
    assert link.startswith("https://")
    return link


def onboarding_status(data: dict[str, Any]) -> str:
    status = succeeded(data)["onboardingStatus"]
    assert status in {"notStarted", "incomplete", "complete"}
    assert isinstance(data["hasStripeAccount"], bool)
    assert isinstance(data["message"], str)
    return status


def dashboard_url(data: dict[str, Any]) -> str:
    return succeeded(data)["url"]


def earnings_page(data: dict[str, Any]) -> dict[str, Any]:
    """The trainer's dashboard: what it prints."""
    earnings = succeeded(data)["earnings"]
    return {
        "total": f"${to_fixed(earnings['totalEarned'])}",
        "pending": f"${to_fixed(earnings['pendingPayout'])}",
        "available": f"${to_fixed(earnings['availableBalance'])}",
        "rounds": cents(earnings["roundsSold"]),
        "sales": [
            (
                sale["id"],
                date.fromisoformat(sale["date"]),
                sale["roundTitle"],
                f"${to_fixed(sale['amount'])}",
                sale["status"],
                sale["source"],
                sale["buyerId"],
            )
            for sale in earnings["recentSales"]
        ],
        "transfers": len(earnings["recentTransfers"]),
        "payouts": len(earnings["recentPayouts"]),
        "updated": js_date(earnings["lastUpdated"]),
        "welcome": earnings["isNewAccount"] is True,
    }


def prizes_page(data: dict[str, Any]) -> dict[str, Any]:
    """The winner's dashboard."""
    succeeded(data)
    summary = data["summary"]
    js_date(data["timestamp"])
    assert summary["onboardingStatus"] in {"notStarted", "incomplete", "complete"}
    assert summary["stripeAccountId"] is None or isinstance(summary["stripeAccountId"], str)
    return {
        "won": f"${to_fixed(cents(summary['totalEarnings']) / 100)}",
        "wins": cents(summary["totalWins"]),
        "pending": cents(summary["pendingAmount"]),
        "paid": cents(summary["paidAmount"]),
        "last": summary["lastPayoutDate"] and js_date(summary["lastPayoutDate"]),
        "prizes": [
            (
                prize["challengeTitle"],
                prize["placement"],
                cents(prize["prizeAmount"]),
                cents(prize["winnerAmount"]),
                cents(prize["platformFee"]),
                prize["status"],
                js_date(prize["createdAt"]),
                prize["paidAt"] and js_date(prize["paidAt"]),
                prize["stripeTransferId"],
            )
            for prize in data["prizeRecords"]
        ],
    }


def with_surcharge(price: int) -> int:
    """What the web page charges: `amount + Math.round(amount * 0.029 + 30)`."""
    return price + math.floor(price * 0.029 + 30 + 0.5)


def payment_sheet(data: dict[str, Any]) -> tuple[str, str]:
    """`stripe.confirmPayment({clientSecret: data.clientSecret})`."""
    succeeded(data)
    assert cents(data["platformFee"]) + cents(data["ownerAmount"]) == cents(data["amount"])
    assert data["clientSecret"].startswith(f"{data['paymentIntentId']}_secret_")
    return data["paymentIntentId"], data["currency"]


def receipt(data: dict[str, Any]) -> tuple[str, str, int, str]:
    details = succeeded(data)["paymentDetails"]
    return details["id"], details["challengeTitle"], cents(details["amount"]), details["userChallengeId"]


def podium(data: dict[str, Any]) -> list[tuple[int, str, int]]:
    succeeded(data)
    cents(data["totalPrizeAmount"])
    cents(data["unassignedAmount"])
    assert isinstance(data["prizeRecords"], list)
    return [
        (winner["placement"], winner["userId"], cents(winner["prizeAmount"]))
        for winner in sorted(data["winners"], key=lambda winner: winner["placement"])
    ]


def payout(data: dict[str, Any]) -> tuple[str, int, int]:
    succeeded(data)
    assert data["recipient"]
    return data["transferId"], cents(data["winnerAmount"]), cents(data["platformFee"])


def prize_card(data: dict[str, Any]) -> str:
    """The winner's connect page: `You won $100.00`."""
    prize = succeeded(data)["challengeInfo"]
    js_date(prize["startDate"])
    js_date(prize["endDate"])
    assert isinstance(prize["distributionType"], str)
    cents(prize["winnerCount"])
    cents(prize["totalPrizePool"])
    return f"{prize['title']}: place {prize['placement']}, ${to_fixed(cents(prize['prizeAmount']) / 100)}"
