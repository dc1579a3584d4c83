/** A trainer's sales, money at Stripe, statements and prize pools, live. */

import { html, nothing, repeat } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { day, month, monthOf } from '/app/dates.js';
import { merged } from '/app/long-list.js';
import { money } from '/app/money.js';
import { Page } from '/app/page.js';
import { accountCard, accountState, connectAddress } from '/app/parts/account.js';
import { myData } from '/app/parts/my-data.js';
import { payoutsCard } from '/app/parts/payouts.js';
import { table } from '/app/parts/pieces.js';
import { support } from '/app/parts/support.js';
import { watchDocument } from '/app/store.js';
import { t } from '/app/texts.js';
import { chart } from '/app/trainer/chart.js';
import { earned, moneyCard } from '/app/trainer/money-card.js';
import { watchChallenges, watchSales } from '/app/trainer/reads.js';
import { byMonth, byRound, givenBack, lastMonths, refundable } from '/app/trainer/sales.js';
import { saveMonth, savePayout } from '/app/trainer/statement.js';
import '/app/parts/act.js';
import '/app/parts/messages.js';
import '/app/refusals.js';
import '/app/trainer/pools.js';
import '/app/trainer/refund.js';

class TrainerPage extends Page {
  static properties = {
    ...Page.properties,
    lists: { state: true },
    account: { state: true },
    challenges: { state: true },
    hasAllChallenges: { state: true },
    earnings: { state: true },
    payouts: { state: true },
  };

  title() {
    return t('trainer.title');
  }

  signedOut() {
    return html`<p class="lead">${t('trainer.signed_out')}</p>`;
  }

  begin({ uid }) {
    Object.assign(this, { lists: null, account: undefined, challenges: [], earnings: null, payouts: null });
    const fail = (error) => this.fail(error);
    const challenges = (found, isComplete) => Object.assign(this, { challenges: found, hasAllChallenges: isComplete });
    this.keep(
      watchSales(uid, (lists) => (this.lists = lists), fail),
      watchDocument(`stripeConnect/${uid}`, (account) => (this.account = account), fail),
      watchChallenges(uid, challenges, fail),
    );
    this.askStripe();
  }

  get sales() {
    return this.lists.newest.found;
  }

  get isComplete() {
    return this.lists.newest.isComplete;
  }

  async askStripe() {
    const { person } = this;
    const returned = new URLSearchParams(location.search).get('complete') === 'true';
    if (returned) await call('complete-stripe-onboarding').catch((error) => person === this.person && this.fail(error));
    const askedAt = new Date();
    const [earnings, payouts] = await Promise.allSettled([call('get-earnings'), call('get-payouts')]);
    if (person !== this.person) return;
    this.earnings = earnings.value ? { ...earnings.value.earnings, askedAt } : { error: earnings.reason };
    this.payouts = payouts.value ?? { error: payouts.reason };
  }

  content() {
    if (this.lists === null || this.account === undefined) return html`<p>${t('page.loading')}</p>`;
    return html`
      ${this.situation()} ${moneyCard(this.lists, this.earnings, this.payouts)} ${this.salesCard()} ${this.backCard()}
      ${payoutsCard(this.payouts, this.account, {
        head: t('statement.title'),
        cell: (one) =>
          one.automatic && one.status !== 'failed'
            ? html`<pulse-act .label=${t('statement.payout')} .run=${() => savePayout(one.id)}></pulse-act>`
            : nothing,
      })}
      ${this.statementCard()} ${this.poolsCard()} ${accountCard(this.account, 'trainer')}
      <pulse-messages uid=${this.person.uid} side="trainer"></pulse-messages>
      ${myData()}
    `;
  }

  situation() {
    const state = accountState(this.account);
    const fine = ['ready', 'checking'].includes(state);
    const told = state === 'ready' ? earned(this.lists, this.earnings) : t(`connect.${state}`);
    return html`<section class="box ${fine ? 'fine' : 'wants'}" aria-label=${t('winner.situation')}>
      <p class="lead" id="situation">${told}</p>
      ${fine ? nothing : this.nextStep(state)}
    </section>`;
  }

