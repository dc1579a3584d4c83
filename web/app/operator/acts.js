/** The acts of administrators: what each will do, in a sentence, and which operation does it. */

const prize = (prizeRecordId) => ({ prizeRecordId });

/**
 * `fields(subject)` are those of the operation beside the reason; `path(subject, answer)` is the record whose
 * history grows.
 */
const ACTS = {
  pause_payouts: { operation: 'pause-payouts', fields: () => ({}), path: () => 'control/payouts' },
  hold_prize: { operation: 'hold-prize', fields: prize, path: (id) => `prizeRecords/${id}` },
  cancel_prize: { operation: 'cancel-prize', fields: prize, path: (id) => `prizeRecords/${id}` },
  release_prize: { operation: 'release-prize', fields: prize, path: (id) => `prizeRecords/${id}` },
  pay_prize: { operation: 'payout-prize-money', fields: prize, path: (id) => `prizeRecords/${id}`, needsNoReason: true },
  hold_person: { operation: 'hold-person', fields: (userId) => ({ userId }), path: (id) => `personHolds/${id}` },
};

const request = (act) => ({
  operation: 'request-approval',
  fields: (subjectId) => ({ act, subjectId }),
  path: (_subject, answer) => answer.path,
});

export const actOf = (name) => ACTS[name] ?? request(name);

export const approval = (act) => ({
  operation: 'approve-request',
  fields: (subjectId) => ({ act, subjectId }),
  path: (_subject, answer) => answer.path,
});

/** Requests that can still be approved at *now*, or approved again where the act did not finish; oldest first. */
export function waiting(approvals, now) {
  return approvals.filter(({ expiresAt }) => expiresAt > now).sort((a, b) => a.requestedAt - b.requestedAt);
}

/** `[[name, value]]` of what exactly is asked for, by name; what is not set is left out. */
export function termsOf({ terms }) {
  const set = Object.entries(terms).filter(([, value]) => value !== null && value !== undefined);
  return set.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What can be done about a prize in this state. */
export function actsOfPrize({ status, reason }) {
  if (status === 'reversed') return ['reissue-prize'];
  if (status === 'failed') return ['release_prize', 'cancel_prize'];
  if (status !== 'pending') return [];
  return reason === 'held_for_approval' ? ['pay-prize', 'cancel_prize'] : ['pay_prize', 'hold_prize', 'cancel_prize'];
}
