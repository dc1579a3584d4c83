"""The small Express dashboard behind a login link: balance, what came in, payouts."""

from datetime import UTC, datetime
from html import escape

from stripe_emulator.messages import Obj, Response
from stripe_emulator.money import display
from stripe_emulator.pages import layout
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.links import find_link
from stripe_emulator.resources.balance import balances
from stripe_emulator.world import World
from stripe_emulator.world.ledger import net_of

ROWS_MAX = 20
INCOMING = ("payment", "payment_refund")


def page(world: World, account_id: str, token: str) -> Response:
    """The dashboard of an account; each login link shows it once."""
    link = find_link(world, "login_link", account_id, token)
    if link is None or link["visited"] or accounts.find_connected(world, account_id) is None:
        return layout.message(410, "This link has expired", "Ask for a new one where you found it.")
    link["visited"] = True
    body = "\n".join((balance(world, account_id), incoming(world, account_id), payouts(world, account_id)))
    return layout.page("Express dashboard", body)


def balance(world: World, account_id: str) -> str:
    """What is available, and what is on the way."""
    shown = balances.render_balance(world, account_id)
    rows = [
        [escape(title), display(entry["amount"], entry["currency"])]
        for title, part in (("Available", "available"), ("On the way to you", "pending"))
        for entry in shown[part]
    ]
    return _table("Balance", ("", "Amount"), rows)


def incoming(world: World, account_id: str) -> str:
    """Payments less the platform's fee, so that they add up to the balance; refunds have rows as well."""
    newest = reversed(world.store.all(account_id, "balance_transaction").values())
    rows = [[_day(one), _amount(one, net_of(one))] for one in newest if one["type"] in INCOMING]
    return _table("Payments to you", ("Date", "Amount"), rows[:ROWS_MAX])


def payouts(world: World, account_id: str) -> str:
    """What was sent to the bank."""
    newest = reversed(world.store.all(account_id, "payout").values())
    rows = [[_day(one), escape(one["status"]), _amount(one, one["amount"])] for one in newest]
    return _table("Payouts to your bank", ("Date", "Status", "Amount"), rows[:ROWS_MAX])


def _day(obj: Obj) -> str:
    return datetime.fromtimestamp(obj["created"], UTC).date().isoformat()


def _amount(obj: Obj, amount: int) -> str:
    return escape(display(amount, obj["currency"]))


def _table(title: str, heads: tuple[str, ...], rows: list[list[str]]) -> str:
    if not rows:
        return f"<h2>{escape(title)}</h2>\n<p>Nothing yet.</p>"
    marks = [' class="amount"' if name == "Amount" else "" for name in heads]
    head = "".join(f'<th scope="col"{mark}>{name}</th>' for name, mark in zip(heads, marks, strict=True))
    lines = "".join(
        "<tr>" + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>\n"
        for row in rows
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>"
    return f"<h2>{escape(title)}</h2>\n{table}"
