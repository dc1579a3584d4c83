// The story of one evening, played with the built client: against the doors, and against the local world. The first
// argument says where they are and who is who; a test reads the last line.
import assert from "node:assert/strict";
import { connect, PulseError, type Answer, type Client, type Options } from "pulse-payments-client";

interface Given {
  site: string;
  /** Where a test does what people do at Stripe. */
  atStripe: string;
  /** By name: `newcomer`, `buyer`, `trainer`, who may be the newcomer, `winner` and `admin`. */
  tokens: Record<string, string>;
  /** Whether the store can be made to be away for some calls. */
  canBeBusy: boolean;
  round: string;
  ended: string;
  pool: string;
}
const given = JSON.parse(process.argv[2] ?? "") as Given;
let renewals = 0;

function as(person: string, more: Partial<Options> = {}): Client {
  return connect({
    site: given.site,
    token: async (renew) => {
      if (renew) renewals += 1;
      return given.tokens[person] ?? null;
    },
    timeoutMillis: 600_000,
    ...more,
  });
}

/** A person fills in the form behind the `subject`, or pays it with a card; `busy`: so many calls find no store. */
async function atStripe(act: "onboard" | "pay" | "busy", subject: string): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ act, subject });
  const answer = await fetch(given.atStripe, { method: "POST", headers, body });
  assert.equal(answer.status, 200);
}

async function trainerOnboards(): Promise<void> {
  const person = as("newcomer");
  const link = await person.call("create-connected-account", {});
  assert.match(link.accountLink, /^https?:/);
  const early = await person.attempt("get-dashboard-link", {});
  assert(!early.ok && early.failure.code === "onboarding_incomplete");
  assert(early.failure.accountLink);
  await atStripe("onboard", early.failure.accountLink);
  const now = await person.poll("complete-stripe-onboarding", {}, (one) => one.onboardingStatus === "complete");
  assert.equal(now.accountState, "active");
}

async function winnerOnboards(): Promise<void> {
  const winner = as("winner");
  const { accountLink } = await winner.call("create-winner-connected-account", {});
  await atStripe("onboard", accountLink);
  await winner.poll("complete-winner-stripe-onboarding", {}, (one) => one.onboardingStatus === "complete");
}

async function buys(): Promise<string> {
  const buyer = as("buyer");
  const wrong = await buyer.attempt("create-payment-intent", { challengeId: given.round, amount: 1 });
  assert(!wrong.ok && wrong.failure.code === "amount_mismatch");
  assert.equal(wrong.failure.amount, 10_000);
  const payment = await buyer.call("create-payment-intent", { challengeId: given.round, paymentSheet: true });
  const again = await buyer.call("create-payment-intent", { challengeId: given.round });
  assert.equal(again.paymentIntentId, payment.paymentIntentId);
  assert.equal(payment.ownerAmount, 9_700);
  await atStripe("pay", payment.paymentIntentId);
  const fields = { challengeId: given.round, paymentId: payment.paymentIntentId };
  const { paymentDetails } = await buyer.call("complete-payment", fields);
  assert.equal(paymentDetails.amount, 10_000);
  await assert.rejects(buyer.call("create-payment-intent", { challengeId: given.round }), (error) => {
    assert(error instanceof PulseError && error.isOf("create-payment-intent"));
    assert(error.failure.code === "already_bought");
    assert.equal(error.failure.paymentId, payment.paymentIntentId);
    return error.status === 409;
  });
  return payment.paymentIntentId;
}

async function funds(): Promise<void> {
  const owner = as("trainer");
  const funding = await owner.call("fund-prize-pool", { challengeId: given.pool, amount: 10_000 });
  await atStripe("pay", funding.paymentIntentId);
  const fields = { challengeId: given.pool, paymentId: funding.paymentIntentId };
  const { pool } = await owner.call("complete-pool-funding", fields);
  assert.equal(pool.funded, 10_000);
  assert.equal(pool.status, "funded");
}

async function wins(): Promise<void> {
  const { prizeRecords } = await as("trainer").call("calculate-winners", { challengeId: given.ended });
  const [prize] = prizeRecords;
  assert(prize !== undefined && prize.status === "pending");
  const worth = await as("winner").call("get-winner-prize-info", { challengeId: given.ended, placement: 1 });
  assert.equal(worth.challengeInfo.prizeAmount, 10_000);
  const asked = await as("admin").call("payout-prize-money", { prizeRecordId: prize.id });
  assert.equal(asked.winnerAmount, 9_700);
  const own = (page: Answer<"get-winner-earnings">) => page.prizeRecords.find((one) => one.id === prize.id);
  const patience = { times: 60, everyMillis: 2_000 };
  const paid = own(await as("winner").poll("get-winner-earnings", {}, (page) => own(page)?.status === "paid", patience));
  assert(paid !== undefined && paid.status === "paid");
  assert.match(paid.stripeTransferId ?? "", /^tr_/);
}

async function waitsWhileTheStoreIsAway(): Promise<void> {
  const waits: number[] = [];
  await atStripe("busy", "2");
  await as("buyer", { sleep: async (millis) => void waits.push(millis) }).call("get-winner-earnings", {});
  assert.deepEqual(waits, [5_000, 5_000]);

  await atStripe("busy", "1");
  const once = await as("buyer", { attempts: 1 }).attempt("get-winner-earnings", {});
  assert(!once.ok && once.status === 503 && once.failure.code === "store_unavailable");
}

async function hearsThatNothingCameOrNobodyIsSignedIn(): Promise<void> {
  const lost = as("buyer", { attempts: 2, fetch: () => Promise.reject(new TypeError("no network")) });
  const silence = await lost.attempt("get-winner-earnings", {});
  assert(!silence.ok && silence.status === 0 && silence.failure.code === "unreachable");

  renewals = 0;
  const nobody = await as("nobody").attempt("get-winner-earnings", {});
  assert(!nobody.ok && nobody.failure.code === "not_signed_in");
  assert.equal(renewals, 1);
}

async function refundsOnce(paymentId: string): Promise<void> {
  const names: unknown[] = [];
  let lost = 1;
  const admin = as("admin", {
    fetch: async (url, request) => {
      names.push((JSON.parse(String(request?.body)) as { requestId: unknown }).requestId);
      const answer = await fetch(url, request);
      if (lost-- > 0) throw new TypeError("the answer was lost");
      return answer;
    },
  });
  const refund = await admin.call("refund-payment", { paymentId, amount: 1_000 });
  assert.equal(names.length, 2);
  assert.equal(names[0], names[1]);
  assert.equal(refund.refundedAmount, 1_000);
}

await trainerOnboards();
const paymentId = await buys();
await funds();
await winnerOnboards();
await wins();
if (given.canBeBusy) await waitsWhileTheStoreIsAway();
await hearsThatNothingCameOrNobodyIsSignedIn();
await refundsOnce(paymentId);
console.log("the story holds");
