/** A trainer asks administrators to give a buyer their money back; no money moves by it. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { minor, money } from '/app/money.js';
import { failure } from '/app/parts/support.js';
import { refundable } from '/app/trainer/sales.js';
import { t } from '/app/texts.js';

/** `<pulse-refund-wish .sale>`. */
class RefundWish extends LitElement {
  static properties = {
    sale: { attribute: false }, busy: { state: true }, failed: { state: true }, told: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { sale: null, busy: false, failed: null, told: '' });
  }

  createRenderRoot() {
    return this;
  }

  render() {
    const { currency } = this.sale;
    const left = money(refundable(this.sale), currency);
    return html`<button class="quiet" @click=${() => this.querySelector('dialog').showModal()}>${t('refund.ask')}</button>
      <span role="status">${this.told}</span>
      <dialog aria-label=${t('refund.ask')}>
        <form @submit=${this.ask}>
          <h3>${t('refund.ask')}</h3>
          <p>${this.sale.challengeTitle}, ${money(this.sale.amount, currency)}</p>
          <p>${t('refund.means', { left })}</p>
          <label>${t('refund.amount', { currency: currency.toUpperCase() })} <input name="amount" inputmode="decimal" autocomplete="off" /></label>
          <label>${t('refund.why')} <input name="reason" required minlength="3" maxlength="500" autocomplete="off" /></label>
          <p class="bad-text" role="alert">${this.failed ? failure(this.failed) : nothing}</p>
          <button class="primary" ?disabled=${this.busy}>${this.busy ? t('page.please_wait') : t('refund.send')}</button>
          <button type="button" class="quiet" @click=${() => this.querySelector('dialog').close()}>${t('act.leave')}</button>
        </form>
      </dialog>`;
  }

  async ask(event) {
    event.preventDefault();
    const typed = event.target.amount.value.trim();
    const amount = typed ? minor(typed, this.sale.currency) : null;
    if (typed && !amount) return void (this.failed = { message: t('pay.no_amount') });
    Object.assign(this, { busy: true, failed: null });
    try {
      const wish = { paymentId: this.sale.id, reason: event.target.reason.value };
      await call('request-refund', amount ? { ...wish, amount } : wish);
      this.told = t('refund.asked');
      this.querySelector('dialog').close();
    } catch (error) {
      this.failed = error;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('pulse-refund-wish', RefundWish);
