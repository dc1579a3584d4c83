/**
 * Whom an act is about and how much money: `{people: [[key of a text, uid]], facts: [[key of a text, value]]}`.
 * The people get the money or bear it; their names are read when the act is about to be done.
 */

import { call } from '/app/api.js';
import { money } from '/app/money.js';
import { learn } from '/app/operator/people.js';
import { t } from '/app/texts.js';

export const NOBODY = { people: [], facts: [] };

export function aboutPrize({ userId, amount, currency, challengeTitle }) {
  return {
    people: [['payment.winner', userId]],
    facts: [['term.amount', money(amount, currency)], ['found.challenge', challengeTitle]],
  };
}

export function aboutPayment({ buyerId, ownerId, amount, refundableAmount, refundRequested, currency, challengeTitle }) {
  const wanted = refundRequested ? [['operator.refunds', money(refundRequested.amount, currency)]] : [];
  return {
    people: [['payment.buyer', buyerId], ['payment.trainer', ownerId]],
    facts: [
      ['term.amount', money(amount, currency)], ['payment.refundable', money(refundableAmount, currency)], ...wanted,
      ['found.challenge', challengeTitle],
    ],
  };
}

export const aboutAccount = ({ userId }) => ({ people: [['found.person', userId]], facts: [] });

const payers = (ids) => [...new Set(ids)].map((id) => ['pool_lines.payer', id]);

export function aboutPool({ held, currency, fundings }) {
  return { people: payers(fundings.map((one) => one.payerId)), facts: [['operator.in_pool', money(held, currency)]] };
}

export function aboutFunding({ payerId, total }, currency) {
  return { people: payers([payerId]), facts: [['term.amount', money(total, currency)]] };
}

export const aboutEvent = (type, subject) => ({
  people: [], facts: [['found.event', type], ['found.about', subject]],
});

/** As what the people of a match stand there: first whose it is, then the others. */
const ROLES = {
  prize: ['payment.winner'], payment: ['payment.buyer', 'payment.trainer'], funding: ['pool_lines.payer'],
  challenge: ['payment.trainer'],
};

/** *match* of `find`. */
export function aboutMatch({ kind, userId, title, amount, currency, links }) {
  const ids = new Set([userId, ...links.filter((one) => one.kind === 'person').map((one) => one.id)]);
  const people = [...ids].filter(Boolean);
  if (kind === 'pool') return { people: payers(people), facts: [] };
  const sum = amount === null ? [] : [[kind === 'challenge' ? 'pay.price' : 'term.amount', money(amount, currency)]];
  return {
    people: people.map((id, at) => [ROLES[kind]?.[at] ?? 'found.person', id]),
    facts: kind === 'person' ? [] : [...sum, [`found.${kind}`, title]],
  };
}

export const aboutContest = ({ userId, sentence }) => ({
  people: [['operator.contested_by', userId]], facts: [['work.contest', sentence]],
});

const ABOUT_POOLS = new Set(['raise_limit', 'resolve_pool_loss', 'return_pool', 'sponsor_pool']);

/** Of a request: what its record says, and whom its terms name. */
export async function aboutRequest({ act, subject, terms }) {
  const id = subject.split('/').at(-1);
  const out = terms.disqualifiedUserId ? [['term.disqualifiedUserId', terms.disqualifiedUserId]] : [];
  const asked = terms.amount && terms.currency ? [['operator.asked_amount', money(terms.amount, terms.currency)]] : [];
  const { people, facts } = act === 'resume-payouts' ? NOBODY : await recordOf(act, id);
  return { people: [...people, ...out], facts: [['operator.asked', t(`asked.${act}`)], ...asked, ...facts] };
}

async function recordOf(act, id) {
  const { matches } = await call('find', { query: id });
  learn(matches);
  const found = matches.filter((one) => one.id === id && (!ABOUT_POOLS.has(act) || one.kind === 'pool'));
  return found.length ? aboutMatch(found[0]) : NOBODY;
}

/** The names of *facts* in words. */
export const inWords = (facts) => facts.map(([key, value]) => [t(key), value]);
