/** What is wrong, worst first: the answer of `get-overview` in, sentences and cards out. */

import { html, nothing } from '/vendor/lit.js';
import { ago, moment } from '/app/dates.js';
import { language, t } from '/app/texts.js';
import { money } from '/app/money.js';
import { whyOf } from '/app/operator/found.js';
import { figures, table } from '/app/parts/pieces.js';
import '/app/parts/act.js';

const INBOX_OLD_MS = 15 * 60_000;
/** They are verified nightly; some hours are for a long night. */
const AUDIT_OLD_MS = 36 * 3_600_000;

/** `[[key, values]]` of what is wrong now. */
export function wrong(seen, now) {
  const { audit, inbox } = seen;
  const age = inbox.oldest ? now - Date.parse(inbox.oldest) : 0;
  const overdue = seen.unpaid.filter((one) => one.overdue);
  const found = [
    [seen.paused, 'paused', {}],
    [seen.overdrawn.length, 'overdrawn', { currencies: seen.overdrawn.join(', ').toUpperCase() }],
    [audit?.broken, 'audit_broken', { count: audit?.broken }],
    [seen.differences, 'differences', { count: seen.differences }],
    [!seen.comparedInFullAt, 'never_compared', {}],
    [seen.unreadable.length, 'unreadable', { ids: seen.unreadable.join(', ') }],
    [overdue.length, 'overdue', { count: overdue.reduce((sum, one) => sum + one.overdue, 0) }],
    [inbox.failed, 'events_failed', { count: inbox.failed }],
    [age > INBOX_OLD_MS, 'inbox_old', { since: moment(inbox.oldest) }],
    [!seen.heartbeatAt, 'no_heartbeat', {}],
    [!audit, 'never_verified', {}],
    [audit && now - Date.parse(audit.verifiedAt) > AUDIT_OLD_MS, 'verified_long_ago', { since: moment(audit?.verifiedAt) }],
    [!seen.toldAt, 'nobody_told', {}],
    [seen.awardsNotRecorded, 'awards', { count: seen.awardsNotRecorded }],
    [seen.noticesUnsent, 'notices_unsent', { count: seen.noticesUnsent }],
    [seen.alerts.length, 'alerts', { causes: seen.alerts.map((one) => `${one.cause} (${one.count})`).join(', ') }],
  ];
  return found.filter(([is]) => is).map(([, key, values]) => [key, values]);
}

/** Rows of the table of what is unpaid: what is overdue and the largest count first. *open*: shows the oldest prize. */
export function unpaidRows(unpaid, open) {
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
  alerts: 'work', overdue: 'unpaid', events_failed: 'inbox', inbox_old: 'inbox',
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
      [t('operator.compared'), moment(seen.comparedInFullAt)], [t('operator.heartbeat'), moment(seen.heartbeatAt)],
      [t('operator.told'), moment(seen.toldAt)], [t('operator.inbox'), String(seen.inbox.waiting)],
      [t('operator.refunds'), String(seen.refundsAskedFor)], [t('operator.holds'), String(seen.peopleOnHold)],
    ])}
    <pulse-act .label=${t('operator.again')} .run=${lookAgain}></pulse-act>
  </section>`;
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
