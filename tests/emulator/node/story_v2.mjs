// The official npm `stripe` package on `/v2` against a running emulator: `node story_v2.mjs http://127.0.0.1:PORT`.
// An account by v2, onboarding by a link of v2, a transfer, thin events that verify and are fetched.
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
    received.push({ body: Buffer.concat(chunks).toString(), signature: request.headers["stripe-signature"] });
    response.end("{}");
  });
}).listen(0, "127.0.0.1");
await once(hooks, "listening");

async function control(path, body) {
  const answer = await fetch(new URL(`/_emulator/${path}`, base), { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
}

const STATUS_UPDATED = "v2.core.account[configuration.recipient].capability_status_updated";
const hook = await stripe.v2.core.eventDestinations.create({
  name: "accounts",
  type: "webhook_endpoint",
  event_payload: "thin",
  enabled_events: [STATUS_UPDATED, "v1.transfer.created"],
  events_from: ["@self", "@accounts"],
  webhook_endpoint: { url: `http://127.0.0.1:${hooks.address().port}` },
  include: ["webhook_endpoint.signing_secret"],
});

async function notice(type) {
  for (let tries = 0; tries < 400; tries += 1) {
    for (const { body, signature } of received) {
      const found = stripe.parseEventNotification(body, signature, hook.webhook_endpoint.signing_secret);
      if (found.type === type) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${type} among ${received.length} deliveries`);
}

await control("settings", { v1_accounts_refused: true });
await assert.rejects(stripe.accounts.create({ type: "express" }), /no longer recommends Accounts v1/);
const account = await stripe.v2.core.accounts.create({
  contact_email: "jenny@example.com",
  dashboard: "express",
  identity: { country: "us", entity_type: "individual" },
  defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
  configuration: {
    recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
    merchant: { capabilities: { card_payments: { requested: true } } },
  },
  include: ["configuration.recipient", "requirements"],
});
assert.equal(account.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status, "restricted");
await assert.rejects(
  stripe.v2.core.accounts.retrieve("acct_none"),
  (error) => error.statusCode === 404 && error.code === "not_found",
);
const link = await stripe.v2.core.accountLinks.create({
  account: account.id,
  use_case: {
    type: "account_onboarding",
    account_onboarding: { refresh_url: "https://example.com/refresh", return_url: "https://example.com/return" },
  },
});
assert.equal((await fetch(link.url)).status, 200);
const answers = new URLSearchParams({
  first_name: "Jenny", last_name: "Rosen", dob: "1990-02-28", ssn: "000000000",
  line1: "1234 Main Street", city: "San Francisco", state: "CA", postal_code: "94111",
  routing_number: "110000000", account_number: "000123456789",
});
const sent = await fetch(link.url, { method: "POST", body: answers, redirect: "manual" });
assert.equal(sent.headers.get("location"), "https://example.com/return");
const ready = await stripe.v2.core.accounts.retrieve(account.id, { include: ["configuration.recipient"] });
assert.equal(ready.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status, "active");
const changed = await notice(STATUS_UPDATED);
assert.equal(changed.related_object.id, account.id);
assert.match((await changed.fetchEvent()).data.updated_capability, /^stripe_balance\./);
assert.equal((await changed.fetchRelatedObject()).configuration, null);

await control("balance", { amount: 5000, currency: "usd" });
const transfer = await stripe.transfers.create({ amount: 4850, currency: "usd", destination: account.id });
assert.equal((await notice("v1.transfer.created")).related_object.id, transfer.id);
const found = [];
for await (const one of stripe.v2.core.accounts.list({ limit: 1 })) found.push(one.id);
assert.deepEqual(found, [account.id]);
hooks.close();
console.log(`npm stripe ${Stripe.PACKAGE_VERSION}: the story of v2, the story holds`);
