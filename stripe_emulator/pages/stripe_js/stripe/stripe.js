const NOT_HERE = [
  'confirmCardSetup', 'confirmSetup', 'retrieveSetupIntent', 'createToken', 'createSource', 'retrieveSource',
  'createConfirmationToken', 'paymentRequest', 'initCheckout', 'initEmbeddedCheckout', 'redirectToCheckout',
  'handleCardAction', 'verifyIdentity', 'collectBankAccountForPayment', 'confirmUsBankAccountPayment',
];

/** What `Stripe(publishableKey)` returns. */
class StripeJs {
  constructor(key, options) {
    this.start = { key: checkedKey(key), account: options.stripeAccount, version: options.apiVersion };
    this.controller = controllerFrame(this.start);
    this.payments = new OneAtATime();
  }

  elements(options = {}) {
    return new Elements(options, this.start, (secret) => this.retrievePaymentIntent(secret));
  }

  async retrievePaymentIntent(secret) {
    checkedSecret(secret, 'stripe.retrievePaymentIntent() intent secret');
    return this.controller.ask('retrieve', { secret });
  }

  /** docs.stripe.com/js/payment_intents/confirm_payment */
  async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
    const secret = checkedSecret(clientSecret ?? elements?.secret, 'stripe.confirmPayment(): clientSecret');
    if (redirect === 'always' && !confirmParams.return_url) {
      throw new IntegrationError('confirmPayment(): confirmParams.return_url is required.');
    }
    if (elements?.deferred && !elements.submitted) {
      throw new IntegrationError('elements.submit() must be called before stripe.confirmPayment().');
    }
    const frame = elements ? elements.form().mounted('confirmPayment') : this.controller;
    const result = await this.payments.run('confirmPayment', secret, async () => {
      const answer = await frame.ask('confirm', { secret, params: confirmParams });
      return takeNextAction(answer, this.start);
    });
    if (result.paymentIntent && redirect === 'always') {
      window.location.assign(withOutcome(confirmParams.return_url, result.paymentIntent));
      return new Promise(() => {});
    }
    return result;
  }

  /** docs.stripe.com/js/payment_intents/confirm_card_payment */
  async confirmCardPayment(clientSecret, data = {}, { handleActions = true } = {}) {
    const secret = checkedSecret(clientSecret, 'stripe.confirmCardPayment() intent secret');
    const { payment_method: method, ...params } = data;
    const element = method?.card instanceof StripeElement ? method.card : undefined;
    const frame = element ? element.mounted('confirmCardPayment') : this.controller;
    if (typeof method === 'string') params.payment_method = method;
    else if (element) params.payment_method_data = { billing_details: method.billing_details };
    else if (method) throw new IntegrationError('confirmCardPayment(): payment_method.card must be an Element.');
    return this.payments.run('confirmCardPayment', secret, async () => {
      const answer = await frame.ask('confirm', { secret, params });
      return handleActions ? takeNextAction(answer, this.start) : outcome(answer);
    });
  }

  /** docs.stripe.com/js/payment_intents/handle_next_action */
  async handleNextAction({ clientSecret }) {
    const secret = checkedSecret(clientSecret, 'stripe.handleNextAction(): clientSecret');
    const answer = await this.controller.ask('retrieve', { secret });
    if (answer.paymentIntent && answer.paymentIntent.status !== 'requires_action') {
      const message = 'handleNextAction: The PaymentIntent supplied is not in the requires_action state.';
      return { error: { type: 'invalid_request_error', message, payment_intent: answer.paymentIntent } };
    }
    return takeNextAction(answer, this.start);
  }

  /** docs.stripe.com/js/payment_methods/create_payment_method, with either kind of Element. */
  async createPaymentMethod({ elements, params = {}, card, billing_details: details }) {
    const element = elements ? elements.form() : card;
    if (!(element instanceof StripeElement)) {
      throw new IntegrationError('createPaymentMethod(): give elements, or card with an Element.');
    }
    const billing = details ?? params.billing_details;
    return element.mounted('createPaymentMethod').ask('createPaymentMethod', { billing_details: billing });
  }

  registerAppInfo() {}
}

for (const name of NOT_HERE) {
  StripeJs.prototype[name] = () => {
    throw new IntegrationError(`The Stripe emulator's script has no ${name}(): its README says what it has.`);
  };
}

/** `Stripe(key)` or `new Stripe(key)`. */
window.Stripe = function Stripe(key, options = {}) {
  return new StripeJs(key, options);
};
window.Stripe.version = 3;
