/** What can be told from the digits of a card, without asking anyone. */
const BRANDS = [
  ['amex', /^3[47]/, 15, 4],
  ['diners', /^3(?:6|8|0[0-5])/, 14, 3],
  ['visa', /^4/, 16, 3],
  ['mastercard', /^(?:5[1-5]|2[2-7])/, 16, 3],
  ['discover', /^6(?:011|4[4-9]|5)/, 16, 3],
  ['jcb', /^35/, 16, 3],
  ['unionpay', /^62/, 16, 3],
];
const LONG_DINERS = /^30/;

export function kindOf(number) {
  const [brand, , digits, cvcDigits] = BRANDS.find(([, start]) => start.test(number)) ?? ['unknown', null, 16, 3];
  return { brand, digits: LONG_DINERS.test(number) ? 16 : digits, cvcDigits };
}

/** Whether the last digit fits the others (ISO/IEC 7812). */
export function hasCheckDigit(number) {
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

export function spaced(number) {
  const groups = kindOf(number).digits === 15 ? /^(\d{0,4})(\d{0,6})(\d{0,5})/ : /^(\d{0,4})(\d{0,4})(\d{0,4})(\d{0,4})/;
  return number.match(groups).slice(1).filter(Boolean).join(' ');
}

/** Month and year of `12/34`, `1234` or `1 / 2034`; null when something is missing. */
export function expiryOf(text) {
  const [, month, year] = text.match(/^\s*(\d{1,2})\s*\/?\s*(\d{4}|\d{2})\s*$/) ?? [];
  return month ? { month: Number(month), year: year.length === 4 ? Number(year) : 2000 + Number(year) } : null;
}

const MESSAGES = {
  incomplete_number: 'Your card number is incomplete.',
  invalid_number: 'Your card number is invalid.',
  incomplete_expiry: "Your card's expiration date is incomplete.",
  invalid_expiry_month: "Your card's expiration month is invalid.",
  invalid_expiry_month_past: "Your card's expiration date is in the past.",
  invalid_expiry_year_past: "Your card's expiration year is in the past.",
  incomplete_cvc: "Your card's security code is incomplete.",
  incomplete_zip: 'Your postal code is incomplete.',
};

export function validationError(code) {
  return { type: 'validation_error', code, message: MESSAGES[code] };
}

/** What is wrong with each field of a card, as a code, or null; `today` is a Date. */
export const problems = {
  number(text) {
    const number = text.replace(/\D/g, '');
    if (number.length < kindOf(number).digits) return 'incomplete_number';
    return hasCheckDigit(number) ? null : 'invalid_number';
  },
  expiry(text, _values, today) {
    const expiry = expiryOf(text);
    if (!expiry) return 'incomplete_expiry';
    if (expiry.month < 1 || expiry.month > 12) return 'invalid_expiry_month';
    if (expiry.year < today.getFullYear()) return 'invalid_expiry_year_past';
    const isPast = expiry.year === today.getFullYear() && expiry.month <= today.getMonth();
    return isPast ? 'invalid_expiry_month_past' : null;
  },
  cvc(text, values) {
    const { cvcDigits } = kindOf(values.number.replace(/\D/g, ''));
    return text.replace(/\D/g, '').length === cvcDigits ? null : 'incomplete_cvc';
  },
  postal(text) {
    return text.trim().length >= 3 ? null : 'incomplete_zip';
  },
};
