/** A prize pool as the books have it, to the cent: its sums, every movement, and every payment into it. */

import { html, nothing } from '/vendor/lit.js';
import { moment } from '/app/dates.js';
import { money } from '/app/money.js';
import { aboutFunding, aboutPool } from '/app/operator/about.js';
import { ACTS_OF_POOL } from '/app/operator/acts.js';
import { acts } from '/app/operator/histories.js';
import { figures, table } from '/app/parts/pieces.js';
import { has, t } from '/app/texts.js';

const LINE = ['when', 'what', 'amount', 'held', 'reference', 'about'];
const PAYMENT = ['when', 'payer', 'status', 'amount', 'returned', 'left', 'id'];

/** *statement* of `get-pool-statement`, which answers only what adds up. */
export function poolCard(statement, isAdmin) {
  const amount = (minor) => money(minor, statement.currency);
  const heads = (names) => names.map((one) => t(`pool_lines.${one}`));
  const lines = statement.lines.map((one) => [
    moment(one.at), termOf(one.what), amount(one.amount), amount(one.heldAfter),
    html`<code>${one.reference}</code>`, one.about && html`<code>${one.about}</code>`,
  ]);
  const payments = statement.fundings.map((one) => [
    moment(one.paidAt), html`<code>${one.payerId}</code>`, one.waitsForApproval ? heldPayment(one, statement.currency, isAdmin) : state(one), amount(one.total),
    amount(one.refunded + one.disputed + one.returning), amount(one.left), html`<code>${one.id}</code>`,
  ]);
  const sums = Object.entries(statement.pool).filter(([, minor]) => minor);
  return html`<section class="card" aria-labelledby="pool">
    <h2 id="pool">${t('operator.pool')} <small><code>${statement.challengeId}</code></small></h2>
    <p><strong class="amount">${amount(statement.held)}</strong> ${t('pool_lines.in_it')}</p>
    ${figures(sums.map(([name, minor]) => [termOf(name), amount(minor)]))}
    ${acts(ACTS_OF_POOL, statement.challengeId, { isAdmin, currency: statement.currency, about: () => aboutPool(statement) })}
    ${lines.length ? html`<h3>${t('pool_lines.title')}</h3>${table(t('pool_lines.title'), heads(LINE), lines, 'wide')}` : nothing}
    ${payments.length ? html`<h3>${t('pool_lines.payments')}</h3>${table(t('pool_lines.payments'), heads(PAYMENT), payments, 'wide')}` : nothing}
  </section>`;
}

/** What made the pool more or less, in words. */
const termOf = (name) => (has(`pool_term.${name}`) ? t(`pool_term.${name}`) : name);

const state = ({ status }) => html`<span class="badge ${status}">${status}</span>`;

/** Two administrators accept it, or it goes back to who paid. */
function heldPayment(one, currency, isAdmin) {
  return html`<span class="badge pending">${t('pool_lines.held_payment')}</span> ${acts(['accept_funding'], one.id, { isAdmin, about: () => aboutFunding(one, currency) })}`;
}
