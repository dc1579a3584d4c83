/** E-mail and password, then a code for those who have a second factor. */

import { html, LitElement } from '/vendor/lit.js';
import { secondStep } from '/app/second-factor.js';
import { sendNewPassword, signIn } from '/app/session.js';
import { has, t } from '/app/texts.js';

class SignIn extends LitElement {
  static properties = {
    step: { state: true },
    told: { state: true },
    failed: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** The second step, once the first was right. */
    this.step = null;
    this.told = '';
    this.failed = '';
    this.busy = false;
  }

  createRenderRoot() {
    return this;
  }

  render() {
    return html`
      <section class="card narrow">
        <h2>${t('sign_in.title')}</h2>
        ${this.step ? this.codeForm() : this.passwordForm()}
        <p class="bad-text" role="alert">${this.failed}</p>
        <p role="status">${this.told}</p>
      </section>
    `;
  }

  passwordForm() {
    return html`<form @submit=${this.enter}>
      <label>${t('sign_in.email')} <input name="email" type="email" autocomplete="username" required /></label>
      <label
        >${t('sign_in.password')}
        <input name="password" type="password" autocomplete="current-password" required
      /></label>
      <button class="primary" ?disabled=${this.busy}>${t('sign_in.enter')}</button>
      <button type="button" class="quiet" @click=${this.forgotten}>${t('sign_in.forgotten')}</button>
    </form>`;
  }

  codeForm() {
    const { hint } = this.step;
    return html`<form @submit=${this.confirm}>
      <label
        >${hint === 'totp' ? t('sign_in.code_of_app') : t('sign_in.code_of_phone', { number: hint })}
        <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required
      /></label>
      <button class="primary" ?disabled=${this.busy}>${t('sign_in.confirm')}</button>
      <button type="button" class="quiet" @click=${() => (this.step = null)}>${t('sign_in.back')}</button>
    </form>`;
  }

  async enter(event) {
    event.preventDefault();
    const { email, password } = event.target;
    await this.attempt(async () => {
      try {
        await signIn(email.value, password.value);
      } catch (error) {
        if (error.code !== 'auth/multi-factor-auth-required') throw error;
        this.step = await secondStep(error);
        if (!this.step) this.failed = t('sign_in.no_usable_factor');
      }
    });
    await this.updateComplete;
    this.querySelector('[name=code]')?.focus();
  }

  async confirm(event) {
    event.preventDefault();
    await this.attempt(() => this.step.finish(event.target.code.value));
  }

  async forgotten() {
    const { email } = this.querySelector('form');
    if (!email.reportValidity()) return;
    await this.attempt(async () => {
      await sendNewPassword(email.value).catch((error) => {
        if (error.code !== 'auth/user-not-found') throw error; // whether a person is known is nobody's business
      });
      this.told = t('sign_in.password_sent');
    });
  }

  async attempt(act) {
    this.busy = true;
    this.failed = '';
    this.told = '';
    try {
      await act();
    } catch (error) {
      this.failed = has(`sign_in.${error.code}`) ? t(`sign_in.${error.code}`) : t('sign_in.failed');
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('pulse-sign-in', SignIn);
