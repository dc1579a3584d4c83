/** What a prize's record means to its winner. Pure: records in, words' keys and figures out. */

export const OPEN = ['pending', 'processing', 'failed'];

/** Reasons for which the winner acts; `account_rejected` by writing to support. */
const WINNER_ACTS = ['awaiting_account', 'account_restricted', 'account_rejected'];
const SUPPORT_HELPS = ['account_rejected', 'disqualified', 'unclaimed', 'reversed', 'partly_reversed', 'lost'];
const TIME_DECIDES = ['in_review', 'funds_settling', 'bank_changed', 'retrying'];
const BEFORE_ACCOUNT = [
  'in_review', 'contested', 'held_for_approval', 'needs_review', 'pool_unfunded', 'pool_disputed', 'funds_settling',
];

/** `winner`, `pulse`, `time`, or null for a prize that waits for nobody. */
export function whoActs(prize) {
  if (!OPEN.includes(prize.status)) return null;
  if (WINNER_ACTS.includes(prize.reason)) return 'winner';
  return TIME_DECIDES.includes(prize.reason) || !prize.reason ? 'time' : 'pulse';
}

/** The name of its sentence, as the backend chooses it; null where there is nothing to say. */
export function sentenceOf({ status, reason }) {
  if (status === 'reversed') return 'reversed';
  if (!reason) return null;
  if (status === 'paid') return 'partly_reversed';
  return status === 'canceled' && reason === 'pool_disputed' ? 'lost' : reason;
}

/** Whether its sentence says that the winner writes to support. */
export const needsSupport = (prize) => SUPPORT_HELPS.includes(sentenceOf(prize));

/** What the winner gets of it, or got and has not lost again. */
export function receives(prize) {
  if (prize.status === 'canceled') return 0;
  const takenBack = ['paid', 'reversed'].includes(prize.status) ? prize.amountReversed ?? 0 : 0;
  return prize.winnerAmount - takenBack;
}

/** What the winner has of it now: nothing of what was taken back. */
export function kept(prize) {
  return prize.status === 'paid' ? prize.winnerAmount - (prize.amountReversed ?? 0) : 0;
}

export function isReady(account) {
  return account?.state === 'active';
}

/** Whether the bank had it by what Stripe last told us: a payout after it was paid, and none came back since. */
export function isAtBank(prize, account) {
  const until = account?.lastPaidPayoutAt;
  return prize.status === 'paid' && Boolean(until) && Boolean(prize.paidAt) && prize.paidAt <= until;
}

/** `[[step, 'done' | 'now' | 'next', when]]`, in order. */
export function steps(prize, account) {
  const sent = prize.status === 'paid';
  const reviewed = sent || prize.status === 'processing' || !BEFORE_ACCOUNT.includes(prize.reason);
  const ready = sent || (isReady(account) && !WINNER_ACTS.includes(prize.reason));
  const done = [
    ['won', true, prize.createdAt],
    ['in_review', reviewed, null],
    ['account_ready', ready, null],
    ['sent', sent || (prize.status === 'processing' && reviewed && ready), null],
    ['at_stripe', sent, prize.paidAt],
    ['at_bank', isAtBank(prize, account), isAtBank(prize, account) ? account.lastPaidPayoutAt : null],
  ];
  const first = ['canceled', 'reversed'].includes(prize.status) ? -1 : done.findIndex(([, is]) => !is);
  return done.map(([step, is, when], at) => [step, is ? 'done' : at === first ? 'now' : 'next', when]);
}

/** What is due at Stripe now, overdue first. */
export function due(account) {
  const wanted = account?.requirements ?? {};
  return [...(wanted.pastDue ?? []), ...(wanted.currentlyDue ?? [])];
}

const amounts = (prizes) => prizes.map((one) => [one.winnerAmount, one.currency]);

/**
 * The one sentence about all of it: `{key, pairs, act}`. *act* is the next step: `connect`, `dashboard`,
 * `support` or null. What the winner has to do comes before what they wait for.
 */
export function situation(prizes, account) {
  const open = prizes.filter((one) => OPEN.includes(one.status));
  const mine = open.filter((one) => whoActs(one) === 'winner');
  const returned = prizes.filter((one) => one.status === 'paid' && account?.payoutsProblem && !isAtBank(one, account));
  if (account?.state === 'rejected') return { key: 'rejected', pairs: amounts(open), act: 'support' };
  if (account?.payoutsProblem) return { key: 'bank_failed', pairs: amounts(returned), act: 'dashboard' };
  if (mine.length && account?.stripeAccountId) return { key: 'due', pairs: amounts(mine), act: 'connect' };
  if (mine.length) return { key: 'set_up', pairs: amounts(mine), act: 'connect' };
  if (due(account).length && isReady(account)) return { key: 'due_later', pairs: amounts(open), act: 'connect' };
  if (open.some((one) => whoActs(one) === 'pulse')) return { key: 'at_pulse', pairs: amounts(open), act: null };
  if (open.length) return { key: 'on_its_way', pairs: amounts(open), act: null };
  if (prizes.some((one) => one.status === 'paid')) return { key: 'all_paid', pairs: [], act: null };
  return { key: prizes.length ? 'nothing_open' : 'no_prizes', pairs: [], act: null };
}
