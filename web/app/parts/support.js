/** How a person reaches Pulse, and what they quote, so that support finds what it is about. */

import { html, nothing } from '/vendor/lit.js';
import { settings } from '/app/settings.js';
import { t } from '/app/texts.js';

const letter = (reference) => `mailto:${settings.supportEmail}?subject=${encodeURIComponent(`Pulse ${reference}`)}`;

/** A letter to support about *reference*, an id of ours; where the site names no address, what to do instead. */
export function support(reference, kind = '') {
  if (!settings.supportEmail) return html`<p>${t('support.no_address', { reference })}</p>`;
  return html`<p><a class="button ${kind}" href=${letter(reference)}>${t('support.write')}</a></p>`;
}

/** What went wrong, and by what support finds it. */
export function failure({ message, requestId }) {
  if (!requestId) return message;
  const told = t('page.reference', { id: requestId });
  return html`${message} <small>${settings.supportEmail ? html`<a href=${letter(requestId)}>${told}</a>` : told}</small>`;
}

/** At the foot of each page but those of staff. */
export function supportLine(person) {
  if (document.documentElement.hasAttribute('data-staff')) return nothing;
  if (settings.supportEmail) {
    return html`<p>${t('support.questions')} <a href=${letter(person?.uid ?? '')}>${settings.supportEmail}</a></p>`;
  }
  return person ? html`<p>${t('support.no_address', { reference: person.uid })}</p>` : nothing;
}
