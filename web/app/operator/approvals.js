/** Requests that wait for another administrator, each with exactly what is asked for. */

import { html, nothing, repeat } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { approval, termsOf, waiting } from '/app/operator/acts.js';
import { figures } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';
import '/app/operator/act-dialog.js';

/** A term as it is stored; money with its currency. */
function written(name, value, currency) {
  if (name === 'amount' && currency) return money(value, currency);
  if (value instanceof Date) return moment(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function approvalsCard(approvals) {
  const open = waiting(approvals, Date.now());
  if (!open.length) return nothing;
  return html`<section class="card" aria-labelledby="approvals">
    <h2 id="approvals">${t('operator.approvals')}</h2>
    ${repeat(open, (one) => `${one.id} ${one.number}`, card)}
  </section>`;
}

function card(one) {
  const until = moment(one.expiresAt);
  return html`<article class="card" aria-label="${one.act} ${one.subject}">
    <p><strong>${one.act}</strong> <code>${one.subject}</code></p>
    <p>${t('operator.asked_by', { who: one.requestedBy, reason: one.requestReason, until })}</p>
    ${figures(termsOf(one).map(([name, value]) => [name, written(name, value, one.terms.currency)]))}
    ${one.approvedBy ? html`<p class="bad-text">${t('operator.not_finished', { who: one.approvedBy })}</p>` : nothing}
    <pulse-act-dialog name="approve" .act=${approval(one.act)} subject=${one.subject.split('/').at(-1)}></pulse-act-dialog>
  </article>`;
}
