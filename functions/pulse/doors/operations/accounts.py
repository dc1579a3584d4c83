"""Operations on connected accounts, each for the trainer's account (`creator`) and for the winner's."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.accounts import (
    AccountStatus,
    Component,
    OpenAccount,
    OpenDashboard,
    OpenSession,
    RefreshAccount,
    ResetOnboarding,
    Role,
    open_account,
    open_dashboard,
    open_session,
    refresh_account,
    reset_onboarding,
)
from pulse.alerts import report_link_request
from pulse.doors.access.rate_limits import LINKS, LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.operation import READ_OR_WRITE, WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Claim, Components, Id, Place
from pulse.doors.wire.inputs import ForPerson
from pulse.doors.wire.moments import iso
from pulse.doors.wire.requirements import RequirementsAnswer, requirements_in_words
from pulse.ports import Ports


class OpenWinnerAccountInput(ForPerson):
    challengeId: Claim[Id] = None
    placement: Claim[Place] = None


class AccountSessionInput(ForPerson):
    components: Claim[Components] = None
    """Which of Stripe's embedded components the session opens; all of them by default."""


class AccountSessionAnswer(TypedDict):
    clientSecret: str
    expiresAt: str


class AccountLinkAnswer(TypedDict):
    accountLink: str
    accountId: str
    expiresAt: str


class OnboardingAnswer(TypedDict):
    message: str
    onboardingStatus: str
    accountState: str | None
    hasStripeAccount: bool
    stripeAccountId: str | None
    requirements: RequirementsAnswer
    requirementsInWords: RequirementsAnswer
    nextAction: str


class WinnerOnboardingAnswer(OnboardingAnswer):
    userId: str
    timestamp: str


class MessageAnswer(TypedDict):
    message: str


class UrlAnswer(TypedDict):
    url: str


def create_connected_account(call: Call[ForPerson], ports: Ports) -> Answer:
    command = OpenAccount(call.user_id, Role.CREATOR, call.actor)
    return _open_account(command, ports)


def create_winner_connected_account(call: Call[OpenWinnerAccountInput], ports: Ports) -> Answer:
    fields = call.fields
    command = OpenAccount(call.user_id, Role.WINNER, call.actor, fields.challengeId, fields.placement)
    return _open_account(command, ports)


def _open_account(command: OpenAccount, ports: Ports) -> Answer:
    report_link_request(command.user_id, actor=command.actor, ports=ports)
    link = open_account(command, ports=ports)

    answer: AccountLinkAnswer = {
        "accountLink": link.url,
        "accountId": link.account_id,
        "expiresAt": iso(link.expires_at),
    }
    return Answer(answer)


def complete_stripe_onboarding(call: Call[ForPerson], ports: Ports) -> Answer:
    command = RefreshAccount(call.user_id, Role.CREATOR, call.actor)

    status = refresh_account(command, ports=ports)

    return Answer(_onboarding(status, call))


def complete_winner_stripe_onboarding(call: Call[ForPerson], ports: Ports) -> Answer:
    command = RefreshAccount(call.user_id, Role.WINNER, call.actor)

    status = refresh_account(command, ports=ports)

    answer: WinnerOnboardingAnswer = {
        **_onboarding(status, call),
        "userId": status.user_id,
        "timestamp": iso(ports.clock.now()),
    }
    return Answer(answer)


def _onboarding(status: AccountStatus, call: Call[ForPerson]) -> OnboardingAnswer:
    """To an administrator the owner's sentence is quoted: it is not the administrator who has to do it."""
    quoted = f'The owner of the account is told: "{status.next_action}"'
    next_action = quoted if call.named_other else status.next_action
    return {
        "message": next_action,
        "onboardingStatus": status.onboarding_status.value,
        "accountState": status.state and status.state.value,
        "hasStripeAccount": status.has_stripe_account,
        "stripeAccountId": status.account_id_masked,
        "requirements": {
            "currentlyDue": list(status.due.currently_due),
            "pastDue": list(status.due.past_due),
            "pendingVerification": list(status.due.pending_verification),
            "deadline": iso(status.due.deadline),
        },
        "requirementsInWords": requirements_in_words(status),
        "nextAction": next_action,
    }


def _reset(role: Role, call: Call[ForPerson], ports: Ports) -> Answer:
    command = ResetOnboarding(call.user_id, role, call.actor)

    reset_onboarding(command, ports=ports)

    answer: MessageAnswer = {"message": "Onboarding was reset; it can be started again"}
    return Answer(answer)


def get_dashboard_link(call: Call[ForPerson], ports: Ports) -> Answer:
    role = Role.WINNER if call.fields.accountType == "winner" else Role.CREATOR
    return _open_dashboard(role, call, ports)


def _open_dashboard(role: Role, call: Call[ForPerson], ports: Ports) -> Answer:
    command = OpenDashboard(call.user_id, role, call.actor)

    report_link_request(command.user_id, actor=command.actor, ports=ports)
    link = open_dashboard(command, ports=ports)

    answer: UrlAnswer = {"url": link.url}
    return Answer(answer)


def create_account_session(call: Call[AccountSessionInput], ports: Ports) -> Answer:
    role = Role.WINNER if call.fields.accountType == "winner" else Role.CREATOR
    named = call.fields.components
    components = tuple(Component(name) for name in named) if named else tuple(Component)
    command = OpenSession(call.user_id, role, components, call.actor)

    session = open_session(command, ports=ports)

    answer: AccountSessionAnswer = {
        "clientSecret": session.client_secret,
        "expiresAt": iso(session.expires_at),
    }
    return Answer(answer)


_row = partial(Operation, methods=READ_OR_WRITE, input=ForPerson, access=Access.PERSON, limit=LINKS)
_looks = partial(_row, limit=LOOKS, check_revoked=False)

ROWS = (
    _row(
        "create-connected-account",
        "Start or continue a trainer's onboarding at Stripe",
        handler=create_connected_account,
        answer=AccountLinkAnswer,
    ),
    _row(
        "create-winner-connected-account",
        "Start or continue a winner's onboarding at Stripe",
        methods=WRITE,
        input=OpenWinnerAccountInput,
        handler=create_winner_connected_account,
        answer=AccountLinkAnswer,
    ),
    _looks(
        "complete-stripe-onboarding",
        "What Stripe says about a trainer's account now",
        handler=complete_stripe_onboarding,
        answer=OnboardingAnswer,
    ),
    _looks(
        "complete-winner-stripe-onboarding",
        "What Stripe says about a winner's account now",
        handler=complete_winner_stripe_onboarding,
        answer=WinnerOnboardingAnswer,
    ),
    _row(
        "reset-onboarding",
        "For testing: forget a trainer's account",
        handler=partial(_reset, Role.CREATOR),
        answer=MessageAnswer,
    ),
    _row(
        "reset-winner-onboarding",
        "For testing: forget a winner's account",
        handler=partial(_reset, Role.WINNER),
        answer=MessageAnswer,
    ),
    _row(
        "get-dashboard-link",
        "A link to the trainer's Stripe dashboard, or with `accountType` `winner` to the winner's",
        handler=get_dashboard_link,
        answer=UrlAnswer,
    ),
    _row(
        "get-winner-dashboard-link",
        "A link to the winner's Stripe dashboard",
        handler=partial(_open_dashboard, Role.WINNER),
        answer=UrlAnswer,
    ),
    _row(
        "create-account-session",
        "A session for Stripe's embedded components, which show the caller their own account",
        methods=WRITE,
        input=AccountSessionInput,
        access=Access.ONESELF,
        handler=create_account_session,
        answer=AccountSessionAnswer,
    ),
)
