"""Scores and prize money that were edited after the award, though nobody asks for the award again."""

from __future__ import annotations

from datetime import timedelta

from pulse.backoffice.tally import Tally, each, every
from pulse.ledger import readable
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes import Award, AwardPrizes, compare_award

WATCHED_FOR = timedelta(days=45)
"""Since the award: the time in which its prizes are paid, and an edit still matters to somebody."""
_ACTOR = "system:reconcile"


def notice_edits(*, ports: Ports) -> Tally:
    """Compare every recorded award of the last weeks with its challenge; how many were edited since."""
    young = Query(
        "awards",
        where=[("createdAt", ">=", ports.clock.now() - WATCHED_FOR)],
        order_by=[("createdAt", "asc")],
    )
    awards = readable(Award, every(ports.store, young), ports=ports)
    return each(
        [award for award in awards if award.status == "recorded" and not award.needs_review],
        lambda award: compare_award(AwardPrizes(award.challenge_id, _ACTOR), ports=ports),
        lambda award: f"awards/{award.challenge_id}",
    )
