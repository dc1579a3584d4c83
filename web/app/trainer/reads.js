/** What a trainer's page reads live of their sales and challenges. */

import { watchLong } from '/app/long-list.js';
import { listWith, watchAboveZero, watchAll, watchNewest } from '/app/store.js';
import { PAID_FOR, TAKEN_BACK } from '/app/trainer/sales.js';

/** *hear* gets `{newest, back, reserved, owed}`, as `watchLong` tells them. */
export function watchSales(uid, hear, fail) {
  const mine = { ownerId: uid };
  const newest = (status) => (take) => watchNewest('payments', { ...mine, status }, 'createdAt', take, fail);
  const above = (field) => (take) => watchAboveZero('payments', mine, field, take, fail);
  const others = { back: newest(TAKEN_BACK), reserved: above('reservedRefundAmount'), owed: above('receivableAmount') };
  return watchLong(newest(PAID_FOR), others, hear);
}

/** A challenge has one owner, or a list of them. *hear* gets `(challenges, isComplete)`, once both kinds were read. */
export function watchChallenges(uid, hear, fail) {
  const lists = {};
  const take = (name) => (found, isComplete) => {
    lists[name] = { found, isComplete };
    const { alone, shared } = lists;
    if (alone && shared) hear([...alone.found, ...shared.found].sort(byTitle), alone.isComplete && shared.isComplete);
  };
  const read = (name, ownerId) => watchAll('challenges', { ownerId }, take(name), fail);
  const ends = [read('alone', uid), read('shared', listWith(uid))];
  return () => ends.forEach((end) => end());
}

const byTitle = (one, other) => (one.title ?? '').localeCompare(other.title ?? '');
