/** What Pulse told a person, newest first, and a form for how it reaches them. */

import { html, LitElement, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { languageOf, MEDIA, ofRole, pageOf, wanted, worded } from '/app/parts/notices.js';
import { watchDocument, watchNewest, write } from '/app/store.js';
import { language, languages, t } from '/app/texts.js';
import '/app/parts/act.js';

const SHOWN = 3;

/** `<pulse-messages uid side>`; *side* is `winner` or `trainer`. */
class Messages extends LitElement {
  static properties = {
    uid: {}, side: {}, notices: { state: true }, isComplete: { state: true }, user: { state: true }, problem: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { notices: null, isComplete: true, user: undefined, problem: null, ends: [] });
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const fail = (error) => (this.problem = error);
    this.ends = [
      watchNewest(`users/${this.uid}/notices`, {}, 'createdAt', (found, isComplete) => Object.assign(this, { notices: found, isComplete }), fail),
      watchDocument(`users/${this.uid}`, (user) => (this.user = user), fail),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends.forEach((end) => end());
  }

  render() {
    return html`<section class="card" aria-labelledby="messages">
      <h2 id="messages">${t('messages.title')}</h2>
      ${this.problem ? html`<p class="bad-text" role="alert">${t('error.no_answer')}</p>` : nothing}
      ${this.notices === null ? nothing : this.list(ofRole(this.notices, this.side))}
      ${this.user === undefined ? nothing : this.settings()}
    </section>`;
  }

  list(notices) {
    if (!notices.length) return html`<p>${t('messages.none')}</p>`;
    const older = notices.slice(SHOWN);
    return html`<ul class="plain">${notices.slice(0, SHOWN).map((one) => this.item(one))}</ul>
      ${older.length
        ? html`<details>
            <summary>${t('messages.older', { count: older.length })}</summary>
            <ul class="plain">${older.map((one) => this.item(one))}</ul>
            ${this.isComplete ? nothing : html`<p class="soft">${t('page.newest_100')}</p>`}
          </details>`
        : nothing}`;
  }

  item(notice) {
    const { title, text } = worded(notice, language().slice(0, 2));
    const page = pageOf(notice);
    return html`<li>
      <p>${page ? html`<a href=${page}>${title || t('messages.open')}</a>` : html`<strong>${title}</strong>`} <small>${moment(notice.createdAt)}</small></p>
      <p>${text}</p>
    </li>`;
  }

  settings() {
    const wants = wanted(this.user);
    const spoken = languageOf(this.user, Object.keys(languages));
    return html`<details>
      <summary>${t('messages.settings')}</summary>
      <form @submit=${(event) => event.preventDefault()}>
        <label>${t('messages.language')}
          <select name="language">
            ${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === spoken}>${name}</option>`)}
          </select>
        </label>
        ${MEDIA.map((medium) => html`<label><input type="checkbox" name=${medium} .checked=${wants[medium]} /> ${t(`messages.${medium}`)}</label>`)}
        <p class="soft">${t('messages.always')}</p>
        <pulse-act .label=${t('messages.save')} .run=${() => this.keep()}></pulse-act>
      </form>
    </details>`;
  }

  async keep() {
    const { elements } = this.querySelector('form');
    const notify = Object.fromEntries(MEDIA.map((medium) => [medium, elements[medium].checked]));
    await write(`users/${this.uid}`, { language: elements.language.value, notify });
    return t('messages.saved');
  }
}

customElements.define('pulse-messages', Messages);
