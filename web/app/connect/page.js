/** A person's account at Stripe: what state it is in, what is due, and the way to complete it. */

import { html, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { Page } from '/app/page.js';
import { accountState, dueUntil } from '/app/parts/account.js';
import { figures } from '/app/parts/pieces.js';
import { support } from '/app/parts/support.js';
import { hasPublishableKey } from '/app/settings.js';
import { watchDocument } from '/app/store.js';
import { connectJs } from '/app/stripe-adapter.js';
import { t } from '/app/texts.js';
import '/app/parts/act.js';
import '/app/refusals.js';

/** In each state, whether Stripe's form is of use. */
const CAN_OPEN = ['never', 'unfinished', 'due', 'gone', 'ready', 'bank', 'checking'];

/** Links of Stripe's work once and for minutes: a page that was opened by an old one says so first. */
export class ConnectPage extends Page {
  static properties = {
    ...Page.properties,
    account: { state: true },
    status: { state: true },
    embedded: { state: true },
  };

  /** `winner` or `trainer`; the operations and the collection are those of the role. */
  constructor(side, { operation, look, collection }) {
    super();
    Object.assign(this, { side, operation, look, collection });
  }

  title() {
    return t('connect.title');
  }

  signedOut() {
    return html`<p class="lead">${t('connect.link_is_old')}</p>`;
  }

  begin(person) {
    Object.assign(this, { account: undefined, status: null, embedded: null });
    this.keep(
      watchDocument(`${this.collection}/${person.uid}`, (account) => {
        const isFirst = this.account === undefined;
        this.account = account;
        if (isFirst && account?.stripeAccountId) this.ask();
      }, (error) => this.fail(error)),
    );
  }

  /** What Stripe says now: the record follows, and with it this page. */
  async ask() {
    const { person } = this;
    try {
      const status = await call(this.look);
      if (person === this.person) this.status = status;
    } catch (error) {
      if (person === this.person && error.code !== 'no_account') this.fail(error);
    }
  }

  /** The challenge and place that the person came for. */
  get place() {
    const given = new URLSearchParams(location.search);
    const placement = Number(given.get('placement'));
    if (this.side !== 'winner' || !given.get('challengeId')) return {};
    return { challengeId: given.get('challengeId'), ...(placement > 0 ? { placement } : {}) };
  }

  content() {
    if (this.account === undefined) return html`<p>${t('page.loading')}</p>`;
    const state = accountState(this.account);
    return html`
      <section class="box ${state === 'ready' ? 'fine' : 'wants'}" aria-label=${t('connect.state')}>
        <p><span class="badge ${state}" id="state">${t(`account.state.${state}`)}</span></p>
        <p class="lead">${t(`connect.${state}`)}</p>
        ${state === 'rejected' ? nothing : this.dueList()}
        ${CAN_OPEN.includes(state) ? html`<p>${this.open(state)}</p>` : support(this.person.uid, 'primary')}
      </section>
      <div id="embedded"></div>
      <p><a href="/${this.side}/dashboard">${t(`connect.back_${this.side}`)}</a></p>
    `;
  }

  /** In Stripe's words made plain, which the backend knows in English. */
  dueList() {
    const wanted = this.status?.requirementsInWords;
    const all = wanted ? [...new Set([...wanted.pastDue, ...wanted.currentlyDue])] : [];
    if (!all.length) return nothing;
    return html`<h2>${t('account.due')}</h2>
      <ul lang="en">${all.map((one) => html`<li>${one}</li>`)}</ul>
      ${figures([[t('account.until'), dueUntil(this.account)]])}`;
  }

  open(state) {
    const label = t(`connect.open.${['never', 'gone'].includes(state) ? 'new' : 'go_on'}`);
    if (['ready', 'bank'].includes(state)) {
      const kind = state === 'bank' ? 'primary' : '';
      return html`<pulse-act kind=${kind} .label=${t('connect.open.dashboard')} .run=${() => this.openDashboard()}></pulse-act>`;
    }
    return html`<pulse-act kind="primary" .label=${label} .run=${() => this.openForm()}></pulse-act>
      ${hasPublishableKey && this.account?.stripeAccountId
        ? html`<pulse-act .label=${t('connect.open.here')} .run=${() => this.embed()}></pulse-act>`
        : nothing}`;
  }

  /** A fresh link, for this person alone; it leads to Stripe. */
  async openForm() {
    const { accountLink } = await call(this.operation, this.place);
    location.assign(accountLink);
  }

  async openDashboard() {
    const { url } = await call('get-dashboard-link', this.accountType);
    location.assign(url);
  }

  get accountType() {
    return { accountType: this.side === 'winner' ? 'winner' : 'creator' };
  }

  /** Stripe's own banner and form, in this page. */
  async embed() {
    const components = ['notification_banner', 'account_onboarding'];
    const session = () => call('create-account-session', { ...this.accountType, components });
    const stripe = await this.own(connectJs(async () => (await session()).clientSecret));
    const form = stripe.create('account-onboarding');
    const place = document.getElementById('embedded');
    form.setOnExit(() => {
      place.replaceChildren();
      this.ask();
    });
    form.setOnLoadError(() => {
      place.replaceChildren();
      this.fail(new Error(t('connect.not_here')));
    });
    place.replaceChildren(stripe.create('notification-banner'), form);
  }
}
