/** Stripe's scripts, loaded once and only on the pages that need them. No other module knows where they come from. */

import { settings } from '/app/settings.js';
import { language } from '/app/texts.js';

const ALLOWED = [settings.stripeJs, settings.connectJs];

/** The page's policy takes addresses of scripts from this rule alone. */
const rule = globalThis.trustedTypes?.createPolicy('pulse-stripe', {
  createScriptURL(address) {
    if (ALLOWED.includes(address)) return address;
    throw new TypeError(`no script is loaded from ${address}`);
  },
});

const loading = new Map();

function load(address) {
  if (!loading.has(address)) {
    const loaded = new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = rule ? rule.createScriptURL(address) : address;
      script.onload = resolve;
      script.onerror = () => {
        loading.delete(address);
        reject(new Error('Stripe could not be loaded'));
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
