/** A trainer's money: what Stripe holds, and sums of all their sales, however many there are. */

import { html, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { moneys, sums } from '/app/money.js';
import { figures } from '/app/parts/pieces.js';
import { failure } from '/app/parts/support.js';
import { t } from '/app/texts.js';
import { kept, owed, reserved } from '/app/trainer/sales.js';

const amounts = (pairs) => moneys(sums(pairs).filter(([amount]) => amount));
const inAll = ({ totalsByCurrency }) => totalsByCurrency.map((one) => [one.totalEarnedCents, one.currency]);

/** What *of* finds in a list, or at least that where the list is longer. */
function summed(list, of) {
  if (list === null) return t('page.loading');
  const amount = amounts(of(list.found));
  return list.isComplete || !amount ? amount : t('page.at_least', { amount });
}

/**
 * What all sales brought. *lists* are those of `watchSales`. *earnings* is the answer of `get-earnings` with the
 * time `askedAt`, null while it is asked: it sums up what the lists do not have.
 */
export function earned({ newest }, earnings) {
  const amount = moneys(sums(kept(newest.found)));
  if (!newest.found.length) return t('trainer.no_sales');
  if (newest.isComplete) return t('trainer.earned', { amount });
  if (!earnings?.totalsByCurrency) return t('trainer.earned_newest', { amount });
  return t('trainer.earned_at', { amount: amounts(inAll(earnings)), when: moment(earnings.askedAt) });
}

function everEarned({ newest }, earnings) {
  if (newest.isComplete) return amounts(kept(newest.found)) || t('trainer.nothing');
  if (!earnings) return t('page.loading');
  if (!earnings.totalsByCurrency) return failure(earnings.error);
  return html`${amounts(inAll(earnings))} <small>${t('page.as_of', { when: moment(earnings.askedAt) })}</small>`;
}

function schedule({ schedule: known } = {}) {
  if (!known) return '';
  const on = [...known.days.map((one) => t(`weekday.${one}`)), ...known.dates.map(String)].join(', ');
  return `${t(`schedule.${known.interval}`)}${on ? ` (${on})` : ''}`;
}

/** *payouts* is the answer of `get-payouts`, null while it is asked. Our own figures do not wait for Stripe's. */
export function moneyCard(lists, earnings, payouts) {
  const held = (name) =>
    payouts?.held ? amounts(payouts.held.map((one) => [one[name], one.currency])) || t('trainer.nothing') : '';
  return html`<section class="card" aria-labelledby="money">
    <h2 id="money">${t('trainer.money')}</h2>
    ${payouts?.stale || earnings?.stale ? html`<p class="bad-text">${t('payouts.stale')}</p>` : nothing}
    ${payouts?.error ? html`<p class="bad-text">${failure(payouts.error)}</p>` : nothing}
    ${figures([
      [t('trainer.available'), held('available')],
      [t('trainer.pending'), held('pending')],
      [t('trainer.reserved'), summed(lists.reserved, reserved) || t('trainer.nothing')],
      [t('trainer.owed'), summed(lists.owed, owed)],
      [t('trainer.ever'), everEarned(lists, earnings)],
      [t('trainer.schedule'), schedule(payouts ?? {})],
    ])}
    ${payouts === null ? html`<p>${t('page.loading')}</p>` : nothing}
  </section>`;
}
