/** What Stripe pays out to the bank, what failed first. */

import { html, nothing } from '/vendor/lit.js';
import { day } from '/app/dates.js';
import { money } from '/app/money.js';
import { table } from '/app/parts/pieces.js';
import { failure } from '/app/parts/support.js';
import { t } from '/app/texts.js';

const BAD = ['failed', 'canceled'];

export function failedFirst(payouts) {
  return [...payouts].sort((a, b) => BAD.includes(b.status) - BAD.includes(a.status));
}

/** *answer* is that of `get-payouts`, null while it is asked. *more* adds a cell to a payout's row. *title*: for staff. */
export function payoutsCard(answer, account, more = null, title = t('payouts.title')) {
  return html`<section class="card" aria-labelledby="payouts">
    <h2 id="payouts">${title}</h2>
    ${account?.payoutsProblem ? html`<p class="bad-text">${t('payouts.problem')}</p>` : nothing}
    ${answer === null ? html`<p>${t('page.loading')}</p>` : shown(answer, more)}
  </section>`;
}

function shown(answer, more) {
  if (answer.error) return html`<p class="bad-text">${failure(answer.error)}</p>`;
  const stale = answer.stale ? html`<p class="bad-text">${t('payouts.stale')}</p>` : nothing;
  if (!answer.payouts.length) return html`${stale}<p>${t('payouts.none')}</p>`;
  const heads = [t('payouts.day'), t('payouts.amount'), t('payouts.status'), t('payouts.arrives')];
  const rows = failedFirst(answer.payouts).map((one) => [
    day(one.createdAt),
    money(one.amount, one.currency),
    html`<span class="badge ${one.status}">${t(`payout.status.${one.status}`)}</span>`,
    BAD.includes(one.status) ? '' : day(one.arrivesAt),
    ...(more ? [more.cell(one)] : []),
  ]);
  return html`${stale}${table(t('payouts.title'), [...heads, ...(more ? [more.head] : [])], rows)}`;
}
