import { ConnectPage } from '/app/connect/page.js';

class WinnerConnect extends ConnectPage {
  constructor() {
    super('winner', {
      operation: 'create-winner-connected-account',
      look: 'complete-winner-stripe-onboarding',
      collection: 'winnerStripeConnect',
    });
  }
}

customElements.define('pulse-connect', WinnerConnect);
