/** What is wrong, worst first: the answer of `get-overview` in, sentences and cards out. */

import { html, nothing } from '/vendor/lit.js';
import { ago, moment } from '/app/dates.js';
import { language, t } from '/app/texts.js';
import { money, moneys } from '/app/money.js';
import { whyOf } from '/app/operator/found.js';
import { figures, table } from '/app/parts/pieces.js';
import '/app/parts/act.js';

const INBOX_OLD_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

/** `USD 12.34 + EUR 0.01`: what nothing explains, by currency; empty where nothing differs. */
const unexplained = (seen) => moneys(seen.unexplained.map((one) => [one.amount, one.currency]));

/** `[[key, values]]` of what is wrong now: first what books and Stripe say, or that nobody compared them. */
export function wrong(seen, now) {
  const { audit, inbox, invariants } = seen;
  const age = inbox.oldest ? now - Date.parse(inbox.oldest) : 0;
  const overdue = seen.unpaid.filter((one) => one.overdue);
  const found = [
    [seen.paused, 'paused', {}],
    [seen.differences, 'differences', { count: seen.differences, amount: unexplained(seen) }],
    [!seen.comparedInFullAt, 'never_compared', {}],
    [seen.comparisonOverdue, 'compared_long_ago', { count: Math.floor((now - Date.parse(seen.comparedInFullAt)) / HOUR_MS) }],
    [invariants?.broken, 'invariants_broken', { count: invariants?.broken }],
    [seen.overdrawn.length, 'overdrawn', { currencies: seen.overdrawn.join(', ').toUpperCase() }],
    [audit?.broken, 'audit_broken', { count: audit?.broken }],
    [seen.unreadable.length, 'unreadable', { ids: seen.unreadable.join(', ') }],
    [overdue.length, 'overdue', { count: overdue.reduce((sum, one) => sum + one.overdue, 0) }],
    [inbox.failed, 'events_failed', { count: inbox.failed }],
    [age > INBOX_OLD_MS, 'inbox_old', { since: moment(inbox.oldest) }],
    [!seen.heartbeatAt, 'no_heartbeat', {}],
    [!audit, 'never_verified', {}],
    [audit?.overdue, 'verified_long_ago', { since: moment(audit?.verifiedAt) }],
    [!invariants, 'never_checked', {}],
    [invariants?.overdue, 'checked_long_ago', { since: moment(invariants?.checkedAt) }],
    [!seen.toldAt, 'nobody_told', {}],
    [seen.awardsNotRecorded, 'awards', { count: seen.awardsNotRecorded }],
    [seen.noticesUnsent, 'notices_unsent', { count: seen.noticesUnsent }],
    [seen.alerts.length, 'alerts', { causes: seen.alerts.map((one) => `${one.cause} (${one.count})`).join(', ') }],
  ];
  return found.filter(([is]) => is).map(([, key, values]) => [key, values]);
}

/** *open*: shows the oldest prize of a reason. */
export function unpaidCard(unpaid, open) {
  const heads = ['reason', 'count', 'amount', 'oldest', 'overdue'].map((one) => t(`unpaid.${one}`));
  return html`<section class="card" aria-labelledby="unpaid">
    <h2 id="unpaid">${t('unpaid.title')}</h2>
    ${table(t('unpaid.title'), heads, unpaidRows(unpaid, open), 'wide')}
  </section>`;
}

/** What is overdue and the largest count first. */
function unpaidRows(unpaid, open) {
  return [...unpaid]
    .sort((a, b) => b.overdue - a.overdue || b.count - a.count)
    .map((one) => [
      html`${whyOf(one.reason)} <small>${one.reason}, ${t(`prize.status.${one.status}`)}</small>`,
      one.count, money(one.amount, one.currency),
      html`<pulse-act kind="quiet" .label=${ago(one.oldest)} .run=${() => open.prize(one.oldestId)}></pulse-act>`,
      one.overdue ? html`<strong class="bad-text">${one.overdue}</strong>` : 0,
    ]);
}

/** Where on the page there is more about it; what is told elsewhere, as the pause, is no line of the list. */
const MORE = {
  audit_broken: 'audit', never_verified: 'audit', verified_long_ago: 'audit', differences: 'work', unreadable: 'work',
  invariants_broken: 'invariants', never_checked: 'invariants', checked_long_ago: 'invariants', alerts: 'work', overdue: 'unpaid', events_failed: 'inbox', inbox_old: 'inbox',
};

