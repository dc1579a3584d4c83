/** Every act says what it will do, asks for a reason, does it, and gives the number of its row in the audit trail. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { call } from '/app/api.js';
import { readDocument } from '/app/store.js';
import { t } from '/app/texts.js';
import { actOf } from '/app/operator/acts.js';

/** `<pulse-act-dialog name subject .act>`; the event `done` follows a success. */
class ActDialog extends LitElement {
  static properties = {
    name: {}, subject: {}, act: { attribute: false },
    busy: { state: true }, failed: { state: true }, told: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { act: null, busy: false, failed: null, told: '' });
  }

  createRenderRoot() {
    return this;
  }

  get chosen() {
    return this.act ?? actOf(this.name);
  }

  render() {
    const { needsNoReason } = this.chosen;
    return html`<button class="danger" @click=${() => this.querySelector('dialog').showModal()}>${t(`act.${this.name}`)}</button>
      <span role="status">${this.told}</span>
      <dialog aria-label=${t(`act.${this.name}`)}>
        <form @submit=${this.perform}>
          <h3>${t(`act.${this.name}`)}</h3>
          <p>${t(`act_means.${this.name}`)}</p>
          <p><code>${this.subject}</code></p>
          ${needsNoReason
            ? nothing
            : html`<label>${t('act.reason')} <input name="reason" required minlength="3" maxlength="500" autocomplete="off" /></label>`}
          <p class="bad-text" role="alert">${this.failed?.message ?? ''}</p>
          <button class="primary" ?disabled=${this.busy}>${this.busy ? t('page.please_wait') : t('act.do')}</button>
          <button type="button" class="quiet" @click=${() => this.querySelector('dialog').close()}>${t('act.leave')}</button>
        </form>
      </dialog>`;
  }

  async perform(event) {
    event.preventDefault();
    const { operation, fields, path, needsNoReason } = this.chosen;
    const reason = needsNoReason ? {} : { reason: event.target.reason.value };
    Object.assign(this, { busy: true, failed: null });
    try {
      const answer = await call(operation, { ...fields(this.subject), ...reason });
      this.told = t('act.done', { audit: await this.auditRow(path(this.subject, answer)) });
      this.querySelector('dialog').close();
      this.dispatchEvent(new CustomEvent('done', { bubbles: true }));
    } catch (error) {
      this.failed = error;
    } finally {
      this.busy = false;
    }
  }

  /** The newest row about the record; the record itself where its row cannot be read. The act is done either way. */
  async auditRow(path) {
    try {
      const number = (await readDocument(path))?.audit?.number;
      return number ? `${path.replaceAll('/', '_')}_${number}` : path;
    } catch {
      return path;
    }
  }
}

customElements.define('pulse-act-dialog', ActDialog);
