"""An owner pays into the pool of their challenge: reserve, one PaymentIntent, its secret for the client."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulse.documents import DocumentMisfit, freeze_terms
from pulse.errors import Conflict
from pulse.ledger import retry_after_conflict
from pulse.pools import rules
from pulse.pools.apply_funding import apply_funding, cancel_intent
from pulse.pools.asked import (
    FundPrizePool,
    decide_currency,
    decide_split,
    quote_funding,
    refuse_paid_entry,
    refuse_too_early,
    require_fundable,
)
from pulse.pools.funding_intent import close_unlinked, fetch_or_create_intent, link_intent
from pulse.pools.prize_money import PrizeMoney
from pulse.pools.processing import FundingQuote
from pulse.pools.records import Funding
from pulse.pools.refusals import FundingUnderWay, PoolClosed, PrizesNotApproved
from pulse.pools.reserve_funding import Terms, pool_as_asked, require_within_limits, reserve_funding
from pulse.pools.scene import Scene, read_scene
from pulse.pools.states import FundingStatus
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.ports.stripe_objects import PaymentIntent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidFunding:
    """What the client confirms, in minor units. The secret goes to the payer and nowhere else."""

    payment_intent_id: str
    client_secret: str = field(repr=False)
    amount: int
    processing_fee: int
    total: int
    currency: str


def fund_prize_pool(command: FundPrizePool, *, ports: Ports) -> UnpaidFunding:
    """The PaymentIntent that the payer confirms. The same unpaid funding gives the same one.

    Raises *NotFound*, *NotAllowed*, *InvalidRequest*, *PrizesNotApproved*, *PaidEntryRefused*, *PoolClosed*,
    *PoolCurrency*, *CurrencyNotPaid*, *SplitFrozen*, *LimitReached*, *TooManyFundings*, *FundingUnderWay*,
    *FundingVanished*, *PoolUnreadable*, *StripeRefused*, *Busy*, and *StripeUnavailable*, after which
    nothing is released.
    """
    if not ports.settings.has_prize_approval(livemode=ports.stripe.livemode):
        raise PrizesNotApproved("prize money cannot be paid in here yet")
    return retry_after_conflict(
        lambda _: _once(command, ports=ports),
        busy="this prize pool is being worked on; please try again",
        code="pool_busy",
    )


def _once(command: FundPrizePool, *, ports: Ports) -> UnpaidFunding:
    scene = read_scene(command.challenge_id, ports=ports)
    now = ports.clock.now()
    try:
        challenge, ends_at = require_fundable(scene.challenge, scene.pool, command.payer_id, now)
        refuse_paid_entry(challenge, ports.settings)
    except DocumentMisfit as misfit:
        raise PoolClosed(f"this challenge cannot be read: {misfit.message}", field=misfit.field) from misfit
    currency = decide_currency(command, scene.pool)
    quoted = quote_funding(command.amount, currency, ports.settings)
    split = _split(command, scene, currency, ports=ports)
    refuse_too_early(ends_at, now, ports.settings)
    document = _find_open(command, scene)
    if document is None or not _is_as(Funding.of(document), quoted):
        history = require_within_limits(command, scene, quoted, ports=ports)
        if document is not None:
            _end(document, ports=ports)
            raise Conflict("the earlier payment is canceled; the next one is due")
        terms = Terms(challenge, ends_at, split, quoted, is_payers_first=not history.payer_is_known)
        document = reserve_funding(command, scene, terms, ports=ports)
    else:
        pool = pool_as_asked(command, scene, ends_at, split, now, settings=ports.settings)
        writes = [*pool, *freeze_terms(challenge, now)]
        ports.store.commit(writes)
    return _hand_out(command, document, ports=ports)


def _split(command: FundPrizePool, scene: Scene, currency: str, *, ports: Ports) -> PrizeMoney:
    """For what the pool will hold if this payment succeeds."""
    paid = sum(one.left for one in scene.fundings if one.status is FundingStatus.SUCCEEDED)
    frozen = scene.pool is not None and (
        scene.pool.frozen_at is not None or _has_participants(command.challenge_id, ports=ports)
    )
    total = paid + command.amount
    return decide_split(command, scene.pool, currency, total=total, is_frozen=frozen, settings=ports.settings)


def _has_participants(challenge_id: str, *, ports: Ports) -> bool:
    query = Query("user-challenge", [("challengeId", "==", challenge_id)], limit=1, fields=NO_FIELDS)
    return bool(ports.store.query(query))


def _find_open(command: FundPrizePool, scene: Scene) -> Document | None:
    mine = [one for one in scene.fundings if one.payer_id == command.payer_id and one.status in rules.OPEN]
    unpaid = [one for one in mine if one.revoked_at is None]
    return scene.documents[unpaid[0].funding_id] if unpaid else None


def _is_as(funding: Funding, quoted: FundingQuote) -> bool:
    return (funding.amount, funding.total, funding.currency) == (
        quoted.amount,
        quoted.total,
        quoted.currency,
    )


def _end(document: Document, *, ports: Ports) -> None:
    """Another amount is asked for. The old intent must be unpayable before there is a new one."""
    funding = Funding.of(document)
    if funding.payment_intent_id is None:
        close_unlinked(document, funding.payer_id, ports=ports)
        return
    after = cancel_intent(funding.payment_intent_id, ports=ports)
    if after is not None and after.status in rules.OPEN:
        raise FundingUnderWay("your earlier payment into this pool is being processed")


def _hand_out(command: FundPrizePool, document: Document, *, ports: Ports) -> UnpaidFunding:
    funding = Funding.of(document)
    intent = fetch_or_create_intent(document, ports=ports)
    if funding.payment_intent_id is None:
        link_intent(document, intent, command.payer_id, ports=ports)
    _refuse_moved_on(intent, ports=ports)
    return UnpaidFunding(
        payment_intent_id=intent.id,
        client_secret=intent.client_secret or "",
        amount=funding.amount,
        processing_fee=funding.processing_fee,
        total=funding.total,
        currency=funding.currency,
    )


def _refuse_moved_on(intent: PaymentIntent, *, ports: Ports) -> None:
    """Only an intent that can still be confirmed is handed out; what became of another is recorded first."""
    if intent.status in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        return
    if intent.status in {"succeeded", "canceled"}:
        apply_funding(intent.id, ports=ports)
        raise Conflict("the earlier payment has ended; the next one is due")
    raise FundingUnderWay("your earlier payment into this pool is being processed")
