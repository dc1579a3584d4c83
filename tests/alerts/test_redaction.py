"""A secret in an alert comes out nowhere: not in the log, the documents, or the message."""

from __future__ import annotations

from pulse.ports import Alert, Severity
from tests.canaries import CANARIES, leaked

EVERYTHING = " and ".join(CANARIES.values())


def test_an_alert_keeps_it_in_the_log_the_document_the_message_and_the_person_s_errors(
    world, alerts, slack, capsys
):
    alerts.raise_alert(
        Alert(
            cause="transfer.mismatched",
            severity=Severity.CRITICAL,
            message=f"Compare both: {EVERYTHING}",
            subject="prizeRecords/c_u_1",
            user_id="u1",
            facts={"text": EVERYTHING, "deep": [{"more": EVERYTHING}]},
        )
    )
    stored = {name: kept for name, kept in world.store._documents.items() if kept}
    assert set(stored) >= {"alerts", "users/u1/stripeErrors"}
    assert leaked(str(stored)) == []
    assert leaked(capsys.readouterr().out) == []
    assert len(slack.texts) == 1
    assert leaked(slack.texts[0]) == []
