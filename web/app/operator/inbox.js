/** Stripe's events that wait or failed, oldest first; administrators have one handled again. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { aboutEvent } from '/app/operator/about.js';
import { table } from '/app/parts/pieces.js';
import { LIST_MAX, watchOldest } from '/app/store.js';
import { t } from '/app/texts.js';
import '/app/operator/act-dialog.js';

const OPEN = ['failed', 'received'];
const HEADS = ['received', 'type', 'about', 'status', 'tries', 'problem', 'id'];

/** `<pulse-inbox ?admin>`: live while it is on the page. */
class Inbox extends LitElement {
  static properties = { admin: { type: Boolean }, events: { state: true }, isWhole: { state: true }, problem: { state: true } };

  constructor() {
    super();
    Object.assign(this, { admin: false, events: null, isWhole: true, problem: null });
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const hear = (events, isWhole) => Object.assign(this, { events, isWhole, problem: null });
    this.end = watchOldest('stripeEvents', { status: OPEN }, 'receivedAt', hear, (error) => (this.problem = error));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  render() {
    return html`<section class="card" aria-labelledby="inbox">
      <h2 id="inbox">${t('inbox.title')}</h2>
      ${this.problem ? html`<p class="bad-text" role="alert">${t('error.no_answer')}</p>` : nothing}
      ${this.events === null ? html`<p>${t('page.loading')}</p>` : this.shown()}
    </section>`;
  }

  shown() {
    if (!this.events.length) return html`<p>${t('inbox.empty')}</p>`;
    return html`${this.isWhole ? nothing : html`<p>${t('inbox.first', { count: LIST_MAX })}</p>`}
      ${table(t('inbox.title'), HEADS.map((one) => t(`inbox.${one}`)), this.events.map((one) => this.row(one)), 'wide', this.events.map((one) => one.id))}`;
  }

  row(one) {
    const replay = this.admin ? html`<pulse-act-dialog name="replay_event" subject=${one.id} .about=${() => aboutEvent(one.type, one.objectId)}></pulse-act-dialog>` : nothing;
    return [
      moment(one.receivedAt), html`<code>${one.type}</code>`, one.objectId ? html`<code>${one.objectId}</code>` : '', html`<span class="badge ${one.status}">${t(`inbox.status_${one.status}`)}</span>`, String(one.attempts),
      one.errorClass ?? '', html`<code>${one.id}</code> ${replay}`,
    ];
  }
}

customElements.define('pulse-inbox', Inbox);
