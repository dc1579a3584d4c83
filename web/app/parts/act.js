/** A button that does something at the backend: busy while it runs, and the refusal stands beside it. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { failure } from '/app/parts/support.js';
import { t } from '/app/texts.js';

/** `<pulse-act label=… .run=${async () => …}>`; *run* may return a sentence that is shown after it. */
class Act extends LitElement {
  static properties = {
    label: {},
    kind: {},
    run: { attribute: false },
    busy: { state: true },
    failed: { state: true },
    told: { state: true },
  };

  constructor() {
    super();
    this.kind = '';
    this.busy = false;
    this.failed = null;
    this.told = '';
  }

  createRenderRoot() {
    return this;
  }

  render() {
    return html`<button class=${this.kind} ?disabled=${this.busy} @click=${this.act}>
        ${this.busy ? t('page.please_wait') : this.label}
      </button>
      <span role="status">${this.told}</span>
      <span role="alert" class="bad-text">
        ${this.failed ? failure(this.failed) : nothing}
      </span>`;
  }

  async act() {
    this.busy = true;
    this.failed = null;
    this.told = '';
    try {
      this.told = (await this.run()) ?? '';
    } catch (error) {
      this.failed = error;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('pulse-act', Act);
