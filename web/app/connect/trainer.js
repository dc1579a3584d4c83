import { ConnectPage } from '/app/connect/page.js';

class TrainerConnect extends ConnectPage {
  constructor() {
    super('trainer', {
      operation: 'create-connected-account',
      look: 'complete-stripe-onboarding',
      collection: 'stripeConnect',
    });
  }
}

customElements.define('pulse-connect', TrainerConnect);
