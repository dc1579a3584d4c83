/** One record as a story: how it stands, in a sentence, and everything that happened to it, oldest first. */

import { html, nothing, repeat } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { actsOfAccount, actsOfPayment, actsOfPrize } from '/app/operator/acts.js';
import { figures, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';
import { done } from '/app/operator/act-dialog.js';

const HEADS = ['when', 'kind', 'what', 'by', 'change', 'reason', 'id'];

/** Dialogs for *names*; none for support. *isList*: one line of a list, which does not tell what was done in a card. */
export function acts(names, subject, { isAdmin, currency = '', isList = false }) {
  const last = done.get(subject);
  const isGone = last && !isList && !names.includes(last.name);
  if (!isAdmin || !(names.length || isGone)) return nothing;
  return html`<p class="acts">
    ${repeat(
      names,
      (name) => `${name} ${subject}`,
      (name) => html`<pulse-act-dialog name=${name} subject=${subject} currency=${currency}></pulse-act-dialog>`,
    )}
    ${isGone ? html`<span role="status">${last.told}</span>` : nothing}
  </p>`;
}

/** *seen* is the answer of an operation that explains; *isAdmin*: events get a button that replays them. */
function story(seen, { isAdmin, currency = '' }) {
  const rows = seen.timeline.map((one) => [
    moment(one.at), t(`timeline.kind_${one.kind}`),
    one.amount === null ? one.what : `${one.what} ${money(one.amount, currency)}`,
    one.actor ?? '', change(one), one.reason ?? '', id(one, isAdmin),
  ]);
  return html`<p lang="en">${seen.answer}</p>
    ${seen.flaw ? html`<p class="bad-text" role="alert">${t('operator.flaw')} ${seen.flaw}</p>` : nothing}
    ${table(t('timeline.title'), HEADS.map((one) => t(`timeline.${one}`)), rows)}`;
}

function change({ before, after }) {
  if (!after) return '';
  return before ? `${before} → ${after}` : after;
}

function id({ kind, id: name }, isAdmin) {
  if (kind !== 'event' || !isAdmin) return name;
  return html`${name} <pulse-act-dialog name="replay_event" subject=${name}></pulse-act-dialog>`;
}

export function prizeCard(seen, isAdmin) {
  const { prizeRecordId, amount, currency, status } = seen;
  return html`<section class="card" aria-labelledby="prize">
    <h2 id="prize">${seen.challengeTitle} <small>${prizeRecordId}</small></h2>
    <p><strong class="amount">${money(amount, currency)}</strong> <span class="badge ${status}">${t(`prize.status.${status}`)}</span></p>
    ${seen.transfersKnown ? nothing : html`<p class="bad-text">${t('operator.no_transfers')}</p>`}
    ${acts(actsOfPrize(seen), prizeRecordId, { isAdmin, currency })} ${story(seen, { isAdmin, currency })}
  </section>`;
}

export function paymentCard(seen, isAdmin) {
  const { paymentId, currency, status, refundRequested } = seen;
  const shown = (minor) => money(minor, currency);
  return html`<section class="card" aria-labelledby="payment">
    <h2 id="payment">${seen.challengeTitle} <small>${paymentId}</small></h2>
    <p><strong class="amount">${shown(seen.amount)}</strong> <span class="badge ${status}">${status}</span></p>
    ${figures([
      [t('payment.buyer'), seen.buyerId], [t('payment.trainer'), seen.ownerId],
      [t('payment.fee'), shown(seen.fee)], [t('payment.net'), shown(seen.ownerNetAmount)],
      [t('payment.refunded'), shown(seen.refundedAmount)], [t('payment.refundable'), shown(seen.refundableAmount)],
    ])}
    ${refundRequested
      ? html`<p class="lead">${t('payment.wanted', { amount: shown(refundRequested.amount), reason: refundRequested.reason, since: moment(refundRequested.askedAt) })}</p>`
      : nothing}
    ${acts(actsOfPayment(seen), paymentId, { isAdmin, currency })} ${story(seen, { isAdmin, currency })}
  </section>`;
}

/** *payouts*: what stands below the account's state, such as what Stripe pays out to the bank. */
export function accountCard(seen, isAdmin, payouts) {
  const { userId, accountState, requirementsInWords: wanted, held } = seen;
  return html`<section class="card" aria-labelledby="stripe-account">
    <h2 id="stripe-account">${t(`person_account.${seen.accountType === 'winner' ? 'winner' : 'trainer'}`)} <small>${userId}</small></h2>
    <p>
      <span class="badge ${seen.readyForTransfers ? 'ready' : 'due'}">${t(seen.readyForTransfers ? 'person_account.ready' : 'person_account.not_ready')}</span>
      ${held ? html`<span class="badge failed">${t('person_account.held')}</span>` : nothing}
    </p>
    ${figures([
      [t('person_account.state'), accountState ?? t('person_account.none')], [t('person_account.id'), seen.accountId],
      [t('person_account.country'), seen.country], [t('person_account.since'), moment(seen.readAt)],
      [t('person_account.until'), moment(wanted.deadline)],
    ])}
    ${wants('due', wanted.currentlyDue)} ${wants('overdue', wanted.pastDue)} ${wants('checked', wanted.pendingVerification)}
    ${seen.payoutsProblem ? html`<p class="bad-text" lang="en">${seen.payoutsProblem}</p>` : nothing}
    <p>${t('person_account.told')} <q lang="en">${seen.told}</q></p>
    ${acts(actsOfAccount(seen), userId, { isAdmin })} ${payouts} ${story(seen, { isAdmin })}
  </section>`;
}

function wants(kind, words) {
  if (!words.length) return nothing;
  return html`<h3>${t(`person_account.${kind}`)}</h3><ul lang="en">${words.map((one) => html`<li>${one}</li>`)}</ul>`;
}
