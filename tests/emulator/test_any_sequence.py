"""Any calls in any order: money is conserved, ids are unique, a copy is the same."""

import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from stripe_emulator.resources.customers.test_cards import CARDS
from stripe_emulator.world.faults import CONNECTION_KINDS, EXECUTION_KINDS
from stripe_emulator.world.state import PLATFORM
from tests.emulator.conftest import EXPRESS, START, V2_RECIPIENT

AMOUNTS = st.one_of(st.sampled_from([1, 49, 50, 99, 100, 333, 10_000]), st.integers(1, 20_000))
OUTCOMES = st.sampled_from(["active", "active", "pending", "restricted", "rejected"])


class AnySequence(RuleBasedStateMachine):
    """Calls as a platform makes them; a refusal is allowed, any other error is not."""

    accounts = Bundle("accounts")
    intents = Bundle("intents")
    transfers = Bundle("transfers")

    def __init__(self) -> None:
        super().__init__()
        self.emulator = Emulator(clock=lambda: START, seed=5)
        self.client = client_of(self.emulator)

    def attempt(self, call, *arguments, **keywords):
        """The object, or None for what Stripe refused or lost."""
        try:
            return call(*arguments, **keywords)
        except stripe.StripeError:
            return None

    @initialize(target=accounts)
    def first_account(self):
        return self.open_account("active")

    @rule(target=accounts, outcome=OUTCOMES)
    def another_account(self, outcome):
        return self.open_account(outcome)

    @rule(target=accounts, outcome=OUTCOMES)
    def an_account_by_v2(self, outcome):
        key = {"idempotency_key": "one account"} if outcome == "restricted" else {}
        account = self.attempt(self.client.v2.core.accounts.create, params=V2_RECIPIENT, options=key)
        if account is None or account.closed:
            return multiple()
        self.emulator.complete_onboarding(account.id, outcome)
        return account.id

    @rule(account=accounts, applied=st.booleans())
    def change_by_v2(self, account, applied):
        configuration = {"recipient": {"applied": applied}}
        if applied:
            transfers = {"stripe_transfers": {"requested": True}}
            configuration["recipient"]["capabilities"] = {"stripe_balance": transfers}
        self.attempt(self.client.v2.core.accounts.update, account, params={"configuration": configuration})

    @rule(account=accounts)
    def close_by_v2(self, account):
        shown = self.attempt(self.client.v2.core.accounts.retrieve, account)
        if shown is not None:
            params = {"applied_configurations": shown.applied_configurations}
            self.attempt(self.client.v2.core.accounts.close, account, params=params)

    def open_account(self, outcome):
        account = self.attempt(self.client.v1.accounts.create, params=EXPRESS)
        if account is None:
            return multiple()
        self.emulator.complete_onboarding(account.id, outcome, after=60 if outcome == "pending" else None)
        return account.id

    @rule(amount=AMOUNTS)
    def top_up(self, amount):
        self.attempt(self.client.v1.topups.create, params={"amount": amount, "currency": "usd"})

    @rule(
        target=intents,
        account=accounts,
        amount=AMOUNTS,
        fee=st.integers(0, 600),
        card=st.sampled_from(sorted(CARDS)),
        capture=st.sampled_from(["automatic", "manual"]),
    )
    def sell(self, account, amount, fee, card, capture):
        params = {
            "amount": amount,
            "currency": "usd",
            "transfer_data": {"destination": account},
            "capture_method": capture,
            "payment_method": card,
            "confirm": True,
            "return_url": "https://example.com",
        }
        if fee:
            params["application_fee_amount"] = fee
        intent = self.attempt(self.client.v1.payment_intents.create, params=params)
        return multiple() if intent is None else intent.id

    @rule(intent=intents, amount=st.none() | AMOUNTS, reverse=st.booleans(), fee=st.booleans())
    def refund(self, intent, amount, reverse, fee):
        params = {"payment_intent": intent, "reverse_transfer": reverse, "refund_application_fee": fee}
        if amount is not None:
            params["amount"] = amount
        self.attempt(self.client.v1.refunds.create, params=params)

    @rule(intent=intents, amount=AMOUNTS)
    def capture(self, intent, amount):
        params = {"amount_to_capture": amount}
        self.attempt(self.client.v1.payment_intents.capture, intent, params=params)

    @rule(intent=intents)
    def cancel(self, intent):
        self.attempt(self.client.v1.payment_intents.cancel, intent)

    @rule(evidence=st.sampled_from(["winning_evidence", "losing_evidence"]))
    def answer_a_dispute(self, evidence):
        listed = self.attempt(self.client.v1.disputes.list, params={"limit": 1})
        for dispute in listed.data if listed else []:
            params = {"evidence": {"uncategorized_text": evidence}}
            self.attempt(self.client.v1.disputes.update, dispute.id, params=params)

    @rule(target=transfers, account=accounts, amount=AMOUNTS, key=st.integers(0, 3))
    def transfer(self, account, amount, key):
        params = {"amount": amount, "currency": "usd", "destination": account, "transfer_group": f"p{key}"}
        options = {"idempotency_key": f"p{key}"}
        made = self.attempt(self.client.v1.transfers.create, params=params, options=options)
        return multiple() if made is None else made.id

    @rule(transfer=transfers, amount=st.none() | AMOUNTS)
    def reverse(self, transfer, amount):
        params = {} if amount is None else {"amount": amount}
        self.attempt(self.client.v1.transfers.reversals.create, transfer, params=params)

    @rule(account=accounts, amount=AMOUNTS, method=st.sampled_from(["standard", "instant"]))
    def pay_out(self, account, amount, method):
        params = {"amount": amount, "currency": "usd", "method": method}
        options = {"stripe_account": account}
        self.emulator.run_due()
        there = self.emulator.ledger.available(account, "usd")
        made = self.attempt(self.client.v1.payouts.create, params=params, options=options)
        assert made is None or amount <= there

    @rule(account=accounts, outcome=OUTCOMES)
    def change_an_account(self, account, outcome):
        if not self.emulator.store.known(PLATFORM, "account", account).get("_closed"):
            self.emulator.complete_onboarding(account, outcome)

    @rule(seconds=st.sampled_from([1, 60, 3_600, 86_399, 86_400, 200_000, 900_000]))
    def time_passes(self, seconds):
        self.emulator.advance(seconds)

    @rule(kind=st.sampled_from(CONNECTION_KINDS + EXECUTION_KINDS), delay=st.sampled_from([1, 3_600, 90_000]))
    def something_fails(self, kind, delay):
        self.emulator.faults.add(kind, count=1, delay=delay)

    @rule()
    def the_process_restarts(self):
        kept = self.emulator.dump()
        self.emulator.load(kept)
        assert self.emulator.dump() == kept

    @invariant()
    def money_is_conserved(self):
        self.emulator.self_check()

    @invariant()
    def no_more_goes_back_than_was_paid(self):
        for kinds in self.emulator.state.objects.values():
            for transfer in kinds.get("transfer", {}).values():
                assert 0 <= transfer.get("amount_reversed", 0) <= transfer["amount"]
            for charge in kinds.get("charge", {}).values():
                assert 0 <= charge.get("amount_refunded", 0) <= charge["amount"]

    def teardown(self):
        ids = [
            one
            for kinds in self.emulator.state.objects.values()
            for objects in kinds.values()
            for one in objects
        ]
        assert len(ids) == len(set(ids))


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
