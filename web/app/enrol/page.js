/** Connects an authenticator app to one's account. Staff read nothing before they have one. */

import { html, nothing } from '/vendor/lit.js';
import { day } from '/app/dates.js';
import { Page } from '/app/page.js';
import { connectedAt, newApp } from '/app/second-factor.js';
import { leave, sendConfirmation } from '/app/session.js';
import { project, settings } from '/app/settings.js';
import { qrCode } from '/app/enrol/qr.js';
import { extend, has, t } from '/app/texts.js';
import { secondFactor } from '/app/texts/second-factor.js';
import '/app/parts/act.js';

extend(secondFactor);

/** Firebase's refusal in words. */
function worded({ code }) {
  return new Error(t(has(`second_factor.${code}`) ? `second_factor.${code}` : 'second_factor.failed'));
}

class EnrolPage extends Page {
  static properties = {
    ...Page.properties, app: { state: true }, since: { state: true }, isDone: { state: true }, told: { state: true },
    failed: { state: true }, busy: { state: true },
  };

  title() {
    return t('second_factor.title');
  }

  signedOut() {
    return html`<p class="lead">${t('second_factor.signed_out')}</p>`;
  }

  begin(person) {
    Object.assign(this, { app: null, isDone: false, told: '', failed: '', busy: false, since: connectedAt(person) });
  }

  content() {
    if (this.isDone) return this.doneBox();
    return html`<p class="lead">${t('second_factor.why')}</p>
      <section class="card narrow" aria-labelledby="step">
        <h2 id="step">${t('second_factor.set_up')}</h2>
        ${this.step()}
      </section>
      <p class="soft">${t('second_factor.lost')}</p>`;
  }

  step() {
    if (settings.emulators) return html`<p>${t('second_factor.not_here')}</p>`;
    if (!this.person.emailVerified) return this.confirmation();
    return this.app ? this.keyForm() : this.offer();
  }

  confirmation() {
    const send = async () => {
      await sendConfirmation(this.person).catch((error) => Promise.reject(worded(error)));
      return t('second_factor.email_sent');
    };
    return html`<p>${t('second_factor.confirm_email', { email: this.person.email })}</p>
      <p><pulse-act kind="primary" .label=${t('second_factor.send_email')} .run=${send}></pulse-act></p>
      <p><pulse-act .label=${t('second_factor.email_confirmed')} .run=${() => this.lookForConfirmation()}></pulse-act></p>`;
  }

  async lookForConfirmation() {
    await this.person.reload().catch((error) => Promise.reject(worded(error)));
    if (!this.person.emailVerified) throw new Error(t('second_factor.email_open'));
    this.requestUpdate();
  }

  offer() {
    const make = async () => {
      const issuer = `Pulse (${project.projectId})`;
      this.app = await this.own(newApp(this.person, issuer).catch((error) => Promise.reject(worded(error))));
    };
    return html`${this.since ? html`<p>${t('second_factor.has', { since: day(this.since) })} ${t('second_factor.again')}</p>` : nothing}
      <pulse-act kind="primary" .label=${t('second_factor.begin')} .run=${make}></pulse-act>`;
  }

  keyForm() {
    const { key, link } = this.app;
    return html`<p>${t('second_factor.scan')}</p>
      ${qrCode(link, t('second_factor.qr'))}
      <p>${t('second_factor.key')}: <code class="secret">${key.match(/.{1,4}/g).join(' ')}</code></p>
      <p><a href=${link}>${t('second_factor.on_this_phone')}</a></p>
      <p class="soft">${t('second_factor.keep_secret')}</p>
      <form @submit=${this.connect}>
        <label
          >${t('second_factor.code')}
          <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required
        /></label>
        <p class="bad-text" role="alert">${this.failed}</p>
        <button class="primary" ?disabled=${this.busy}>${this.busy ? t('page.please_wait') : t('second_factor.confirm')}</button>
      </form>`;
  }

  async connect(event) {
    event.preventDefault();
    const { person } = this;
    Object.assign(this, { busy: true, failed: '' });
    try {
      const areEnded = await this.own(this.app.finish(event.target.code.value));
      Object.assign(this, { app: null, isDone: true, told: areEnded ? '' : t('second_factor.old_works') });
    } catch (error) {
      if (person === this.person) this.failed = worded(error).message;
    } finally {
      this.busy = false;
    }
  }

  /** The sign-in of now has no second factor: the next one has. */
  doneBox() {
    const again = async () => {
      await leave();
      location.assign('/operator');
    };
    return html`<section class="box fine" role="status">
        <p class="lead">${t('second_factor.done')}</p>
        ${this.told ? html`<p>${this.told}</p>` : nothing}
        <p><pulse-act kind="primary" .label=${t('second_factor.sign_in')} .run=${again}></pulse-act></p>
      </section>
      <p class="soft">${t('second_factor.lost')}</p>`;
  }
}

customElements.define('pulse-enrol', EnrolPage);
