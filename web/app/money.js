/** Amounts in minor units, as Stripe counts them, in words of the reader's language. */

import { language } from '/app/texts.js';

const NO_DECIMALS = new Set(
  ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'],
);
const THREE_DECIMALS = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** Of the currency's code, in whatever case somebody wrote it. */
export function decimals(currency) {
  const code = currency.toLowerCase();
  if (NO_DECIMALS.has(code)) return 0;
  return THREE_DECIMALS.has(code) ? 3 : 2;
}

/** The exact major units as text: 9700 USD cents are `97.00`. */
export function major(amount, currency) {
  const places = decimals(currency);
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const rest = places ? `.${digits.slice(-places)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${rest}`;
}

/** Minor units of what a person typed with a point or a comma; null when it is no amount. */
export function minor(typed, currency) {
  const places = decimals(currency);
  const found = /^(\d{1,10})(?:[.,](\d+))?$/.exec(typed.trim());
  if (!found || (found[2] ?? '').length > places) return null;
  return Number(found[1] + (found[2] ?? '').padEnd(places, '0'));
}

const formats = new Map();

function format(currency) {
  const key = `${language()} ${currency}`;
  if (!formats.has(key)) {
    const places = decimals(currency);
    const options = { minimumFractionDigits: places, maximumFractionDigits: places };
    const shown = { style: 'currency', currency: currency.toUpperCase(), currencyDisplay: 'code' };
    formats.set(key, new Intl.NumberFormat(language(), { ...options, ...shown }));
  }
  return formats.get(key);
}

/** `USD 97.00`, in German `97,00 USD`. */
export function money(amount, currency) {
  return format(currency).format(major(amount, currency)).replaceAll('\u00a0', ' ');
}

/** Each currency's sum of `[amount, currency]` pairs, largest first, as `[[amount, currency]]`. */
export function sums(pairs) {
  const by = new Map();
  for (const [amount, currency] of pairs) by.set(currency, (by.get(currency) ?? 0) + amount);
  return [...by].map(([currency, amount]) => [amount, currency]).sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1));
}

/** `USD 97.00 + EUR 5.00` for the sums. */
export function moneys(pairs) {
  return pairs.map(([amount, currency]) => money(amount, currency)).join(' + ');
}
