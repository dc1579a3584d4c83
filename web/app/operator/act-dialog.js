/** Every act says whom it is about and what it will do, asks for a reason, does it, and gives its row in the audit trail. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { inWords, NOBODY } from '/app/operator/about.js';
import { actOf, inputsOf, kindOf } from '/app/operator/acts.js';
import { onControl, pauseLine } from '/app/operator/pause.js';
import { nameOf } from '/app/operator/people.js';
import { minor, money } from '/app/money.js';
import { figures } from '/app/parts/pieces.js';
import { uid } from '/app/session.js';
import { readDocument } from '/app/store.js';
import { t } from '/app/texts.js';

let done = new Map();

/** The last act that was done on *subject*, `{name, told}`. An act that is not offered any more is told all the same. */
export const lastAct = (subject) => done.get(subject);

/** For the next person at this page. */
export function forgetActs() {
  done = new Map();
}

const NAMED_MAX = 3;

/** `<pulse-act-dialog name subject currency .about .act>`; *about* gives what `about.js` says. `done` follows a success. */
class ActDialog extends LitElement {
  static properties = {
    name: {}, subject: {}, currency: {}, about: { attribute: false }, act: { attribute: false },
    busy: { state: true }, failed: { state: true }, told: { state: true }, known: { state: true }, typed: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { act: null, about: null, currency: '', busy: false, failed: '', told: '', known: null, typed: null });
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onControl(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  get chosen() {
    return this.act ?? actOf(this.name);
  }

  render() {
    return html`<button class=${kindOf(this.name)} @click=${this.open}>${t(`act.${this.name}`)}</button>
      <span role="status">${this.told}</span>
      <dialog aria-label=${t(`act.${this.name}`)}>
        <form @submit=${this.perform} @input=${this.read}>
          <h3>${t(`act.${this.name}`)}</h3>
          ${pauseLine()}
          <p>${t(`act_means.${this.name}`)}</p>
          ${this.known === null ? html`<p role="status">${t('page.loading')}</p>` : this.shown()}
          <p><code>${this.subject}</code></p>
          ${this.act ? nothing : inputsOf(this.name).map((one) => this.input(one))}
          ${this.typed ? html`<p class="amount" role="status">${money(this.typed, this.currency || 'usd')}</p>` : nothing}
          ${this.chosen.needsNoReason
            ? nothing
            : html`<label>${t('act.reason')} <input name="reason" required minlength="3" maxlength="500" autocomplete="off" /></label>`}
          <p class="bad-text" role="alert">${this.failed}</p>
          <button class="primary ${kindOf(this.name)}" ?disabled=${this.busy || this.known === null}>${this.busy ? t('page.please_wait') : t('act.do')}</button>
          <button type="button" class="quiet" @click=${() => this.querySelector('dialog').close()}>${t('act.leave')}</button>
        </form>
      </dialog>`;
  }

  async open() {
    this.known = null;
    this.querySelector('dialog').showModal();
    this.known = await this.look().catch((error) => ({ ...NOBODY, problem: error.message }));
  }

  /** Names of the first few; where they cannot be read, the uids stand alone, and the act is still possible. */
  async look() {
    const { people, facts } = (await this.about?.()) ?? NOBODY;
    const named = people.slice(0, NAMED_MAX).map(async ([key, id]) => {
      const name = await nameOf(id).catch(() => t('act.name_unread'));
      return [key, html`${name ?? t('act.no_name')} <code>${id}</code>`];
    });
    return { people: await Promise.all(named), facts, more: Math.max(0, people.length - NAMED_MAX) };
  }

  shown() {
    const { people, facts, more, problem } = this.known;
    const pairs = inWords([...people, ...facts]);
    return html`${pairs.length ? figures(pairs) : nothing}
      ${more ? html`<p>${t('act.more_people', { count: more })}</p>` : nothing}
      ${problem ? html`<p class="bad-text">${t('act.about_unread')} ${problem}</p>` : nothing}`;
  }

  /** What was typed as an amount is written out before it is sent. */
  read(event) {
    if (event.target.name === 'amount') this.typed = minor(event.target.value, this.currency || 'usd');
  }

  input({ name, choices, isOptional }) {
    const currency = (this.currency || 'usd').toUpperCase();
    const said = t(isOptional ? `act_input.${name}_or_all` : `act_input.${name}`, { currency });
    if (!choices) return html`<label>${said} <input name=${name} ?required=${!isOptional} autocomplete="off" /></label>`;
    return html`<label>${said}
      <select name=${name}>${choices.map((one) => html`<option value=${one}>${t(`act_choice.${one}`)}</option>`)}</select></label>`;
  }

  async perform(event) {
    event.preventDefault();
    const wanted = this.fields(event.target);
    if (wanted === null) return void (this.failed = t('pay.no_amount'));
    const [actor, acts] = [uid(), done];
    Object.assign(this, { busy: true, failed: '', told: '' });
    try {
      const told = await this.performed(wanted, actor);
      if (told === null) return;
      acts.set(this.subject, { name: this.name, told });
      this.told = told;
      this.querySelector('dialog').close();
      event.target.reset();
      this.typed = null;
      this.dispatchEvent(new CustomEvent('done', { bubbles: true }));
    } catch (error) {
      this.failed = error.message;
    } finally {
      this.busy = false;
    }
  }

  /** What is said of it. Null where *actor* has left before anything was done: nothing is done in another's name. */
  async performed(wanted, actor) {
    const { operation, path } = this.chosen;
    const before = await this.newestRow(path(this.subject));
    if (uid() !== actor) return null;
    const answer = await call(operation, wanted);
    return this.trace(path(this.subject, answer), before);
  }

  /** What the operation is sent; null where what was typed is no amount. What was left empty is left out. */
  fields(form) {
    const fields = { ...this.chosen.fields(this.subject) };
    if (!this.chosen.needsNoReason) fields.reason = form.reason.value;
    for (const { name } of this.act ? [] : inputsOf(this.name)) {
      const typed = form[name].value.trim();
      if (!typed) continue;
      const value = name === 'amount' ? minor(typed, this.currency || 'usd') : typed;
      if (!value) return null;
      fields[name] = value;
    }
    return fields;
  }

  /** What is said afterwards: the row that the act wrote. The act is done also where its row cannot be read. */
  async trace(path, before) {
    const number = await this.newestRow(path);
    if (number === null) return t('act.done', { audit: path });
    const audit = `${path.replaceAll('/', '_')}_${number}`;
    return t(number === before ? 'act.same' : 'act.done', { audit });
  }

  /** The number of the newest row about the record; null where there is none, or it cannot be read. */
  async newestRow(path) {
    if (!path) return null;
    try {
      return (await readDocument(path))?.audit?.number ?? null;
    } catch {
      return null;
    }
  }
}

customElements.define('pulse-act-dialog', ActDialog);
