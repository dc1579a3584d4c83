/** Where the buyer goes after a payment: docs.stripe.com/payments/accept-a-payment#handle-redirect. */
function withOutcome(url, intent) {
  const home = new URL(url, window.location.href);
  home.searchParams.set('payment_intent', intent.id);
  home.searchParams.set('payment_intent_client_secret', intent.client_secret);
  home.searchParams.set('redirect_status', intent.status === 'processing' ? 'pending' : 'succeeded');
  return home.href;
}

/** The result of a payment as Stripe.js tells it: `{paymentIntent}` or `{error}`. */
function outcome(answer) {
  if (answer.error) return { error: answer.error };
  const { paymentIntent } = answer;
  const failed = paymentIntent.last_payment_error;
  if (paymentIntent.status === 'requires_payment_method' && failed) {
    return { error: { ...failed, payment_intent: paymentIntent } };
  }
  return { paymentIntent };
}

/** What the buyer has to do next, if anything; a redirection leaves the page, and nothing follows. */
async function takeNextAction(answer, start) {
  const action = answer.paymentIntent?.next_action;
  if (answer.paymentIntent?.status !== 'requires_action' || !action) return outcome(answer);
  if (action.type === 'redirect_to_url') {
    window.location.assign(action.redirect_to_url.url);
    return new Promise(() => {});
  }
  return outcome(await showChallenge(start, answer.paymentIntent.client_secret));
}

/** Refuses a second confirmation while one is under way, as after a double click. */
class OneAtATime {
  constructor() {
    this.underWay = new Set();
  }

  async run(name, secret, pay) {
    if (this.underWay.has(secret)) {
      throw new IntegrationError(
        `You have an in-flight ${name}! Please be sure to disable your form submit button when ${name} is called.`,
      );
    }
    this.underWay.add(secret);
    try {
      return await pay();
    } finally {
      this.underWay.delete(secret);
    }
  }
}