function line([key, values]) {
  const told = t(`wrong.${key}`, values);
  return html`<li>${key in MORE ? html`<a href="#${MORE[key]}">${told}</a>` : told}</li>`;
}

export function wrongCard(seen, lookAgain) {
  const found = wrong(seen, Date.now());
  const told = found.filter(([key]) => key !== 'paused');
  const title = told.length ? 'wrong' : seen.paused ? 'all_else_well' : 'all_well';
  return html`<section class="box ${found.length ? 'bad' : 'fine'}" aria-labelledby="wrong">
    <h2 id="wrong">${t(`operator.${title}`)}</h2>
    ${told.length ? html`<ul class="wrong">${told.map(line)}</ul>` : nothing}
    ${figures([
      [t('operator.unexplained'), unexplainedOrWhy(seen)], [t('operator.compared'), moment(seen.comparedInFullAt)],
      [t('operator.read'), moment(seen.readAt)], [t('operator.heartbeat'), moment(seen.heartbeatAt)],
      [t('operator.told'), moment(seen.toldAt)], [t('operator.inbox'), String(seen.inbox.waiting)],
      [t('operator.refunds'), String(seen.refundsAskedFor)], [t('operator.holds'), String(seen.peopleOnHold)],
    ])}
    <pulse-act .label=${t('operator.again')} .run=${lookAgain}></pulse-act>
  </section>`;
}

/** Nothing is called explained that was not compared, or not lately. */
function unexplainedOrWhy(seen) {
  if (seen.unexplained.length) return html`<strong class="bad-text">${unexplained(seen)}</strong>`;
  const isOpen = !seen.comparedInFullAt || seen.comparisonOverdue;
  return isOpen ? html`<strong class="bad-text">${t('operator.not_compared')}</strong>` : t('operator.none_unexplained');
}

/** *invariants*: what the last night found of what must always hold; null if no night looked. */
export function invariantsCard(invariants) {
  return html`<section class="card" aria-labelledby="invariants">
    <h2 id="invariants">${t('invariants.title')}</h2>
    ${invariants === null ? html`<p>${t('wrong.never_checked')}</p>` : checked(invariants)}
  </section>`;
}

function checked({ checkedAt, broken, named }) {
  return html`<p class=${broken ? 'bad-text' : ''}>${t(broken ? 'wrong.invariants_broken' : 'invariants.hold', { count: broken })}</p>
    ${figures([[t('invariants.checked'), moment(checkedAt)]])}
    ${broken ? html`<ul lang="en" class="wrong">${named.map((one) => html`<li>${one}</li>`)}</ul>` : nothing}`;
}

/** *audit*: what the last check of all trails found; null if there was none. */
export function auditCard(audit) {
  return html`<section class="card" aria-labelledby="audit">
    <h2 id="audit">${t('audit.title')}</h2>
    ${audit === null ? html`<p>${t('wrong.never_verified')}</p>` : verified(audit)}
  </section>`;
}

function verified({ verifiedAt, rows, records, broken, named }) {
  return html`<p class=${broken ? 'bad-text' : ''}>${t(broken ? 'audit.broken' : 'audit.whole', { count: broken })}</p>
    ${figures([[t('audit.verified'), moment(verifiedAt)], [t('audit.rows'), number(rows)], [t('audit.records'), number(records)]])}
    ${broken ? html`<ul lang="en" class="wrong">${named.map((one) => html`<li>${one}</li>`)}</ul>` : nothing}`;
}

function number(value) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 2 }).format(value);
}

const METRIC = ['name', 'value', 'target', 'met', 'means'];

/** *metrics* of `get-metrics`: those that miss their target come first, and nothing is said of what nothing was measured for. */
export function metricsTable(metrics) {
  const order = [...metrics].sort((a, b) => a.good - b.good);
  const rows = order.map((one) => [html`<code>${one.name}</code>`, measured(one), one.target, met(one), one.sentence]);
  return table(t('metrics.title'), METRIC.map((one) => t(`metrics.${one}`)), rows, 'wide');
}

function measured({ readable, unit, value }) {
  if (!readable) return t('metrics.unreadable');
  return value === null ? '' : `${number(value)} ${t(`unit.${unit}`)}`;
}

function met({ good, readable, value }) {
  if (!good) return html`<span class="badge failed">${t('metrics.missed')}</span>`;
  return readable && value === null ? '' : html`<span class="badge ready">${t('metrics.good')}</span>`;
}
