/** A prize pool as the books have it, to the cent: its sums, every movement, and every payment into it. */

import { html, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { ACTS_OF_POOL } from '/app/operator/acts.js';
import { acts } from '/app/operator/histories.js';
import { figures, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';

const LINE = ['when', 'what', 'amount', 'held', 'reference', 'about'];
const PAYMENT = ['when', 'payer', 'status', 'amount', 'returned', 'left', 'id'];

/** *statement* of `get-pool-statement`, which answers only what adds up. */
export function poolCard(statement, isAdmin) {
  const amount = (minor) => money(minor, statement.currency);
  const heads = (names) => names.map((one) => t(`pool_lines.${one}`));
  const lines = statement.lines.map((one) => [
    moment(one.at), one.what, amount(one.amount), amount(one.heldAfter), one.reference, one.about,
  ]);
  const payments = statement.fundings.map((one) => [
    moment(one.paidAt), one.payerId, one.waitsForApproval ? heldPayment(one, isAdmin) : one.status, amount(one.total),
    amount(one.refunded + one.disputed + one.returning), amount(one.left), one.id,
  ]);
  const sums = Object.entries(statement.pool).filter(([, minor]) => minor);
  return html`<section class="card" aria-labelledby="pool">
    <h2 id="pool">${t('operator.pool')} <small>${statement.challengeId}</small></h2>
    <p><strong class="amount">${amount(statement.held)}</strong></p>
    ${figures(sums.map(([name, minor]) => [name, amount(minor)]))}
    ${acts(ACTS_OF_POOL, statement.challengeId, { isAdmin, currency: statement.currency })}
    ${table(t('pool_lines.title'), heads(LINE), lines)} ${table(t('pool_lines.payments'), heads(PAYMENT), payments)}
  </section>`;
}

/** Two administrators accept it, or it goes back to who paid. */
function heldPayment({ id }, isAdmin) {
  return html`${t('pool_lines.held_payment')} ${isAdmin ? acts(['accept_funding'], id, { isAdmin }) : nothing}`;
}
