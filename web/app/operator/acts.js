/** The acts of administrators: which operation does each, and what else it wants to know. Pure. */

const prize = (prizeRecordId) => ({ prizeRecordId });
const ofPrize = (id) => `prizeRecords/${id}`;
const person = (accountType) => (userId) => ({ userId, accountType });

/**
 * `fields(subject)` are those of the operation beside the reason and the inputs; `path(subject, answer)` is the
 * record whose history grows, undefined while only the answer will tell.
 */
const ALONE = {
  pause_payouts: { operation: 'pause-payouts', fields: () => ({}), path: () => 'control/payouts' },
  hold_prize: { operation: 'hold-prize', fields: prize, path: ofPrize },
  cancel_prize: { operation: 'cancel-prize', fields: prize, path: ofPrize },
  release_prize: { operation: 'release-prize', fields: prize, path: ofPrize },
  pay_prize: { operation: 'payout-prize-money', fields: prize, path: ofPrize, needsNoReason: true },
  hold_person: { operation: 'hold-person', fields: (userId) => ({ userId }), path: (id) => `personHolds/${id}` },
  resync_winner: {
    operation: 'complete-winner-stripe-onboarding', fields: person('winner'), needsNoReason: true,
    path: (id) => `winnerStripeConnect/${id}`,
  },
  resync_trainer: {
    operation: 'complete-stripe-onboarding', fields: person('creator'), needsNoReason: true,
    path: (id) => `stripeConnect/${id}`,
  },
  replay_event: { operation: 'replay-event', fields: (eventId) => ({ eventId }), path: (id) => `replays/${id}` },
  refund: {
    operation: 'refund-payment', fields: (paymentId) => ({ paymentId }), path: (id) => `payments/${id}`,
    needsNoReason: true, inputs: ['amount', 'policy', 'refundReason'],
  },
  decline_refund: {
    operation: 'decline-refund', fields: (paymentId) => ({ paymentId }), path: (id) => `refundRequests/${id}`,
  },
};

/** What two administrators agree to, and what the one who asks has to say beside the reason. */
export const BY_TWO = {
  'pay-prize': [],
  'reissue-prize': [],
  'refund-payment': ['amount', 'policy', 'refundReason'],
  'resume-payouts': [],
  release_person: [],
  cancel_challenge: [],
  accept_funding: [],
  raise_limit: ['amount'],
  revert_entry: [],
  resolve_unclaimed: ['decision'],
  resolve_pool_loss: ['decision', 'amount'],
  return_pool: [],
  sponsor_pool: ['amount'],
  decide_contest: ['decision', 'disqualifiedUserId'],
};

export const DECISIONS = {
  resolve_unclaimed: ['return', 'pay', 'next_place'],
  resolve_pool_loss: ['cover', 'cancel', 'reduce'],
  decide_contest: ['uphold', 'disqualify'],
};

export const POLICIES = ['proportional', 'keep_fee', 'platform_pays'];
export const REFUND_REASONS = ['requested_by_customer', 'duplicate', 'fraudulent'];
/** Without an amount, these acts take all that there is. */
const AMOUNT_MAY_BE_LEFT_OUT = new Set(['refund', 'refund-payment', 'resolve_pool_loss']);

const request = (act) => ({
  operation: 'request-approval',
  fields: (subjectId) => ({ act, subjectId }),
  path: (_subject, answer) => answer?.path,
  inputs: BY_TWO[act],
});

export const actOf = (name) => ALONE[name] ?? request(name);

export const approval = (act) => ({
  operation: 'approve-request',
  fields: (subjectId) => ({ act, subjectId }),
  path: (_subject, answer) => answer?.path,
});

/** What one administrator does at once and nobody takes back. */
const FINAL = new Set(['cancel_prize', 'pay_prize', 'refund']);

/** The kind of its button: `danger` for what is final, `quiet` for what only asks again. */
export function kindOf(name) {
  if (FINAL.has(name)) return 'danger';
  return ['replay_event', 'resync_winner', 'resync_trainer'].includes(name) ? 'quiet' : '';
}

/** `[{name, choices, isOptional}]`: what the act *name* asks for. Without choices it is typed. */
export function inputsOf(name) {
  const choices = { decision: DECISIONS[name], policy: POLICIES, refundReason: REFUND_REASONS };
  const optional = new Set(AMOUNT_MAY_BE_LEFT_OUT.has(name) ? ['amount', 'disqualifiedUserId'] : ['disqualifiedUserId']);
  return (actOf(name).inputs ?? []).map((input) => ({
    name: input, choices: choices[input] ?? null, isOptional: optional.has(input),
  }));
}

/** Requests that can still be approved at *now*, or approved again where the act did not finish; oldest first. */
export function waiting(approvals, now) {
  return approvals.filter(({ expiresAt }) => expiresAt > now).sort((a, b) => a.requestedAt - b.requestedAt);
}

/** Whether *uid* may approve it: another than who asked, and the same again where the act did not finish. */
export const mayApprove = ({ approvedBy, requestedBy }, uid) => (approvedBy ? approvedBy === uid : requestedBy !== uid);

/** `[[name, value]]` of what exactly is asked for, by name; what is not set is left out. */
export function termsOf({ terms }) {
  const set = Object.entries(terms).filter(([, value]) => value !== null && value !== undefined);
  return set.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What can be done about a prize in this state. */
export function actsOfPrize({ status, reason }) {
  if (status === 'reversed') return ['reissue-prize'];
  if (status === 'failed') return ['release_prize', 'cancel_prize'];
  if (status === 'canceled' && reason === 'unclaimed') return ['resolve_unclaimed'];
  if (status !== 'pending') return [];
  return reason === 'held_for_approval' ? ['pay-prize', 'cancel_prize'] : ['pay_prize', 'hold_prize', 'cancel_prize'];
}

/** What can be done about a sale: nothing is refunded that is not here. */
export function actsOfPayment({ refundableAmount, refundRequested, status }) {
  const isHere = ['completed', 'partially_refunded'].includes(status) && refundableAmount > 0;
  return [...(isHere ? ['refund', 'refund-payment'] : []), ...(refundRequested ? ['decline_refund'] : [])];
}

/** What can be done about an account and the person who has it. */
export function actsOfAccount({ accountType, held }) {
  return [accountType === 'winner' ? 'resync_winner' : 'resync_trainer', held ? 'release_person' : 'hold_person'];
}

export const ACTS_OF_POOL = ['return_pool', 'raise_limit', 'sponsor_pool', 'resolve_pool_loss'];

/** By the kind of what was found: what can be done about it without a closer look. */
export function actsOfMatch({ kind, status, reason }) {
  if (kind === 'person') return status === 'on_hold' ? ['release_person'] : ['hold_person'];
  if (kind === 'event') return ['replay_event'];
  if (kind === 'challenge') return ['cancel_challenge'];
  if (kind === 'entry') return [];
  return kind === 'funding' && reason ? ['accept_funding'] : [];
}
