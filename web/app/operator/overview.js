/** What is wrong, worst first: the answer of `get-overview` in, sentences and cards out. */

import { html, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { figures, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';
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

/** Rows of the table of what is unpaid: the largest count first. */
export function unpaidRows(unpaid) {
  return [...unpaid]
    .sort((a, b) => b.overdue - a.overdue || b.count - a.count)
    .map((one) => [`${one.reason} (${t(`prize.status.${one.status}`)})`, one.count, money(one.amount, one.currency), moment(one.oldest), one.overdue]);
}

export function wrongCard(seen, lookAgain) {
  const found = wrong(seen, Date.now());
  return html`<section class="box ${found.length ? 'bad' : 'fine'}" aria-labelledby="wrong">
    <h2 id="wrong">${t(found.length ? 'operator.wrong' : 'operator.all_well')}</h2>
    ${found.length ? html`<ul>${found.map(([key, values]) => html`<li>${t(`wrong.${key}`, values)}</li>`)}</ul>` : nothing}
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
  return html`<p class=${broken ? 'bad-text' : ''}>${t(broken ? 'wrong.audit_broken' : 'audit.whole', { count: broken })}</p>
    ${figures([[t('audit.verified'), moment(verifiedAt)], [t('audit.rows'), String(rows)], [t('audit.records'), String(records)]])}
    ${broken ? html`<ul lang="en">${named.map((one) => html`<li>${one}</li>`)}</ul>` : nothing}`;
}

const METRIC = ['name', 'value', 'target', 'met', 'means'];

/** *metrics* of `get-metrics`: those that miss their target come first, and nothing is said of what nothing was measured for. */
export function metricsTable(metrics) {
  const rows = metrics.map((one) => [one.name, measured(one), one.target, met(one), one.sentence]);
  return table(t('metrics.title'), METRIC.map((one) => t(`metrics.${one}`)), rows);
}

function measured({ readable, unit, value }) {
  if (!readable) return t('metrics.unreadable');
  return value === null ? '' : `${Math.round(value * 100) / 100} ${t(`unit.${unit}`)}`;
}

function met({ good, readable, value }) {
  if (!good) return html`<strong class="bad-text">${t('metrics.missed')}</strong>`;
  return readable && value === null ? '' : t('metrics.good');
}
