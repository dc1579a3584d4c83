/** Every act says what it will do, asks for a reason, does it, and gives the number of its row in the audit trail. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { actOf, inputsOf, kindOf } from '/app/operator/acts.js';
import { minor } from '/app/money.js';
import { readDocument } from '/app/store.js';
import { t } from '/app/texts.js';

/** By subject: the last act that was done here, `{name, told}`. An act that is not offered any more is told all the same. */
export const done = new Map();

/** `<pulse-act-dialog name subject currency .act>`; the event `done` follows a success. */
class ActDialog extends LitElement {
  static properties = {
    name: {}, subject: {}, currency: {}, act: { attribute: false },
    busy: { state: true }, failed: { state: true }, told: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { act: null, currency: '', busy: false, failed: '', told: '' });
  }

  createRenderRoot() {
    return this;
  }

  get chosen() {
    return this.act ?? actOf(this.name);
  }

  render() {
    return html`<button class=${kindOf(this.name)} @click=${() => this.querySelector('dialog').showModal()}>${t(`act.${this.name}`)}</button>
      <span role="status">${this.told}</span>
      <dialog aria-label=${t(`act.${this.name}`)}>
        <form @submit=${this.perform}>
          <h3>${t(`act.${this.name}`)}</h3>
          <p>${t(`act_means.${this.name}`)}</p>
          <p><code>${this.subject}</code></p>
          ${this.act ? nothing : inputsOf(this.name).map((one) => this.input(one))}
          ${this.chosen.needsNoReason
            ? nothing
            : html`<label>${t('act.reason')} <input name="reason" required minlength="3" maxlength="500" autocomplete="off" /></label>`}
          <p class="bad-text" role="alert">${this.failed}</p>
          <button class="primary ${kindOf(this.name)}" ?disabled=${this.busy}>${this.busy ? t('page.please_wait') : t('act.do')}</button>
          <button type="button" class="quiet" @click=${() => this.querySelector('dialog').close()}>${t('act.leave')}</button>
        </form>
      </dialog>`;
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
    const { operation, path } = this.chosen;
    Object.assign(this, { busy: true, failed: '', told: '' });
    try {
      const before = await this.newestRow(path(this.subject));
      const answer = await call(operation, wanted);
      this.told = await this.trace(path(this.subject, answer), before);
      done.set(this.subject, { name: this.name, told: this.told });
      this.querySelector('dialog').close();
      event.target.reset();
      this.dispatchEvent(new CustomEvent('done', { bubbles: true }));
    } catch (error) {
      this.failed = error.message;
    } finally {
      this.busy = false;
    }
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
