/** The few calls to Stripe's API that a publishable key may make. */
const STRIPE_SCRIPT = 'https://js.stripe.com';
const HERE = window.location.origin;
const API = HERE === STRIPE_SCRIPT ? 'https://api.stripe.com' : HERE;

/** Where the bank's page is. */
export const BANK = HERE === STRIPE_SCRIPT ? 'https://hooks.stripe.com' : HERE;

const UNREACHABLE = {
  type: 'api_connection_error',
  message:
    'We are experiencing issues connecting to our payments provider. Please check your internet connection ' +
    'and try again.',
};

const CLIENT_SECRET = /^(pi_\w+)_secret_\w+$/;

/** A frame serves any page: only what Stripe.js may do, whatever that page asks it for. */
function refusal(message) {
  return { error: { type: 'invalid_request_error', message } };
}

/** Nested values in Stripe's form encoding; what is not given is left out. */
function* pairs(value, name) {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') yield [name, String(value)];
  else for (const [key, one] of Object.entries(value)) yield* pairs(one, name ? `${name}[${key}]` : key);
}

export class Api {
  constructor({ key, account, version }) {
    this.publishable = /^pk_test_/.test(key);
    this.headers = { Authorization: `Bearer ${key}` };
    if (account) this.headers['Stripe-Account'] = account;
    if (version) this.headers['Stripe-Version'] = version;
  }

  async call(method, path, params) {
    if (!this.publishable) return refusal('A page may use a publishable key only.');
    const form = new URLSearchParams([...pairs(params, '')]);
    const inQuery = method === 'GET';
    try {
      const response = await fetch(`${API}/v1/${path}${inQuery ? `?${form}` : ''}`, {
        method,
        headers: this.headers,
        body: inQuery ? undefined : form,
      });
      return await response.json();
    } catch {
      return { error: UNREACHABLE };
    }
  }

  async intent(method, secret, path, params) {
    const [, id] = CLIENT_SECRET.exec(secret) ?? [];
    if (!id) return refusal('The client secret must be that of a PaymentIntent: pi_…_secret_….');
    const body = await this.call(method, `payment_intents/${id}${path}`, { client_secret: secret, ...params });
    return body.error ? { error: body.error } : { paymentIntent: body };
  }

  retrieve(secret) {
    return this.intent('GET', secret, '', {});
  }

  confirm(secret, params) {
    return this.intent('POST', secret, '/confirm', { use_stripe_sdk: true, ...params });
  }

  async createPaymentMethod(data) {
    const body = await this.call('POST', 'payment_methods', data);
    return body.error ? { error: body.error } : { paymentMethod: body };
  }
}
