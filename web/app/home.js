/** The ways into the other pages. */

import { html } from '/vendor/lit.js';
import { Page } from '/app/page.js';
import { t } from '/app/texts.js';

class HomePage extends Page {
  title() {
    return t('home.title');
  }

  /** Each page asks for a sign-in itself, so the ways are open to everybody. */
  body() {
    return html`
      <p class="lead">${t('home.lead')}</p>
      <nav class="cards" aria-label=${t('home.title')}>
        ${['winner', 'trainer'].map(
          (role) => html`<div class="card">
            <h2><a href="/${role}/dashboard">${t(`home.${role}`)}</a></h2>
            <p>${t(`home.${role}_means`)}</p>
          </div>`,
        )}
      </nav>
    `;
  }
}

customElements.define('pulse-home', HomePage);
