/** Requests that wait for another administrator, each with exactly what is asked for. */

import { html, nothing, repeat } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { aboutRequest } from '/app/operator/about.js';
import { approval, mayApprove, termsOf, waiting } from '/app/operator/acts.js';
import { figures } from '/app/parts/pieces.js';
import { has, t } from '/app/texts.js';
import '/app/operator/act-dialog.js';

/** A term as it is stored; money with its currency, a choice with what it means. */
function written(name, value, currency) {
  if (name === 'amount' && currency) return money(value, currency);
  if (value instanceof Date) return moment(value);
  if (has(`act_choice.${value}`)) return `${t(`act_choice.${value}`)} (${value})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const named = (term) => (has(`term.${term}`) ? t(`term.${term}`) : term);

/** *uid*: of who reads. */
export function approvalsCard(approvals, uid) {
  const open = waiting(approvals, Date.now());
  if (!open.length) return nothing;
  return html`<section class="card" aria-labelledby="approvals">
    <h2 id="approvals">${t('operator.approvals')}</h2>
    <div class="items">${repeat(open, (one) => `${one.id} ${one.number}`, (one) => card(one, uid))}</div>
  </section>`;
}

function card(one, uid) {
  const { act, subject, requestedBy, approvedBy, terms } = one;
  const shown = termsOf(one).filter(([name]) => name !== 'currency' || terms.amount === undefined);
  return html`<article class="item" aria-label="${act} ${subject}">
    <h3>${t(`asked.${act}`)}</h3>
    <p class="id"><code>${subject}</code></p>
    <p>${t('operator.asked_by', { who: requestedBy, reason: one.requestReason, until: moment(one.expiresAt) })}</p>
    ${figures(shown.map(([name, value]) => [named(name), written(name, value, terms.currency)]))}
    ${approvedBy ? html`<p class="bad-text">${t('operator.not_finished', { who: approvedBy })}</p>` : nothing}
    ${mayApprove(one, uid)
      ? html`<p class="soft">${t(`act_means.${act}`)}</p>
          <pulse-act-dialog name="approve" .act=${approval(act)} .about=${() => aboutRequest(one)} subject=${subject.split('/').at(-1)}></pulse-act-dialog>`
      : html`<p class="soft">${t(approvedBy ? 'operator.theirs_to_finish' : 'operator.own_request')}</p>`}
  </article>`;
}
