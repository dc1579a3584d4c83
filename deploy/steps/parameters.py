"""What the deployer decides in `functions/.env.<project>`, and what it means to leave it out."""

from __future__ import annotations

from deploy.clients import Clients
from deploy.step import Decision, Plan
from deploy.wanted import Wanted
from pulse.settings import Settings


def look_at_parameters(clients: Clients, wanted: Wanted) -> Settings:
    return wanted.settings


def plan_parameters(found: Settings, wanted: Wanted) -> Plan:
    right = [f"The money is {'real' if wanted.live else 'test money'} (STRIPE_MODE)."]
    decisions = []
    if found.awards_from:
        right.append(f"Challenges that end after {found.awards_from:%Y-%m-%d} are awarded (AWARDS_FROM).")
    elif wanted.live:
        wrong = "AWARDS_FROM is not set, so no challenge is ever completed and no winner paid by itself."
        decisions.append(
            Decision(wrong, f"Set it in {wanted.own_file}: the day up to which prizes were settled.")
        )
    if wanted.live and not found.stripe_prize_approval:
        wrong = "STRIPE_PRIZE_APPROVAL is not set, so nobody can pay into a prize pool."
        instead = (
            f"Ask Stripe (docs/deploy.md) and set the date and reference of its answer in {wanted.own_file}."
        )
        decisions.append(Decision(wrong, instead, blocks=False))
        sold = {"allow": "sold, with a warning each day", "refuse": "not sold"}[found.prizes_with_paid_entry]
        right.append(f"Rounds with a price and prizes are {sold} (PRIZES_WITH_PAID_ENTRY).")
    if not wanted.alert_emails:
        wrong = "ALERT_EMAILS is not set, so monitoring would tell nobody."
        decisions.append(Decision(wrong, f"Set one or more addresses in {wanted.own_file}, comma separated."))
    return Plan(tuple(right), (), tuple(decisions))
