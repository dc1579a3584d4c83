/** The operations of the backend, called as the person who is signed in. */

import { idToken } from '/app/session.js';
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

function told(status, body) {
  if (body.code && has(`error.${body.code}`)) return t(`error.${body.code}`);
  return body.error ?? t(status === 0 ? 'error.no_answer' : 'error.internal');
}

/** The answer's fields. Throws *ApiError*. */
export async function call(operation, fields = {}) {
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
  const isAnswer = answer.ok && body !== null && typeof body === 'object' && body.success !== false;
  if (!isAnswer) throw new ApiError(answer.status, body ?? {});
  return body;
}
