/** What is wrong, worst first. Pure: the answer of `get-overview` in, sentences out. */

import { money } from '/app/money.js';
import { moment } from '/app/dates.js';
import { t } from '/app/texts.js';

const INBOX_OLD_MS = 15 * 60_000;

/** `[[key, values]]` of what is wrong now. */
export function wrong(seen, now) {
  const { inbox } = seen;
  const age = inbox.oldest ? now - Date.parse(inbox.oldest) : 0;
  const overdue = seen.unpaid.filter((one) => one.overdue);
  const found = [
    [seen.paused, 'paused', {}],
    [seen.overdrawn.length, 'overdrawn', { currencies: seen.overdrawn.join(', ').toUpperCase() }],
    [seen.differences, 'differences', { count: seen.differences }],
    [!seen.comparedInFullAt, 'never_compared', {}],
    [seen.unreadable.length, 'unreadable', { ids: seen.unreadable.join(', ') }],
    [overdue.length, 'overdue', { count: overdue.reduce((sum, one) => sum + one.overdue, 0) }],
    [inbox.failed, 'events_failed', { count: inbox.failed }],
    [age > INBOX_OLD_MS, 'inbox_old', { since: moment(inbox.oldest) }],
    [!seen.heartbeatAt, 'no_heartbeat', {}],
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
