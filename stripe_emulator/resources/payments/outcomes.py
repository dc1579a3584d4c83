"""What Radar and the network said about a charge (docs.stripe.com/declines#blocked-payments)."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.customers.test_cards import TestCard, decline_message


def outcome_of(card: TestCard) -> Obj:
    """`outcome` of a charge: the risk level, and who decided why."""
    outcome = {"risk_level": card.risk_level, "seller_message": decline_message(card)}
    if card.is_blocked:
        message = "Stripe blocked this payment as too risky."
        how = {"network_status": "not_sent_to_network", "reason": "highest_risk_level", "type": "blocked"}
        return {**outcome, **how, "seller_message": message}
    if card.code:
        how = {"network_status": "declined_by_network", "type": "issuer_declined"}
        return {**outcome, **how, "reason": card.decline_code or "generic_decline"}
    how = {"network_status": "approved_by_network", "type": "authorized"}
    return {**outcome, **how, "reason": None, "seller_message": "Payment complete."}
