"""Operations on connected accounts, each for the trainer's (`creator`) and the winner's."""

from __future__ import annotations

from functools import partial

from pulse.accounts import (
    AccountStatus,
    OpenAccount,
    OpenDashboard,
    RefreshAccount,
    ResetOnboarding,
    Role,
    open_account,
    open_dashboard,
    refresh_account,
    reset_onboarding,
)
from pulse.alerts import report_link_request
from pulse.doors.answers import (
    AccountLinkAnswer,
    MessageAnswer,
    OnboardingAnswer,
    UrlAnswer,
    WinnerOnboardingAnswer,
)
from pulse.doors.inputs import ForPerson, OpenWinnerAccount
from pulse.doors.moments import iso
from pulse.doors.operation import Answer, Call
from pulse.ports import Ports
from pulse.prizes import wake_winner


def create_connected_account(call: Call[ForPerson], ports: Ports) -> Answer:
    return _opened(OpenAccount(call.user_id, Role.CREATOR, call.actor), ports)


def create_winner_connected_account(call: Call[OpenWinnerAccount], ports: Ports) -> Answer:
    fields = call.fields
    command = OpenAccount(call.user_id, Role.WINNER, call.actor, fields.challengeId, fields.placement)
    return _opened(command, ports)


def complete_stripe_onboarding(call: Call[ForPerson], ports: Ports) -> Answer:
    status = refresh_account(RefreshAccount(call.user_id, Role.CREATOR, call.actor), ports=ports)
    return Answer(_told(status))


def complete_winner_stripe_onboarding(call: Call[ForPerson], ports: Ports) -> Answer:
    status = refresh_account(RefreshAccount(call.user_id, Role.WINNER, call.actor), ports=ports)
    if status.became_ready:
        wake_winner(call.user_id, ports=ports)
    answer: WinnerOnboardingAnswer = {
        **_told(status),
        "userId": status.user_id,
        "timestamp": iso(ports.clock.now()),
    }
    return Answer(answer)


def _reset(role: Role, call: Call[ForPerson], ports: Ports) -> Answer:
    reset_onboarding(ResetOnboarding(call.user_id, role, call.actor), ports=ports)
    answer: MessageAnswer = {"message": "Onboarding was reset; it can be started again"}
    return Answer(answer)


reset_trainer_onboarding = partial(_reset, Role.CREATOR)
reset_winner_onboarding = partial(_reset, Role.WINNER)


def get_dashboard_link(call: Call[ForPerson], ports: Ports) -> Answer:
    role = Role.WINNER if call.fields.accountType == "winner" else Role.CREATOR
    return _dashboard(role, call, ports)


def _dashboard(role: Role, call: Call[ForPerson], ports: Ports) -> Answer:
    report_link_request(call.user_id, actor=call.actor, ports=ports)
    link = open_dashboard(OpenDashboard(call.user_id, role, call.actor), ports=ports)
    if link.became_ready and role is Role.WINNER:
        wake_winner(call.user_id, ports=ports)
    answer: UrlAnswer = {"url": link.url}
    return Answer(answer)


get_winner_dashboard_link = partial(_dashboard, Role.WINNER)


def _opened(command: OpenAccount, ports: Ports) -> Answer:
    report_link_request(command.user_id, actor=command.actor, ports=ports)
    link = open_account(command, ports=ports)
    answer: AccountLinkAnswer = {
        "accountLink": link.url,
        "accountId": link.account_id,
        "expiresAt": iso(link.expires_at),
    }
    return Answer(answer)


def _told(status: AccountStatus) -> OnboardingAnswer:
    return {
        "message": status.next_action,
        "onboardingStatus": status.onboarding_status.value,
        "accountState": status.state and status.state.value,
        "hasStripeAccount": status.has_stripe_account,
        "stripeAccountId": status.account_id_masked,
        "requirements": {
            "currentlyDue": [requirement.words for requirement in status.currently_due],
            "pastDue": [requirement.words for requirement in status.past_due],
            "pendingVerification": [requirement.words for requirement in status.pending_verification],
            "deadline": iso(status.deadline),
        },
        "nextAction": status.next_action,
    }
