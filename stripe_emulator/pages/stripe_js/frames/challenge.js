/** The bank's question: its page in a frame, until the payment no longer waits for an answer. */
import { BANK } from './api.js';

/** Show the page of the bank. Every page that loads in it may be the one after the answer, so look then. */
export function askBank(api, secret, finish) {
  const box = document.createElement('main');
  box.className = 'challenge';
  const bank = document.createElement('iframe');
  bank.id = 'challengeFrame';
  bank.name = 'stripe-challenge-frame';
  bank.title = 'Your bank';
  bank.src = `${BANK}/3d_secure/${encodeURIComponent(secret)}`;
  bank.addEventListener('load', async () => {
    const answer = await api.retrieve(secret);
    if (answer.paymentIntent?.status === 'requires_action') bank.focus();
    else finish(answer);
  });
  box.append(bank);
  document.body.replaceChildren(box);
}
