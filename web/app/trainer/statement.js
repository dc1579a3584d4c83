/** Statements as CSV: every movement of the account, and the sum that they add up to. */

import { call } from '/app/api.js';
import { cell } from '/app/csv-cell.js';
import { date, monthKey } from '/app/dates.js';
import { major, sums } from '/app/money.js';
import { save } from '/app/parts/pieces.js';
import { has, t } from '/app/texts.js';

/** `{movements, payout}` of all pages. *wanted* is `{month}` or `{payoutId}`. */
async function read(wanted) {
  const movements = [];
  let pageToken = null;
  let payout;
  do {
    const page = await call('get-statement', { ...wanted, ...(pageToken ? { pageToken } : {}) });
    movements.push(...page.movements);
    ({ payout, nextPageToken: pageToken } = page);
  } while (pageToken);
  return { movements: movements.reverse(), payout };
}

const kind = (name) => (has(`movement.${name}`) ? t(`movement.${name}`) : name);

function line(one) {
  const amounts = [one.amount, one.fee, one.net].map((amount) => major(amount, one.currency));
  const words = [date(one.at).toISOString(), kind(one.kind), one.title, one.currency.toUpperCase()].map(cell);
  return [...words, ...amounts, cell(one.id)].join(',');
}

function totals(movements) {
  const of = (name) => new Map(sums(movements.map((one) => [one[name], one.currency])).map(([sum, one]) => [one, sum]));
  const [amounts, fees, nets] = ['amount', 'fee', 'net'].map(of);
  return [...nets.keys()].sort().map((currency) => {
    const figures = [amounts, fees, nets].map((sum) => major(sum.get(currency), currency));
    return ['', cell(t('statement.total')), '', currency.toUpperCase(), ...figures, ''].join(',');
  });
}

/** The text of the file, with a mark by which spreadsheets know that it is Unicode. */
export function csv(movements) {
  const heads = ['when', 'kind', 'round', 'currency', 'amount', 'fee', 'net', 'id'].map((one) => cell(t(`statement.${one}`)));
  return `\ufeff${[heads.join(','), ...movements.map(line), ...totals(movements)].join('\r\n')}\r\n`;
}

export async function saveMonth(month) {
  const { movements } = await read({ month });
  if (!movements.length) return t('statement.empty');
  save(`pulse-${month}.csv`, 'text/csv', csv(movements));
  return t('statement.saved');
}

/** Throws when the movements do not add up to what the bank was sent: then nobody should book them. */
export async function savePayout(payoutId) {
  const { movements, payout } = await read({ payoutId });
  const sum = movements.reduce((total, one) => total + one.net, 0);
  if (sum !== payout.amount) throw Object.assign(new Error(t('statement.differs')), { requestId: payoutId });
  save(`pulse-${monthKey(payout.createdAt)}-${payoutId}.csv`, 'text/csv', csv(movements));
  return t('statement.saved');
}
