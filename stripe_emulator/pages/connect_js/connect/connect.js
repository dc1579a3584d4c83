// Connect.js in small: custom elements that show the account of a session in frames of this server.
const ORIGIN = new URL(document.currentScript.src).origin;
const COMMON = ['setOnLoadError', 'setOnLoaderStart'];
const METHODS = {
  'account-management': ['setCollectionOptions', 'setOnSectionOpen'],
  'account-onboarding': [
    'setFullTermsOfServiceUrl', 'setRecipientTermsOfServiceUrl', 'setPrivacyPolicyUrl',
    'setSkipTermsOfServiceCollection', 'setCollectionOptions', 'setOnExit', 'setOnStepChange',
  ],
  'balance-report': [],
  balances: [],
  'disputes-list': [],
  documents: [],
  'financial-account': ['setFinancialAccount'],
  'financial-account-transactions': ['setFinancialAccount'],
  'instant-payouts-promotion': ['setOnInstantPayoutsPromotionLoaded', 'setOnInstantPayoutCreated'],
  'issuing-card': ['setDefaultCard', 'setCardSwitching', 'setFetchEphemeralKey', 'setShowSpendControls'],
  'issuing-cards-list': ['setFetchEphemeralKey', 'setShowSpendControls', 'setIssuingProgram'],
  'notification-banner': ['setCollectionOptions', 'setOnNotificationsChange'],
  'payment-details': ['setPayment', 'setOnClose'],
  'payment-disputes': ['setPayment', 'setOnDisputesLoaded'],
  payments: ['setDefaultFilters'],
  'payout-details': ['setPayout', 'setOnClose'],
  'payout-reconciliation-report': ['setOnReportAvailabilityLoaded'],
  payouts: [],
  'payouts-list': [],
  'tax-registrations': [
    'setOnAfterTaxRegistrationAdded', 'setDisplayCountries', 'setOnAfterTaxRegistrationExpired',
  ],
  'tax-settings': ['setHideProductTaxCodeSelector', 'setDisplayHeadOfficeCountries', 'setOnTaxSettingsUpdated'],
};

class Component extends HTMLElement {
  given = {};
  connector = null;
  frame = null;

  setConnector(connector) {
    this.connector = connector;
    this.show();
  }

  connectedCallback() {
    this.show();
  }

  async show() {
    if (!this.connector || !this.isConnected || this.frame) return;
    this.frame = document.createElement('iframe');
    const name = this.constructor.component;
    this.frame.title = `Stripe ${name.replaceAll('-', ' ')}`;
    this.frame.style.cssText = 'border: 0; width: 100%; height: 40rem;';
    this.given.setOnLoaderStart?.({ elementTagName: name });
    try {
      const secret = await this.connector.secret();
      this.frame.src = `${ORIGIN}/connect/${name}/${encodeURIComponent(secret)}`;
      this.append(this.frame);
    } catch (error) {
      this.frame = null;
      const told = { type: 'authentication_error', message: String(error?.message ?? error) };
      this.given.setOnLoadError?.({ elementTagName: name, error: told });
    }
  }

  hear(message) {
    if (message.type === 'exit') this.given.setOnExit?.();
    if (message.type === 'notifications') this.given.setOnNotificationsChange?.(message.detail);
    if (message.type === 'error') {
      this.given.setOnLoadError?.({ elementTagName: this.constructor.component, error: message.detail });
    }
  }
}

function define(name) {
  const element = class extends Component {
    static component = name;
  };
  for (const method of [...COMMON, ...METHODS[name]]) {
    const keep = function (value) {
      this.given[method] = value;
    };
    element.prototype[method] = keep;
    element.prototype[`${method}InternalOnly`] = keep;
  }
  customElements.define(`stripe-connect-${name}`, element);
}

Object.keys(METHODS).forEach(define);

addEventListener('message', (event) => {
  if (event.origin !== ORIGIN) return;
  for (const name of Object.keys(METHODS)) {
    for (const one of document.querySelectorAll(`stripe-connect-${name}`)) {
      if (one.frame?.contentWindow === event.source) one.hear(event.data);
    }
  }
});

function init({ publishableKey, fetchClientSecret, clientSecret }) {
  if (!/^pk_test_/.test(publishableKey ?? '')) {
    throw new Error('Connect.js of the emulator needs a publishable test key, pk_test_….');
  }
  const fetchSecret = fetchClientSecret ?? (async () => clientSecret);
  let fetched = null;
  const connector = { secret: () => (fetched ??= Promise.resolve().then(() => fetchSecret())) };
  return {
    connect: connector,
    create(name) {
      if (!(name in METHODS)) throw new Error(`Unknown component: ${name}`);
      const element = document.createElement(`stripe-connect-${name}`);
      element.setConnector(connector);
      return element;
    },
    update() {},
    debugInstance: async () => ({ publishableKey }),
    async logout() {
      fetched = null;
    },
  };
}

window.StripeConnect = { ...window.StripeConnect, init };
window.StripeConnect.onLoad?.();