  nextStep(state) {
    if (state === 'rejected') return support(this.person.uid, 'primary');
    if (state === 'bank') {
      const open = async () => location.assign((await call('get-dashboard-link', { accountType: 'creator' })).url);
      return html`<pulse-act kind="primary" .label=${t('winner.act.dashboard')} .run=${open}></pulse-act>`;
    }
    return html`<a class="button primary" href=${connectAddress('trainer')}>${t('winner.act.connect')}</a>`;
  }

  salesCard() {
    if (!this.sales.length) return nothing;
    const heads = ['sold', 'gross', 'fee', 'given_back', 'net'].map((one) => t(`sales.${one}`));
    const row = (name, one) => [
      name, one.sold, ...['gross', 'fee', 'givenBack', 'net'].map((each) => money(one[each], one.currency)),
    ];
    const months = byMonth(this.sales);
    const currency = months[0].currency;
    return html`<section class="card" aria-labelledby="sales">
      <h2 id="sales">${t('trainer.sales')}</h2>
      ${this.isComplete ? nothing : html`<p class="soft">${t('sales.newest_100')}</p>`}
      ${chart(months.filter((one) => one.currency === currency))}
      <h3>${t('sales.by_month')}</h3>
      ${table(t('sales.by_month'), [t('sales.month'), ...heads], months.map((one) => row(month(monthOf(one.key)), one)))}
      <h3>${t('sales.by_round')}</h3>
      ${table(t('sales.by_round'), [t('sales.round'), ...heads], byRound(this.sales).map((one) => row(one.name, one)))}
      ${this.eachSale()}
    </section>`;
  }

  /** Each sale by itself, for who wants to give somebody their money back. */
  eachSale() {
    const heads = ['day', 'round', 'state', 'gross', 'net', 'buyer', 'refund'].map((one) => t(`sales.${one}`));
    const rows = this.sales.map((one) => [
      day(one.createdAt), one.challengeTitle, html`<span class="badge ${one.status}">${t(`sale.status.${one.status}`)}</span>`,
      money(one.amount, one.currency), money(one.ownerNetAmount, one.currency), html`<code>${one.buyerId}</code>`,
      refundable(one) > 0 ? html`<pulse-refund-wish .sale=${one}></pulse-refund-wish>` : nothing,
    ]);
    return html`<details>
      <summary>${t('sales.each')}</summary>
      ${table(t('sales.each'), heads, rows, 'wide', this.sales.map((one) => one.id))}
    </details>`;
  }

  /** A dispute that was won is among the newest sales alone: nothing of it was given back. */
  backCard() {
    const { newest, back: older } = this.lists;
    const back = givenBack(merged(newest, older ?? { found: [] }));
    if (!back.length) return nothing;
    const heads = ['day', 'round', 'state', 'to_buyer', 'given_back'].map((one) => t(`sales.${one}`));
    const rows = back.map((one) => [
      day(one.updatedAt), one.challengeTitle, html`<span class="badge ${one.status}">${t(`sale.status.${one.status}`)}</span>`,
      money(one.refundedAmount, one.currency), money(one.ownerRefundedAmount, one.currency),
    ]);
    return html`<section class="card" aria-labelledby="back">
      <h2 id="back">${t('trainer.back')}</h2>
      ${older?.isComplete === false ? html`<p class="soft">${t('page.newest_100')}</p>` : nothing}
      ${table(t('trainer.back'), heads, rows, '', back.map((one) => one.id))}
    </section>`;
  }

  statementCard() {
    const chosen = () => saveMonth(this.querySelector('#statement-month').value);
    return html`<section class="card" aria-labelledby="statement">
      <h2 id="statement">${t('statement.title')}</h2>
      <p>${t('statement.means')}</p>
      <label for="statement-month">${t('sales.month')}</label>
      <select id="statement-month">
        ${lastMonths(new Date()).map((one) => html`<option value=${one}>${month(monthOf(one))}</option>`)}
      </select>
      <pulse-act .label=${t('statement.month')} .run=${chosen}></pulse-act>
    </section>`;
  }

  poolsCard() {
    if (!this.challenges.length) return nothing;
    return html`<section aria-labelledby="pools">
      <h2 id="pools">${t('trainer.pools')}</h2>
      ${this.hasAllChallenges ? nothing : html`<p class="soft">${t('trainer.not_all_pools')}</p>`}
      ${repeat(this.challenges, (one) => one.id, (one) => html`<pulse-pool .challenge=${one}></pulse-pool>`)}
    </section>`;
  }
}

customElements.define('pulse-trainer', TrainerPage);
