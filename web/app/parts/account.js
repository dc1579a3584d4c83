/** The state of a person's account at Stripe, as a card of the winner's and the trainer's page. */

import { html, nothing } from '/vendor/lit.js';
import { day } from '/app/dates.js';
import { figures } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';

/** `never`, `unfinished`, `due`, `checking`, `ready`, `bank`, `rejected` or `gone`: what a person has to know of it. */
export function accountState(account) {
  if (!account?.stripeAccountId) return account?.state === 'disconnected' ? 'gone' : 'never';
  if (account.state === 'active' && account.payoutsProblem) return 'bank';
  const known = {
    active: 'ready', restricted: 'due', pending: 'checking', rejected: 'rejected', disconnected: 'gone',
  };
  return known[account.state] ?? 'unfinished';
}

/** The connect page; with a prize, its challenge and place are kept in the address. */
export function connectAddress(role, prize = null) {
  const place = prize ? `?${new URLSearchParams({ challengeId: prize.challengeId, placement: prize.placement })}` : '';
  return `/${role}/connect-account${place}`;
}

export function dueUntil(account) {
  const deadline = account?.requirements?.deadline;
  return deadline ? day(deadline) : '';
}

export function accountCard(account, role) {
  const state = accountState(account);
  const isThere = !['never', 'gone'].includes(state);
  const wanted = account?.requirements ?? {};
  const count = (wanted.currentlyDue?.length ?? 0) + (wanted.pastDue?.length ?? 0);
  return html`<section class="card" aria-labelledby="account">
    <h2 id="account">${t('account.title')}</h2>
    <p><span class="badge ${state}">${t(`account.state.${state}`)}</span></p>
    <p>${t(`account.means.${state}`)}</p>
    ${figures([
      [t('account.due'), count ? t('account.due_count', { count }) : ''],
      [t('account.until'), count ? dueUntil(account) : ''],
      [t('account.number'), account?.stripeAccountId ? `acct_***${account.stripeAccountId.slice(-4)}` : ''],
    ])}
    ${state === 'rejected' ? nothing : html`<p><a href="/${role}/connect-account">${t(isThere ? 'account.open' : 'connect.open.new')}</a></p>`}
  </section>`;
}
