/** Stripe's scripts, loaded once and only on the pages that need them. No other module knows where they come from. */

import { settings } from '/app/settings.js';
import { language, t } from '/app/texts.js';

const ORIGINS = [settings.stripeJs, settings.connectJs].map((address) => new URL(address).origin);

function isStripes(address) {
  const { hostname, origin, protocol } = new URL(address, location.href);
  return ORIGINS.includes(origin) || (protocol === 'https:' && hostname.endsWith('.js.stripe.com'));
}

/**
 * Stripe's scripts load more of Stripe's by an address that is a string, so the rule for it is the page's default
 * (decision 1819). It makes no HTML and no script of a string.
 */
globalThis.trustedTypes?.createPolicy('default', {
  createScriptURL: (address) => (isStripes(address) ? address : null),
});

const loading = new Map();

function load(address) {
  if (!loading.has(address)) {
    const loaded = new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = address;
      script.onload = resolve;
      script.onerror = () => {
        loading.delete(address);
        reject(new Error(t('pay.no_stripe')));
      };
      document.head.append(script);
    });
    loading.set(address, loaded);
  }
  return loading.get(address);
}

/** Stripe.js for payments; `elements`, `confirmPayment` and so on are Stripe's. */
export async function stripeJs() {
  await load(settings.stripeJs);
  return globalThis.Stripe(settings.publishableKey, { locale: language().slice(0, 2) });
}

/** The embedded components of one account. *fetchClientSecret* asks our backend for a session. */
export async function connectJs(fetchClientSecret) {
  await load(settings.connectJs);
  const { publishableKey } = settings;
  return globalThis.StripeConnect.init({ publishableKey, fetchClientSecret, locale: language() });
}
