/** The prize pools of a trainer's challenges: paid in, filled, awarded, returned. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { date, day } from '/app/dates.js';
import { money } from '/app/money.js';
import { figures, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';
import '/app/parts/act.js';

/** A day that is still to come; what is over needs no date. */
const ahead = (value) => (date(value) > new Date() ? day(value) : '');
const CAN_FUND = ['draft', 'published', 'active'];
const TAKES_MONEY = ['open', 'funded'];

class PoolCard extends LitElement {
  static properties = { challenge: { attribute: false }, pool: { state: true } };

  constructor() {
    super();
    this.pool = null;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const { id, title } = this.challenge;
    const read = async () => {
      ({ pool: this.pool } = await call('get-prize-pool', { challengeId: id }));
    };
    return html`<article class="card" aria-label=${title}>
      <h3>${title}</h3>
      <p>
        <pulse-act .label=${t('pool.show')} .run=${read}></pulse-act>
        ${this.canFund
          ? html`<a class="button" href="/pay?${new URLSearchParams({ challengeId: id, for: 'pool' })}">${t('pool.fund')}</a>`
          : nothing}
      </p>
      ${this.pool ? this.state() : nothing}
    </article>`;
  }

  /** As far as is known here; the backend decides. */
  get canFund() {
    const { status, endDate } = this.challenge;
    const isOver = endDate instanceof Date && endDate <= new Date();
    return CAN_FUND.includes(status) && !isOver && (this.pool === null || TAKES_MONEY.includes(this.pool.status));
  }

  state() {
    const { pool } = this;
    const amount = (minor) => money(minor, pool.currency);
    return html`<p><span class="badge ${pool.status}">${t(`pool.status.${pool.status}`)}</span></p>
      ${figures([
        [t('pool.funded'), amount(pool.funded)],
        [t('pool.clean'), amount(pool.clean)],
        [t('pool.settling'), ahead(pool.settlingUntil)],
        [t('pool.awarded'), amount(pool.awarded)],
        [t('pool.paid'), amount(pool.paid)],
        [t('pool.returned'), amount(pool.returned)],
        [t('pool.review'), ahead(pool.reviewUntil)],
      ])}
      ${pool.ownFundings.length ? this.payments(amount) : nothing}`;
  }

  payments(amount) {
    const heads = ['day', 'amount', 'processing', 'status', 'refunded'].map((one) => t(`pool.payment_${one}`));
    const rows = this.pool.ownFundings.map((one) => [
      day(one.paidAt ?? one.createdAt), amount(one.amount), amount(one.processingFee),
      t(`pool.payment.${one.status}`), amount(one.refunded),
    ]);
    return table(t('pool.payments'), heads, rows);
  }
}

customElements.define('pulse-pool', PoolCard);
