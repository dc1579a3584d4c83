/** Pays for a round, or into the prize pool of one's own challenge, with Stripe's form in this page. */

import { html, nothing } from '/vendor/lit.js';
import { money, minor } from '/app/money.js';
import { Page } from '/app/page.js';
import { figures } from '/app/parts/pieces.js';
import { failure } from '/app/parts/support.js';
import { poolPurchase, roundPurchase } from '/app/pay/purchases.js';
import { hasPublishableKey } from '/app/settings.js';
import { watchDocument } from '/app/store.js';
import { stripeJs } from '/app/stripe-adapter.js';
import { t } from '/app/texts.js';
import '/app/parts/act.js';
import '/app/refusals.js';

const TERMS_OF_POOL = ['pay.pool_binding', 'pay.pool_rest', 'pay.pool_fee'];

/** A currency as its trainer wrote it, or none, in the form in which the backend counts it. */
const stored = (currency) => (currency ?? 'usd').toLowerCase();

class PayPage extends Page {
  static properties = {
    ...Page.properties,
    challenge: { state: true },
    order: { state: true },
    done: { state: true },
    refused: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    const given = new URLSearchParams(location.search);
    this.challengeId = given.get('challengeId');
    this.returned = given.get('payment_intent');
    this.isForPool = given.get('for') === 'pool';
    if (given.has('payment_intent_client_secret')) {
      given.delete('payment_intent_client_secret');
      history.replaceState(null, '', `?${given}`);
    }
    this.purchase = (this.isForPool ? poolPurchase : roundPurchase)(this.challengeId);
  }

  title() {
    return t(this.isForPool ? 'pay.pool_title' : 'pay.title');
  }

  signedOut() {
    return html`<p class="lead">${t('pay.signed_out')}</p>`;
  }

  begin() {
    Object.assign(this, { challenge: undefined, order: null, done: null, refused: null, busy: false, isConfirmed: false });
    if (!this.challengeId) return;
    const hear = (challenge) => (this.challenge = challenge);
    this.keep(watchDocument(`challenges/${this.challengeId}`, hear, (error) => this.fail(error)));
    if (this.returned) this.attempt(() => this.check());
  }

  content() {
    if (!this.challengeId) return html`<p>${t('pay.no_challenge')}</p>`;
    if (this.problem) return this.returned ? this.checkAgain() : nothing;
    if (this.challenge === undefined) return html`<p>${t('page.loading')}</p>`;
    if (this.challenge === null) return html`<p>${t('pay.no_challenge')}</p>`;
    if (this.done) return this.thanks();
    if (this.returned) return html`<p>${t('page.loading')}</p>`;
    return html`
      <section class="card">
        <h2>${this.challenge.title}</h2>
        ${this.challenge.subtitle ? html`<p>${this.challenge.subtitle}</p>` : nothing}
        ${this.order ? this.form() : this.offer()}
      </section>
    `;
  }

  offer() {
    if (!hasPublishableKey) return html`<p class="bad-text">${t('pay.not_here')}</p>`;
    if (this.isForPool) return this.amountForm();
    const { isEnabled, amount, currency } = this.challenge.pricingInfo ?? {};
    if (!isEnabled) return html`<p>${t('pay.free')}</p>`;
    return html`${figures([[t('pay.price'), money(amount, stored(currency))]])}
      <pulse-act kind="primary" .label=${t('pay.begin')} .run=${() => this.begun({})}></pulse-act>
      ${this.refusal()}`;
  }

  amountForm() {
    const currency = this.currency;
    const send = async (event) => {
      event.preventDefault();
      const amount = minor(event.target.amount.value, currency);
      if (!amount) return void (this.refused = { message: t('pay.no_amount') });
      this.refused = null;
      await this.begun({ amount, currency }).catch((error) => (this.refused = error));
    };
    return html`<form @submit=${send}>
      <label
        >${t('pay.pool_amount', { currency: currency.toUpperCase() })}
        <input name="amount" inputmode="decimal" autocomplete="off" required
      /></label>
      <button class="primary">${t('pay.begin')}</button>
      ${this.refusal()}
    </form>`;
  }

  refusal() {
    return html`<p class="bad-text" role="alert">${this.refused ? failure(this.refused) : nothing}</p>`;
  }

  get currency() {
    return stored(this.challenge.prizeMoney?.currency ?? this.challenge.pricingInfo?.currency);
  }

  /** The order at our price, and Stripe's form for it. */
  async begun(fields) {
    const order = await this.purchase.order(fields);
    this.order = order;
    this.stripe = await this.own(stripeJs());
    await this.updateComplete;
    this.elements = this.stripe.elements({ clientSecret: order.clientSecret });
    this.elements.create('payment').mount('#card');
    this.querySelector('#card').focus();
  }

  form() {
    const { lines, total, currency } = this.order;
    return html`${figures(lines.map(([key, amount]) => [t(key), money(amount, currency)]))}
      ${this.isForPool ? TERMS_OF_POOL.map((key) => html`<p>${t(key)}</p>`) : nothing}
      <form @submit=${this.pay}>
        <div id="card" role="group" tabindex="-1" aria-label=${t('pay.card')}></div>
        <button class="primary" ?disabled=${this.busy}>
          ${this.busy ? t('page.please_wait') : t('pay.pay', { amount: money(total, currency) })}
        </button>
        ${this.refusal()}
      </form>`;
  }

  async pay(event) {
    event.preventDefault();
    const { order, person } = this;
    this.busy = true;
    this.refused = null;
    try {
      if (!this.isConfirmed) await this.confirm();
      await this.complete(order.paymentIntentId);
    } catch (error) {
      if (person === this.person) this.refused = error;
    } finally {
      this.busy = false;
    }
  }

  /** Throws Stripe's refusal. Once Stripe has the money, it is not asked for it again. */
  async confirm() {
    const { elements, stripe } = this;
    const confirmParams = { return_url: location.href };
    const { error } = await this.own(stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' }));
    if (error) throw error;
    this.isConfirmed = true;
  }

  /** Stripe has the money or not: the backend asks it. A webhook does the same if this page is closed. */
  async complete(paymentId) {
    this.done = await this.purchase.complete(paymentId);
    await this.updateComplete;
    this.querySelector('#thanks')?.focus();
  }

  /** Back from the bank. Another payment is offered only where Stripe does not have the money of this one. */
  async check() {
    const { person } = this;
    try {
      await this.complete(this.returned);
    } catch (error) {
      if (error.code !== 'payment_not_succeeded') throw error;
      if (person !== this.person) return;
      Object.assign(this, { returned: null, refused: error });
    }
    this.problem = null;
  }

  checkAgain() {
    return html`<pulse-act kind="primary" .label=${t('pay.check')} .run=${() => this.check()}></pulse-act>`;
  }

  thanks() {
    const { amount, currency } = this.done;
    return html`<section class="box fine" id="thanks" role="status" tabindex="-1">
      <p class="lead">${t(this.isForPool ? 'pay.pool_done' : 'pay.done', { title: this.challenge.title })}</p>
      <p><strong class="amount">${money(amount, currency)}</strong></p>
      ${this.isForPool ? html`<p><a href="/trainer/dashboard">${t('connect.back_trainer')}</a></p>` : nothing}
    </section>`;
  }
}

customElements.define('pulse-pay', PayPage);
