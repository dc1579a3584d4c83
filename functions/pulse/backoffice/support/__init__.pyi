from pulse.backoffice.support.explain import Explanation, explain_prize
from pulse.backoffice.support.explain_account import AccountExplanation, ExplainAccount, explain_account
from pulse.backoffice.support.explain_payment import PaymentExplanation, explain_payment
from pulse.backoffice.support.find import Find, find
from pulse.backoffice.support.history import History
from pulse.backoffice.support.lists import Listed, list_challenges, list_people, list_prizes
from pulse.backoffice.support.lookup import QUERY_LENGTH_MAX, QUERY_RULE, is_query
from pulse.backoffice.support.match import Kind, Link, Match
from pulse.backoffice.support.metrics import Metric, Reading, read_metrics
from pulse.backoffice.support.overview import Overview, Unpaid, read_overview
from pulse.backoffice.support.replay_event import ReplayEvent, Replays, replay_event, replays_path
from pulse.backoffice.support.tax_report import TaxRow, Unreported, tax_report
from pulse.backoffice.support.watch import Watch, watch
from pulse.backoffice.support.work import WORK_KINDS, WorkPage, list_work
from pulse.backoffice.support.work_item import WorkItem

__all__ = [
    "AccountExplanation",
    "ExplainAccount",
    "Explanation",
    "Find",
    "History",
    "Kind",
    "Link",
    "Listed",
    "Match",
    "Metric",
    "Overview",
    "PaymentExplanation",
    "QUERY_LENGTH_MAX",
    "QUERY_RULE",
    "Reading",
    "ReplayEvent",
    "Replays",
    "TaxRow",
    "Unpaid",
    "Unreported",
    "WORK_KINDS",
    "Watch",
    "WorkItem",
    "WorkPage",
    "explain_account",
    "explain_payment",
    "explain_prize",
    "find",
    "is_query",
    "list_challenges",
    "list_people",
    "list_prizes",
    "list_work",
    "read_overview",
    "read_metrics",
    "replay_event",
    "replays_path",
    "tax_report",
    "watch",
]
