/** Dates in the reader's language and time zone. */

import { language } from '/app/texts.js';

const shown = (at, options) => new Intl.DateTimeFormat(language(), options).format(at);

/** A date of Firestore, of an operation (ISO text) or of Stripe (seconds); null for none. */
export function date(value) {
  if (value === null || value === undefined || value === '') return null;
  const found = value instanceof Date ? value : new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(found.getTime()) ? null : found;
}

export const day = (value) => (date(value) ? shown(date(value), { dateStyle: 'medium' }) : '');
export const moment = (value) =>
  date(value) ? shown(date(value), { dateStyle: 'medium', timeStyle: 'short' }) : '';
/** `2 hours ago`: how long something has waited, at *now*. */
export function ago(value, now = Date.now()) {
  if (!date(value)) return '';
  const minutes = Math.round((date(value).getTime() - now) / 60_000);
  const [size, unit] = [[1440, 'day'], [60, 'hour']].find(([each]) => Math.abs(minutes) >= each) ?? [1, 'minute'];
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(Math.trunc(minutes / size), unit);
}
export const month = (value) => (date(value) ? shown(date(value), { year: 'numeric', month: 'long', timeZone: 'UTC' }) : '');

/** `2026-11`: months of a statement are those of UTC, as the books have them. */
export const monthKey = (value) => (date(value) ? date(value).toISOString().slice(0, 7) : '');
export const monthOf = (key) => new Date(`${key}-01T00:00:00Z`);
