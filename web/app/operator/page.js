/** The console of the staff: what is wrong, what waits, everything by any name. Support reads, administrators act. */

import { html, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { Page } from '/app/page.js';
import { payoutsCard } from '/app/parts/payouts.js';
import { moneys, sums } from '/app/money.js';
import { watchDocument, watchEqual } from '/app/store.js';
import { t } from '/app/texts.js';
import { approvalsCard } from '/app/operator/approvals.js';
import { forgetActs } from '/app/operator/act-dialog.js';
import { askedFor, showInAddress } from '/app/operator/address.js';
import { matchList, workList } from '/app/operator/found.js';
import { accountCard, acts, paymentCard, prizeCard } from '/app/operator/histories.js';
import { auditCard, invariantsCard, metricsTable, unpaidCard, wrongCard } from '/app/operator/overview.js';
import { hearControl, pauseBanner, pausedBy } from '/app/operator/pause.js';
import { forgetNames, learn } from '/app/operator/people.js';
import { poolCard } from '/app/operator/pool.js';
import '/app/operator/inbox.js';
import '/app/parts/act.js';

const NOTHING = {
  claims: null, control: null, overview: null, work: null, matches: null, seen: null, payouts: null, approvals: [],
  inbox: false, metrics: null,
};

class OperatorPage extends Page {
  static properties = {
    ...Page.properties,
    ...Object.fromEntries(Object.keys(NOTHING).map((name) => [name, { state: true }])),
  };

  title() {
    return t('operator.title');
  }

  connectedCallback() {
    if (askedFor(location.search)) showInAddress(askedFor(location.search)); // an older link: kept by no history
    super.connectedCallback();
  }

  /** Whom somebody looked for is not left in the address for who comes next. */
  take(person) {
    if (this.person && this.person.uid !== person?.uid) showInAddress(null);
    super.take(person);
  }

  async begin(person) {
    Object.assign(this, NOTHING);
    hearControl(null);
    forgetActs();
    forgetNames();
    ({ claims: this.claims } = await this.own(person.getIdTokenResult()));
    if (!this.isStaff || this.lacksSecondFactor) return;
    const fail = (error) => this.fail(error);
    this.keep(watchDocument('control/payouts', (control) => this.hear(control ?? { paused: false }), fail));
    const isOpen = ['requested', 'approved'];
    if (this.isAdmin) this.keep(watchEqual('approvals', 'status', isOpen, (found) => (this.approvals = found), fail));
    const find = () => askedFor(location.hash) && this.attempt(() => this.open.find(askedFor(location.hash)));
    addEventListener('hashchange', find);
    this.keep(() => removeEventListener('hashchange', find));
    await Promise.all([this.look(), find()]);
  }

  hear(control) {
    this.control = control;
    hearControl(control);
  }

  get isAdmin() {
    return Boolean(this.claims?.admin);
  }

  get isStaff() {
    return Boolean(this.isAdmin || this.claims?.support);
  }

  /** Without one, no operation and no rule lets staff read anything. */
  get lacksSecondFactor() {
    return !this.claims?.firebase?.sign_in_second_factor;
  }

  async look() {
    await this.attempt(async () => {
      const [overview, work] = await Promise.all([call('get-overview'), call('list-work')]);
      Object.assign(this, { overview: { ...overview, readAt: new Date() }, work });
    });
  }

  /** A closer look at one thing. `seen` is its card, and how to look again after an act. */
  open = {
    find: async (query) => {
      this.problem = null;
      ({ matches: this.matches } = await call('find', { query: query.trim() }));
      learn(this.matches);
      showInAddress(query.trim());
      this.querySelector('#find')?.scrollIntoView();
    },
    prize: (prizeRecordId) => this.show(() => call('explain-prize', { prizeRecordId }), prizeCard),
    payment: (paymentId) => this.show(() => call('explain-payment', { paymentId }), paymentCard),
    account: async (userId, accountType) => {
      this.payouts = null;
      const card = (seen, isAdmin) => accountCard(seen, isAdmin, this.payoutsOf(userId, accountType));
      await this.show(() => call('explain-account', { userId, accountType }), card);
    },
    pool: (challengeId) =>
      this.show(async () => (await call('get-pool-statement', { challengeId })).statement, poolCard),
  };

  async show(ask, card) {
    this.seen = { answer: await ask(), card, again: () => this.show(ask, card) };
    await this.updateComplete;
    this.querySelector('#seen')?.scrollIntoView();
  }

  payoutsOf(userId, accountType) {
    if (this.payouts) return payoutsCard(this.payouts, null, null, t('person_account.payouts'));
    const ask = async () => void (this.payouts = await call('get-payouts', { userId, accountType }));
    return html`<p><pulse-act .label=${t('person_account.show_payouts')} .run=${ask}></pulse-act></p>`;
  }

  /** After an act: what it changed is read again, where the reader is. */
  acted() {
    const { seen } = this;
    this.attempt(() => Promise.all([seen?.again(), this.look()]));
  }

  content() {
    if (this.claims === null) return html`<p>${t('page.loading')}</p>`;
    if (!this.isStaff) return html`<p class="lead">${t('operator.no_staff')}</p>`;
    if (this.lacksSecondFactor) return needsSecondFactor();
    return html`<div class="console" @done=${() => this.acted()}>
      ${pauseBanner()}
      <div class="console-top">
        ${pausedBy()}
        ${this.overview === null ? html`<p>${t('page.loading')}</p>` : wrongCard(this.overview, () => this.look())}
      </div>
      <div>
        ${this.findCard()}
        <div id="seen">${this.seen ? this.seen.card(this.seen.answer, this.isAdmin) : nothing}</div>
        ${approvalsCard(this.approvals, this.person.uid)} ${this.workCard()}
      </div>
      <div>
        ${this.overview?.unpaid.length ? unpaidCard(this.overview.unpaid, this.open) : nothing} ${this.inboxCard()}
        ${this.overview === null ? nothing : html`${invariantsCard(this.overview.invariants)} ${auditCard(this.overview.audit)}`}
        ${this.metricsCard()} ${this.controlCard()}
        <p><a href="/second-factor">${t('second_factor.title')}</a></p>
      </div>
    </div>`;
  }

  findCard() {
    const send = (event) => {
      event.preventDefault();
      this.attempt(() => this.open.find(event.target.query.value));
    };
    return html`<section class="card" aria-labelledby="find">
      <h2 id="find">${t('operator.find')}</h2>
      <form class="search" @submit=${send}>
        <label>${t('operator.find_means')} <input name="query" required maxlength="400" autocomplete="off" spellcheck="false" /></label>
        <button class="primary">${t('operator.find')}</button>
      </form>
      <div role="status">${this.matches === null ? nothing : matchList(this.matches, this.open, this.isAdmin)}</div>
    </section>`;
  }

  workCard() {
    if (!this.work) return nothing;
    const more = async () => {
      const next = await call('list-work', { cursor: this.work.cursor });
      this.work = { items: [...this.work.items, ...next.items], cursor: next.cursor };
    };
    return html`<section class="card" aria-labelledby="work">
      <h2 id="work">${t('operator.work')}</h2>
      ${workList(this.work.items, this.open, this.isAdmin)}
      ${this.work.cursor ? html`<pulse-act .label=${t('operator.more')} .run=${more}></pulse-act>` : nothing}
    </section>`;
  }

  /** Read when somebody wants it: an event that waits holds all that Stripe wrote. */
  inboxCard() {
    if (this.inbox) return html`<pulse-inbox ?admin=${this.isAdmin}></pulse-inbox>`;
    return html`<section class="card" aria-labelledby="inbox">
      <h2 id="inbox">${t('inbox.title')}</h2>
      <button @click=${() => (this.inbox = true)}>${t('inbox.show')}</button>
    </section>`;
  }

  metricsCard() {
    const ask = async () => void ({ metrics: this.metrics } = await call('get-metrics'));
    return html`<section class="card" aria-labelledby="metrics">
      <h2 id="metrics">${t('metrics.title')}</h2>
      ${this.metrics === null ? nothing : metricsTable(this.metrics)}
      <pulse-act .label=${t(this.metrics === null ? 'metrics.show' : 'operator.again')} .run=${ask}></pulse-act>
    </section>`;
  }

  controlCard() {
    if (!this.isAdmin || this.control === null) return nothing;
    const unpaid = sums((this.overview?.unpaid ?? []).map((one) => [one.amount, one.currency]));
    const about = () => ({ people: [], facts: unpaid.length ? [['operator.unpaid', moneys(unpaid)]] : [] });
    return html`<section class="card" aria-labelledby="control">
      <h2 id="control">${t('operator.control')}</h2>
      ${acts([this.control.paused ? 'resume-payouts' : 'pause_payouts'], 'payouts', { isAdmin: true, about })}
    </section>`;
  }
}

/** Whoever has the claim alone reads nothing: the way to a second factor is the whole page. */
function needsSecondFactor() {
  return html`<section class="box wants">
    <p class="lead">${t('operator.no_second_factor')}</p>
    <p><a class="button primary" href="/second-factor">${t('second_factor.set_up')}</a></p>
  </section>`;
}

customElements.define('pulse-operator', OperatorPage);
