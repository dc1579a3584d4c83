/** The operations of the backend, called as the person who is signed in. */

import { money } from '/app/money.js';
import { idToken, uid } from '/app/session.js';
import { t, has } from '/app/texts.js';

/** Firebase gives no token any more: the account was disabled or deleted, or its password changed. */
const SIGN_IN_ENDED = new Set(['auth/user-disabled', 'auth/user-not-found', 'auth/user-token-expired']);

/** A refusal, or an answer that did not come. `message` is for the person, `code` for the program. */
export class ApiError extends Error {
  constructor(status, body = {}) {
    super(told(status, body));
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'no_answer' : 'unknown');
    this.requestId = body.requestId ?? null;
    this.facts = body;
  }
}

/** The page's own sentence for the code and what tells its cases apart, else the backend's. */
function told(status, body) {
  const known = [body.limitName, body.field, body.paymentStatus].map((one) => `error.${body.code}.${one}`);
  const key = [...known, `error.${body.code}`].find(has);
  if (body.code && key) return t(key, inWords(body));
  return body.error ?? t(status === 0 ? 'error.no_answer' : 'error.internal');
}

/** Amounts of money as people write them. */
function inWords({ currency, ...facts }) {
  if (typeof currency !== 'string') return facts;
  const shown = (fact) => (Number.isInteger(fact) ? money(fact, currency) : fact);
  const amounts = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, shown(fact)]));
  return { ...amounts, currency: currency.toUpperCase() };
}

/** The answer's fields. Throws *ApiError*, also where who asked has left meanwhile: the answer is for nobody else. */
export async function call(operation, fields = {}) {
  const asker = uid();
  let answer;
  try {
    const token = await idToken();
    answer = await fetch(`/api/${operation}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(fields),
    });
  } catch (error) {
    if (SIGN_IN_ENDED.has(error.code)) throw new ApiError(401, { code: 'not_signed_in' });
    throw new ApiError(0);
  }
  const body = await answer.json().catch(() => null);
  if (uid() !== asker) throw new ApiError(401, { code: 'not_signed_in' });
  const isAnswer = answer.ok && body !== null && typeof body === 'object' && body.success !== false;
  if (!isAnswer) throw new ApiError(answer.status, body ?? {});
  return body;
}
