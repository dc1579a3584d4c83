"""A challenge was cancelled after its award: what is not paid yet is held, and operators are told."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.batches import BatchResult, each
from pulse.documents import fetch
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes.acts import PrizeAct, hold_prize
from pulse.prizes.holds import read_known_reasons
from pulse.prizes.patterns import CHALLENGE_CANCELLED
from pulse.prizes.records import PrizeStatus, prize_path
from pulse.prizes.refusals import PrizeSettled

_WHY = "the challenge was cancelled after its award"
_UNPAID = (PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED)


def hold_prizes_of_cancelled(challenge_id: str, *, actor: str, ports: Ports) -> BatchResult:
    """Hold every prize of the challenge that is not paid. Two administrators pay it, or one cancels it.

    Nothing for a challenge that is not cancelled any more: its event may be old.
    """
    challenge = fetch(ports.store, challenge=challenge_id).challenge
    if challenge is None or not challenge.cancelled:
        return BatchResult()
    statuses = [status.value for status in _UNPAID]
    unpaid = Query("prizeRecords", where=[("challengeId", "==", challenge_id), ("status", "in", statuses)])
    found = [document.id for document in ports.store.query(unpaid)]
    held = each(found, lambda one: _hold(one, actor, ports=ports), prize_path)
    if held.done or held.problems:
        ports.alerts.raise_alert(
            causes.CHALLENGE_CANCELLED.alert(
                "A challenge was cancelled after its prizes were awarded. Those that are not paid are held: "
                "pay them with two administrators, or cancel them.",
                subject=f"challenges/{challenge_id}",
                facts={"held": held.done, "not_held": list(held.problems[:10])},
            )
        )
    return held


def _hold(prize_record_id: str, actor: str, *, ports: Ports) -> int:
    document = ports.store.get(prize_path(prize_record_id), ["held"])
    known = not read_known_reasons(prize_record_id, ports=ports).lacks(CHALLENGE_CANCELLED)
    if document is None or (known and document.fields.get("held") is True):
        return 0
    try:
        hold_prize(PrizeAct(prize_record_id, actor, _WHY), ports=ports, pattern=CHALLENGE_CANCELLED)
    except PrizeSettled:
        return 0
    return 1
