/** A prize pool as the books have it, to the cent: its sums, every movement, and every payment into it. */

import { html } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { figures, table } from '/app/parts/pieces.js';
import { t } from '/app/texts.js';

const LINE = ['when', 'what', 'amount', 'held', 'reference', 'about'];
const PAYMENT = ['when', 'payer', 'status', 'amount', 'returned', 'left', 'id'];

/** *statement* of `get-pool-statement`, which answers only what adds up. */
export function poolCard(statement) {
  const amount = (minor) => money(minor, statement.currency);
  const heads = (names) => names.map((one) => t(`pool_lines.${one}`));
  const lines = statement.lines.map((one) => [
    moment(one.at), one.what, amount(one.amount), amount(one.heldAfter), one.reference, one.about,
  ]);
  const payments = statement.fundings.map((one) => [
    moment(one.paidAt), one.payerId, one.waitsForApproval ? t('pool_lines.held_payment') : one.status, amount(one.total),
    amount(one.refunded + one.disputed + one.returning), amount(one.left), one.id,
  ]);
  const sums = Object.entries(statement.pool).filter(([, minor]) => minor);
  return html`<section class="card" aria-labelledby="pool">
    <h2 id="pool">${t('operator.pool')} <small>${statement.challengeId}</small></h2>
    <p><strong class="amount">${amount(statement.held)}</strong></p>
    ${figures(sums.map(([name, minor]) => [name, amount(minor)]))}
    ${table(t('pool_lines.title'), heads(LINE), lines)} ${table(t('pool_lines.payments'), heads(PAYMENT), payments)}
  </section>`;
}
