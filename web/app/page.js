/** The frame of every page: the brand, who is signed in, the language; and the sign-in where nobody is. */

import { html, LitElement, nothing, repeat } from '/vendor/lit.js';
import { failure, supportLine } from '/app/parts/support.js';
import { leave, onPerson } from '/app/session.js';
import { language, languages, speak, t } from '/app/texts.js';
import '/app/parts/sign-in.js';

/** What Firestore's SDK says is for programs. */
function inWords(problem) {
  if (problem.name !== 'FirebaseError') return problem;
  const known = { 'permission-denied': 'page.not_allowed', unavailable: 'error.no_answer' };
  return { message: t(known[problem.code] ?? 'error.internal') };
}

/**
 * A page is a custom element. It has `title`, starts its reads in `begin(person)` and says in `content()` what
 * it shows. A read that `keep(end)` knows ends when the person leaves.
 */
export class Page extends LitElement {
  static properties = {
    person: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** undefined until Firebase has said whether somebody is signed in. */
    this.person = undefined;
    this.problem = null;
    this.ends = [];
  }

  /** No shadow: the one style sheet of the site applies, and labels reach their fields. */
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    onPerson((person) => this.take(person));
  }

  take(person) {
    this.ends.forEach((end) => end());
    this.ends = [];
    this.problem = null;
    this.person = person;
    if (person) this.attempt(() => this.begin(person));
  }

  keep(...ends) {
    this.ends.push(...ends);
  }

  /** For reads that fail: the page says so instead of showing old figures as new ones. */
  fail(error) {
    this.problem = error;
  }

  /** Runs *work* of the person who is signed in now; the page tells them where it fails. */
  async attempt(work) {
    const { person } = this;
    try {
      await work();
    } catch (error) {
      if (person === this.person) this.fail(error);
    }
  }

  /** What *asking* gives. Throws where who asked has left meanwhile: it is for nobody else. */
  async own(asking) {
    const { person } = this;
    const given = await asking;
    if (person !== this.person) throw new Error('who asked has left');
    return given;
  }

  begin() {}

  updated() {
    document.title = `${this.title()} · Pulse`;
  }

  /** Without a connection the language stays, and the menu says so. */
  async speak(event) {
    const { target } = event;
    await speak(target.value).catch(() => this.fail({ message: t('error.no_answer') }));
    target.value = language().slice(0, 2);
  }

  render() {
    return html`
      <a class="skip" href="#content">${t('page.skip')}</a>
      <header class="top">
        <a class="brand" href="/">PULSE</a>
        ${this.person ? html`<span class="who">${this.person.email ?? this.person.uid}</span>` : nothing}
        ${this.languageMenu()}
        ${this.person ? html`<button class="quiet" @click=${leave}>${t('page.sign_out')}</button>` : nothing}
      </header>
      <main id="content" tabindex="-1" aria-busy=${this.person === undefined}>
        <h1>${this.title()}</h1>
        ${this.problem ? this.problemBox() : nothing} ${this.body()}
      </main>
      <footer>
        <p>${t('page.never_share')}</p>
        ${supportLine(this.person)}
      </footer>
    `;
  }

  body() {
    if (this.person === undefined) return html`<p>${t('page.loading')}</p>`;
    if (this.person === null) return html`${this.signedOut()}<pulse-sign-in></pulse-sign-in>`;
    return repeat([this.person], ({ uid }) => uid, () => this.content()); // nothing on it stays for the next person
  }

  /** What a page says to somebody who is not signed in, before the form. */
  signedOut() {
    return nothing;
  }

  problemBox() {
    return html`<div class="box bad" role="alert"><p>${failure(inWords(this.problem))}</p></div>`;
  }

  languageMenu() {
    const now = language().slice(0, 2);
    return html`<label class="language"
      ><span class="hidden">${t('page.language')}</span>
      <select @change=${this.speak}>
        ${Object.entries(languages).map(
          ([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === now}>${name}</option>`,
        )}
      </select></label
    >`;
  }
}
