/** One record as a story: how it stands, in a sentence, and everything that happened to it, oldest first. */

import { html, nothing, repeat } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { aboutAccount, aboutEvent, aboutPayment, aboutPrize } from '/app/operator/about.js';
import { lastAct } from '/app/operator/act-dialog.js';
import { actsOfAccount, actsOfPayment, actsOfPrize } from '/app/operator/acts.js';
import { figures, marked, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';

const HEADS = ['when', 'kind', 'what', 'by', 'change', 'reason', 'id'];

/**
 * Dialogs for *names*; none for support. *about*: gives whom and how much money they are about. *isList*: one line of a
 * list, which does not tell what was done in a card.
 */
export function acts(names, subject, { isAdmin, about = null, currency = '', isList = false }) {
  const last = lastAct(subject);
  const isGone = last && !isList && !names.includes(last.name);
  if (!isAdmin || !(names.length || isGone)) return nothing;
  return html`<p class="acts">
    ${repeat(
      names,
      (name) => `${name} ${subject}`,
      (name) => html`<pulse-act-dialog name=${name} subject=${subject} currency=${currency} .about=${about}></pulse-act-dialog>`,
    )}
    ${isGone ? html`<span role="status">${last.told}</span>` : nothing}
  </p>`;
}

/** Everything that happened to it; *isAdmin*: events get a button that replays them. */
function story(seen, { isAdmin, currency = '' }) {
  const rows = seen.timeline.map((one) => [
    moment(one.at), html`<span class="badge">${t(`timeline.kind_${one.kind}`)}</span>`,
    one.amount === null ? one.what : `${one.what} ${money(one.amount, currency)}`,
    one.actor ?? '', change(one), one.reason ?? '', row(one, isAdmin),
  ]);
  if (!rows.length) return nothing;
  return html`<h3>${t('timeline.title')}</h3>
    ${table(t('timeline.title'), HEADS.map((one) => t(`timeline.${one}`)), rows, 'story')}`;
}

/** How it stands, in a sentence; before that, whether what is shown here can be believed. */
function answer({ answer: sentence, flaw }) {
  return html`${flaw ? html`<p class="box bad" role="alert">${t('operator.flaw')} ${flaw}</p>` : nothing}
    <p lang="en">${marked(sentence)}</p>`;
}

function change({ before, after }) {
  if (!after) return '';
  return before ? `${before} → ${after}` : after;
}

/** When it changed last, by its trail. */
function since({ timeline }) {
  return moment(timeline.filter(({ kind }) => kind === 'audit').at(-1)?.at);
}

function row({ kind, id, what }, isAdmin) {
  if (kind !== 'event' || !isAdmin) return html`<code>${id}</code>`;
  const about = () => aboutEvent(what, '');
  return html`<code>${id}</code> <pulse-act-dialog name="replay_event" subject=${id} .about=${about}></pulse-act-dialog>`;
}

export function prizeCard(seen, isAdmin) {
  const { prizeRecordId, amount, currency, status } = seen;
  return html`<section class="card" aria-labelledby="prize">
    <h2 id="prize">${seen.challengeTitle} <small><code>${prizeRecordId}</code></small></h2>
    <p><strong class="amount">${money(amount, currency)}</strong> <span class="badge ${status}">${t(`prize.status.${status}`)}</span></p>
    ${answer(seen)}
    ${figures([[t('payment.winner'), seen.userId], [t('person_account.since'), since(seen)]])}
    ${seen.transfersKnown ? nothing : html`<p class="bad-text">${t('operator.no_transfers')}</p>`}
    ${acts(actsOfPrize(seen), prizeRecordId, { isAdmin, currency, about: () => aboutPrize(seen) })} ${story(seen, { isAdmin, currency })}
  </section>`;
}

export function paymentCard(seen, isAdmin) {
  const { paymentId, currency, status, refundRequested } = seen;
  const shown = (minor) => money(minor, currency);
  return html`<section class="card" aria-labelledby="payment">
    <h2 id="payment">${seen.challengeTitle} <small><code>${paymentId}</code></small></h2>
    <p><strong class="amount">${shown(seen.amount)}</strong> <span class="badge ${status}">${status}</span></p>
    ${answer(seen)}
    ${figures([
      [t('payment.buyer'), seen.buyerId], [t('payment.trainer'), seen.ownerId],
      [t('payment.fee'), shown(seen.fee)], [t('payment.net'), shown(seen.ownerNetAmount)],
      [t('payment.refunded'), shown(seen.refundedAmount)], [t('payment.refundable'), shown(seen.refundableAmount)],
    ])}
    ${refundRequested
      ? html`<p class="box wants">${t('payment.wanted', { amount: shown(refundRequested.amount), reason: refundRequested.reason, since: moment(refundRequested.askedAt) })}</p>`
      : nothing}
    ${acts(actsOfPayment(seen), paymentId, { isAdmin, currency, about: () => aboutPayment(seen) })} ${story(seen, { isAdmin, currency })}
  </section>`;
}

/** *payouts*: what stands below the account's state, such as what Stripe pays out to the bank. */
export function accountCard(seen, isAdmin, payouts) {
  const { userId, accountState, requirementsInWords: wanted, held } = seen;
  return html`<section class="card" aria-labelledby="stripe-account">
    <h2 id="stripe-account">${t(`person_account.${seen.accountType === 'winner' ? 'winner' : 'trainer'}`)} <small><code>${userId}</code></small></h2>
    <p>
      <span class="badge ${seen.readyForTransfers ? 'ready' : 'due'}">${t(seen.readyForTransfers ? 'person_account.ready' : 'person_account.not_ready')}</span>
      ${held ? html`<span class="badge failed">${t('person_account.held')}</span>` : nothing}
    </p>
    ${answer(seen)}
    ${held ? html`<p>${t('person_account.held_by', { ...held, since: moment(held.since) })}</p>` : nothing}
    ${figures([
      [t('person_account.state'), accountState ?? t('person_account.none')], [t('person_account.id'), seen.accountId],
      [t('person_account.country'), seen.country], [t('person_account.since'), moment(seen.readAt)],
      [t('person_account.until'), moment(wanted.deadline)],
    ])}
    <div class="cards">
      ${wants('overdue', wanted.pastDue)} ${wants('due', wanted.currentlyDue)} ${wants('checked', wanted.pendingVerification)}
    </div>
    <p>${t('person_account.told')} ${[seen.told, seen.payoutsProblem].filter(Boolean).map((one) => html`<q lang="en">${one}</q> `)}</p>
    ${acts(actsOfAccount(seen), userId, { isAdmin, about: () => aboutAccount(seen) })} ${payouts} ${story(seen, { isAdmin })}
  </section>`;
}

function wants(kind, words) {
  if (!words.length) return nothing;
  return html`<div><h3>${t(`person_account.${kind}`)}</h3><ul lang="en">${words.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}
