/** The pause of payouts, live: above all that the console shows, and in every dialog of an act. */

import { html, nothing } from '/vendor/lit.js';
import { t } from '/app/texts.js';

const hearers = new Set();
let control = null;

/** *now*: the document `control/payouts`, null while it is not read. */
export function hearControl(now) {
  control = now;
  hearers.forEach((hear) => hear());
}

/** Calls *hear* after each change. Returns what ends it. */
export function onControl(hear) {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/** It stays at the top while the page is scrolled, so it is one line: who and why stand below it. */
export function pauseBanner() {
  return control?.paused ? html`<p class="pause" role="alert">${t('operator.paused')}</p>` : nothing;
}

export function pauseLine() {
  return control?.paused ? html`<p class="pause">${t('operator.paused')}</p>` : nothing;
}

export function pausedBy() {
  const { paused, by, reason } = control ?? {};
  return paused && by && reason ? html`<p class="box bad">${t('operator.paused_by', { who: by, reason })}</p>` : nothing;
}
