/** What a trainer's payments mean, summed up. Pure: records in, figures out. */

import { monthKey } from '/app/dates.js';

/** Those whose money arrived, as the backend counts them. */
export const PAID_FOR = ['completed', 'partially_refunded', 'refunded', 'disputed', 'lost'];
const SOLD = ['completed', 'partially_refunded'];
/** Of what was given back or may have to be; a dispute that was won leaves a sale as it was. */
export const TAKEN_BACK = ['partially_refunded', 'refunded', 'disputed', 'lost'];

/** `{key, name, currency, sold, gross, fee, givenBack, net}` for each key and currency, the newest sale first. */
function grouped(payments, keyOf, nameOf) {
  const groups = new Map();
  for (const one of payments) {
    const id = `${keyOf(one)} ${one.currency}`;
    const group = groups.get(id) ?? {
      key: keyOf(one), name: nameOf(one), currency: one.currency, sold: 0, gross: 0, fee: 0, givenBack: 0, net: 0,
    };
    group.sold += SOLD.includes(one.status) ? 1 : 0;
    group.gross += one.amount;
    group.fee += one.amount - one.ownerAmount;
    group.givenBack += one.ownerRefundedAmount;
    group.net += one.ownerNetAmount;
    groups.set(id, group);
  }
  return [...groups.values()];
}

export const byRound = (payments) => grouped(payments, (one) => one.challengeId, (one) => one.challengeTitle);
export const byMonth = (payments) =>
  grouped(payments, (one) => monthKey(one.createdAt), (one) => monthKey(one.createdAt)).sort((a, b) =>
    a.key < b.key ? 1 : -1,
  );

export const givenBack = (payments) => payments.filter((one) => one.ownerRefundedAmount || one.refundedAmount || one.disputeId);

/** What is left of a sale that its trainer may ask to refund; nothing of one whose money is not here. */
export const refundable = (one) =>
  SOLD.includes(one.status) ? one.amount - (one.refundedAmount ?? 0) - (one.reservedRefundAmount ?? 0) : 0;

/** What buyers get by refunds that were decided and not made yet, and what could not be taken from the trainer yet. */
export const reserved = (payments) => payments.map((one) => [one.reservedRefundAmount ?? 0, one.currency]);
export const owed = (payments) => payments.map((one) => [one.receivableAmount ?? 0, one.currency]);
export const kept = (payments) => payments.map((one) => [one.ownerNetAmount, one.currency]);

/** Keys of the last *count* months, newest first. */
export function lastMonths(now, count = 24) {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  return Array.from({ length: count }, (_, back) => monthKey(new Date(Date.UTC(year, month - back, 1))));
}
