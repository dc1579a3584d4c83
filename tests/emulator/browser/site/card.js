const given = new URLSearchParams(window.location.search);
const clientSecret = given.get('client_secret');
const result = document.querySelector('#result');
window.seen = [];

const stripe = window.Stripe('pk_test_page');
const card = stripe.elements().create('card', { hidePostalCode: given.has('hidePostalCode') });
card.mount('#card');
card.on('change', (change) => {
  window.seen.push({ event: 'change', ...change });
  document.querySelector('#problem').textContent = change.error?.message ?? '';
});
window.page = { stripe, card };

document.querySelector('#form').addEventListener('submit', async (submitted) => {
  submitted.preventDefault();
  const { error, paymentIntent } = await stripe.confirmCardPayment(clientSecret, {
    payment_method: { card, billing_details: { name: 'Ada' } },
  });
  result.textContent = error ? error.message : paymentIntent.status;
});
