/** The fields of a card. What is typed here goes to the API and nowhere else. */
import { expiryOf, kindOf, problems, spaced, validationError } from './cards.js';

const NUMBER = { field: 'number', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234', mode: 'numeric' };
const EXPIRY = { field: 'expiry', autocomplete: 'cc-exp', placeholder: 'MM / YY', mode: 'numeric' };
const CVC = { field: 'cvc', autocomplete: 'cc-csc', placeholder: 'CVC', mode: 'numeric' };
const POSTAL = { field: 'postal', autocomplete: 'postal-code', placeholder: '', mode: 'text' };

/** Names and labels are those of Stripe's forms. */
const FIELDS = {
  card: [
    { ...NUMBER, name: 'cardnumber', label: 'Credit or debit card number' },
    { ...EXPIRY, name: 'exp-date', label: 'Credit or debit card expiration date' },
    { ...CVC, name: 'cvc', label: 'Credit or debit card CVC/CVV' },
    { ...POSTAL, name: 'postal', label: 'Credit or debit card ZIP/postal code' },
  ],
  payment: [
    { ...NUMBER, name: 'number', label: 'Card number' },
    { ...EXPIRY, name: 'expiry', label: 'Expiration date MM / YY' },
    { ...CVC, name: 'cvc', label: 'Security code' },
  ],
};

export class CardForm {
  constructor(type, api, options, tell) {
    Object.assign(this, { type, api, tell, inputs: new Map(), left: new Set(), told: '' });
    const wanted = FIELDS[type].filter(({ field }) => field !== 'postal' || !options.hidePostalCode);
    this.form = document.createElement('form');
    this.form.className = type;
    this.form.noValidate = true;
    this.form.append(...wanted.map((one) => this.row(one)));
    this.form.addEventListener('keydown', (event) => this.key(event));
    document.body.replaceChildren(this.form);
    this.update(options);
    new ResizeObserver(() => tell('height', document.documentElement.offsetHeight)).observe(document.body);
  }

  row({ field, name, label, autocomplete, placeholder, mode }) {
    const row = document.createElement('p');
    row.className = `field ${field}`;
    const caption = Object.assign(document.createElement('label'), { textContent: label, htmlFor: `Field-${name}Input` });
    const input = Object.assign(document.createElement('input'), {
      id: `Field-${name}Input`, name, autocomplete, placeholder, inputMode: mode, required: true,
    });
    const problem = Object.assign(document.createElement('span'), { id: `Field-${name}Error`, className: 'problem' });
    problem.setAttribute('role', 'alert');
    input.addEventListener('input', () => this.typed(field));
    input.addEventListener('focus', () => this.focusChanged('focus'));
    input.addEventListener('blur', () => {
      if (input.value) this.left.add(field);
      this.focusChanged('blur');
      this.show();
    });
    this.inputs.set(field, { input, problem });
    row.append(caption, input, problem);
    return row;
  }

  actions() {
    return {
      check: () => this.check(),
      update: (options) => this.update(options),
      focus: () => this.inputs.get('number').input.focus(),
      blur: () => document.activeElement.blur(),
      clear: () => this.clear(),
      confirm: ({ secret, params }) => this.pay(secret, params ?? {}),
      createPaymentMethod: ({ billing_details: details }) => this.createPaymentMethod(details),
    };
  }

  values() {
    return Object.fromEntries([...this.inputs].map(([field, { input }]) => [field, input.value]));
  }

  /** The code of what is wrong with each field; a field that is fine has null. */
  found() {
    const values = this.values();
    const today = new Date();
    return new Map([...this.inputs.keys()].map((field) => [field, problems[field](values[field], values, today)]));
  }

  typed(field) {
    const { input } = this.inputs.get(field);
    const atEnd = input.selectionStart === input.value.length;
    if (field === 'number' && atEnd) input.value = spaced(input.value.replace(/\D/g, ''));
    if (field === 'expiry' && atEnd) input.value = input.value.replace(/^(\d\d)\s?\/?\s?(\d)/, '$1 / $2');
    this.show();
  }

  /** What is not finished is no mistake while it is typed; what is wrong is one at once. */
  shown(field, code) {
    return code && (this.left.has(field) || code.startsWith('invalid')) ? code : null;
  }

  show() {
    const found = this.found();
    let first = null;
    for (const [field, { input, problem }] of this.inputs) {
      const code = input.value || this.left.has(field) ? this.shown(field, found.get(field)) : null;
      first ??= code;
      input.setAttribute('aria-invalid', String(Boolean(code)));
      if (code) input.setAttribute('aria-describedby', problem.id);
      else input.removeAttribute('aria-describedby');
      const text = code ? validationError(code).message : '';
      if (this.type === 'payment' && problem.textContent !== text) problem.textContent = text;
    }
    this.announce(found, first);
  }

  /** Tell the page how far the buyer is, and never what was typed. */
  announce(found, first) {
    const values = this.values();
    const empty = Object.values(values).every((one) => one === '');
    const complete = [...found.values()].every((code) => code === null);
    const error = first ? validationError(first) : undefined;
    const { brand } = kindOf(values.number.replace(/\D/g, ''));
    const more = this.type === 'card' ? { brand, value: { postalCode: values.postal ?? '' } } : {
      collapsed: false, value: { type: 'card' },
    };
    const change = { empty, complete, error, ...more };
    const told = JSON.stringify(change);
    if (told === this.told) return;
    this.told = told;
    this.tell('change', change);
    this.tellState();
  }

  tellState() {
    const { empty = true, complete, error } = JSON.parse(this.told || '{}');
    this.tell('state', { empty, complete, invalid: Boolean(error), focus: document.hasFocus() });
  }

  focusChanged(event) {
    this.tell(event, {});
    this.tellState();
  }

  key(event) {
    if (event.key === 'Escape') this.tell('escape', {});
    if (event.key !== 'Enter') return;
    event.preventDefault();
    this.tell('submit');
  }

  update({ disabled = false }) {
    for (const { input } of this.inputs.values()) input.disabled = disabled;
  }

  clear() {
    this.left.clear();
    for (const { input } of this.inputs.values()) input.value = '';
    this.show();
  }

  /** `{error}` and the first wrong field in focus, or nothing when all is filled in. */
  check() {
    for (const field of this.inputs.keys()) this.left.add(field);
    this.show();
    for (const [field, code] of this.found()) {
      if (code) {
        this.inputs.get(field).input.focus();
        return { error: validationError(code) };
      }
    }
    return {};
  }

  data(details) {
    const { number, expiry, cvc, postal } = this.values();
    const { month, year } = expiryOf(expiry);
    const billing = { ...details };
    if (postal) billing.address = { postal_code: postal.trim(), ...billing.address };
    return {
      type: 'card',
      card: { number: number.replace(/\D/g, ''), exp_month: month, exp_year: year, cvc: cvc.replace(/\D/g, '') },
      billing_details: billing,
    };
  }

  async pay(secret, { payment_method_data: given = {}, ...params }) {
    const { error } = this.check();
    if (error) return { error };
    const data = { ...given, ...this.data(given.billing_details) };
    return this.api.confirm(secret, { ...params, payment_method_data: data });
  }

  async createPaymentMethod(details) {
    const { error } = this.check();
    return error ? { error } : this.api.createPaymentMethod(this.data(details));
  }
}
