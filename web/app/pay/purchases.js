/** What can be bought: how it is ordered and completed at the backend, in one shape for both. */

import { call } from '/app/api.js';

export const roundPurchase = (challengeId) => ({
  async order() {
    const made = await call('create-payment-intent', { challengeId });
    return { ...made, total: made.amount, lines: [['pay.total', made.amount]] };
  },
  async complete(paymentId) {
    const { paymentDetails } = await call('complete-payment', { challengeId, paymentId });
    return paymentDetails;
  },
});

export const poolPurchase = (challengeId) => ({
  async order({ amount, currency }) {
    const made = await call('fund-prize-pool', { challengeId, amount, currency });
    const lines = [['pay.pool_part', made.amount], ['pay.processing', made.processingFee], ['pay.total', made.total]];
    return { ...made, lines };
  },
  async complete(paymentId) {
    const { pool } = await call('complete-pool-funding', { challengeId, paymentId });
    const own = pool.ownFundings.find((one) => one.paymentId === paymentId);
    return { amount: own?.amount ?? pool.funded, currency: pool.currency };
  },
});
