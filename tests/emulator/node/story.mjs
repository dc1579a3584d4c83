// The official npm `stripe` package against a running emulator: `node story.mjs http://127.0.0.1:PORT`.
// Onboarding by form, a sale, a transfer, a refund, and webhooks that verify.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import Stripe from "stripe";

const base = new URL(process.argv[2]);
const stripe = new Stripe("sk_test_node", {
  host: base.hostname,
  port: base.port,
  protocol: "http",
  telemetry: false,
});
const received = [];
const hooks = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    received.push({ body: Buffer.concat(chunks), signature: request.headers["stripe-signature"] });
    response.end("{}");
  });
}).listen(0, "127.0.0.1");
await once(hooks, "listening");
const hooksUrl = `http://127.0.0.1:${hooks.address().port}`;

async function control(path, body) {
  const answer = await fetch(new URL(`/_emulator/${path}`, base), { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

async function event(type) {
  for (let tries = 0; tries < 400; tries += 1) {
    for (const { body, signature } of received) {
      for (const secret of [platform.secret, connect.secret]) {
        try {
          const found = stripe.webhooks.constructEvent(body, signature, secret);
          if (found.type === type) return found;
        } catch (error) {
          assert.ok(error instanceof Stripe.errors.StripeSignatureVerificationError);
        }
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${type} among ${received.length} deliveries`);
}

const platform = await stripe.webhookEndpoints.create({ url: hooksUrl, enabled_events: ["*"] });
const connect = await stripe.webhookEndpoints.create({ url: hooksUrl, enabled_events: ["*"], connect: true });

const account = await stripe.accounts.create({
  country: "US",
  controller: {
    fees: { payer: "application" },
    losses: { payments: "application" },
    requirement_collection: "stripe",
    stripe_dashboard: { type: "express" },
  },
  capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
});
const link = await stripe.accountLinks.create({
  account: account.id,
  type: "account_onboarding",
  refresh_url: "https://example.com/refresh",
  return_url: "https://example.com/return",
});
assert.equal((await fetch(link.url)).status, 200);
const answers = new URLSearchParams({
  first_name: "Jenny", last_name: "Rosen", dob: "1990-02-28", ssn: "000000000",
  line1: "1234 Main Street", city: "San Francisco", state: "CA", postal_code: "94111",
  routing_number: "110000000", account_number: "000123456789",
});
const submitted = await fetch(link.url, { method: "POST", body: answers, redirect: "manual" });
assert.equal(submitted.headers.get("location"), "https://example.com/return");
assert.equal((await stripe.accounts.retrieve(account.id)).capabilities.transfers, "active");
assert.equal((await event("account.updated")).account, account.id);

const sale = await stripe.paymentIntents.create({
  amount: 10000,
  currency: "usd",
  application_fee_amount: 300,
  transfer_data: { destination: account.id },
  payment_method: "pm_card_visa",
  confirm: true,
  automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  expand: ["latest_charge.balance_transaction"],
});
assert.equal(sale.status, "succeeded");
assert.equal(sale.latest_charge.balance_transaction.net, 9680);
assert.equal((await event("payment_intent.succeeded")).data.object.id, sale.id);

await control("balance", { amount: 5000, currency: "usd" });
const params = { amount: 4850, currency: "usd", destination: account.id, transfer_group: "prize_1" };
const [first, second] = [
  await stripe.transfers.create(params, { idempotencyKey: "prize:1:g1" }),
  await stripe.transfers.create(params, { idempotencyKey: "prize:1:g1" }),
];
assert.equal(first.id, second.id);
await assert.rejects(stripe.transfers.create(params), { code: "balance_insufficient", statusCode: 400 });
const found = await stripe.transfers.list({ transfer_group: "prize_1" });
assert.deepEqual(found.data.map((one) => one.id), [first.id]);
assert.equal((await event("transfer.created")).account, undefined);

await control("balance", { amount: 10000, currency: "usd" });
const refund = await stripe.refunds.create({
  payment_intent: sale.id,
  reverse_transfer: true,
  refund_application_fee: true,
});
assert.equal(refund.status, "succeeded");
const balance = await stripe.balance.retrieve({}, { stripeAccount: account.id });
assert.deepEqual([balance.available[0].amount, balance.pending[0].amount], [4850, 0]);
await event("charge.refunded");

const types = [];
for await (const one of stripe.events.list({ limit: 3 })) types.push(one.type);
assert.ok(types.includes("transfer.reversed"));

hooks.close();
hooks.closeAllConnections();
console.log(`npm stripe ${Stripe.PACKAGE_VERSION ?? ""}: the story holds`);
