"""All steps, in the order in which they can be done. Each row: its name, why, how it looks, what it plans."""

from __future__ import annotations

from deploy.step import Step
from deploy.steps import (
    accounts,
    digests,
    firestore,
    functions,
    monitoring,
    pages,
    parameters,
    people,
    project,
    rules,
    secrets,
    stripe_balance,
    stripe_endpoints,
    stripe_key,
)

STEPS = (
    Step("project", "someone pays for it", project.look_at_project, project.plan_project),
    Step("parameters", "what only you decide", parameters.look_at_parameters, parameters.plan_parameters),
    Step("apis", "nothing answers before", project.look_at_apis, project.plan_apis),
    Step(
        "database",
        "made by the CLI it would be unprotected",
        firestore.look_at_database,
        firestore.plan_database,
    ),
    Step(
        "backups",
        "point-in-time recovery ends after a week",
        firestore.look_at_backups,
        firestore.plan_backups,
    ),
    Step("indexes", "queries fail until they are built", firestore.look_at_indexes, firestore.plan_indexes),
    Step("accounts", "each part has rights of its own", accounts.look_at_accounts, accounts.plan_accounts),
    Step("rights", "the roles that it uses, and no others", accounts.look_at_rights, accounts.plan_rights),
    Step("secrets", "functions cannot be deployed without", secrets.look_at_secrets, secrets.plan_secrets),
    Step("key", "what the functions may do at Stripe", stripe_key.look_at_key, stripe_key.plan_key),
    Step("endpoints", "Stripe's events", stripe_endpoints.look_at_endpoints, stripe_endpoints.plan_endpoints),
    Step("balance", "prizes are paid from it", stripe_balance.look_at_balance, stripe_balance.plan_balance),
    Step("images", "an app's are kept as long as before", functions.look_at_images, functions.plan_images),
    Step("functions", "the backend", functions.look_at_functions, functions.plan_functions),
    Step("invokers", "who may call which function", functions.look_at_invokers, functions.plan_invokers),
    Step("rules", "what apps may read and write", rules.look_at_rules, rules.plan_rules),
    Step("pages", "onboarding, winners, staff", pages.look_at_pages, pages.plan_pages),
    Step("sign-in", "staff need a second factor", people.look_at_sign_in, people.plan_sign_in),
    Step("app check", "that calls come from your apps", people.look_at_app_check, people.plan_app_check),
    Step("metrics", "counted from the log", monitoring.look_at_metrics, monitoring.plan_metrics),
    Step("channels", "who is told", monitoring.look_at_channels, monitoring.plan_channels),
    Step("alerts", "what they are told", monitoring.look_at_policies, monitoring.plan_policies),
    Step(
        "digests",
        "the audit trail outlives its database",
        digests.look_at_digests,
        digests.plan_digests,
    ),
    Step("administrators", "some acts take two", people.look_at_administrators, people.plan_administrators),
)
