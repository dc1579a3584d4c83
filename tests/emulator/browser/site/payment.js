// A page as Stripe's documents show it: nothing in here knows of an emulator.
const given = new URLSearchParams(window.location.search);
const clientSecret = given.get('client_secret');
const result = document.querySelector('#result');
window.seen = [];

const stripe = window.Stripe('pk_test_page');
const deferred = given.has('deferred');
const elements = stripe.elements(deferred ? { mode: 'payment', amount: 10000, currency: 'usd' } : { clientSecret });
const payment = elements.create('payment');
for (const event of ['ready', 'change', 'loaderror']) {
  payment.on(event, (payload) => window.seen.push({ event, ...payload }));
}
payment.mount('#element');
window.page = { stripe, elements, payment };

document.querySelector('#form').addEventListener('submit', async (submitted) => {
  submitted.preventDefault();
  if (deferred) {
    const { error } = await elements.submit();
    if (error) {
      result.textContent = error.message;
      return;
    }
  }
  try {
    const { error, paymentIntent } = await stripe.confirmPayment({
      elements,
      clientSecret: deferred ? clientSecret : undefined,
      redirect: given.get('redirect') ?? 'if_required',
      confirmParams: {
        return_url: `${window.location.origin}/done.html?order=7`,
        payment_method_data: { billing_details: { name: 'Ada' } },
      },
    });
    window.seen.push({ event: 'answer', error, paymentIntent });
    result.textContent = error ? error.message : paymentIntent.status;
  } catch (mistake) {
    window.seen.push({ event: 'mistake', name: mistake.name, message: mistake.message });
  }
});
