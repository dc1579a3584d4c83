/** Names of the people whom an act is about. Who was shown a name has a row in `disclosures`, as `find` writes it. */

import { call } from '/app/api.js';

let names = new Map();

/** For the next person at this page. */
export function forgetNames() {
  names = new Map();
}

/** From what `find` answered: also who is on hold is found as a person, without their name. */
export function learn(matches) {
  for (const one of matches) if (one.kind === 'person' && one.status === null) names.set(one.id, one.title);
}

/** Username and e-mail address; null where nobody has this uid. Throws *ApiError*. */
export async function nameOf(userId) {
  if (!names.has(userId)) learn((await call('find', { query: userId })).matches);
  return names.get(userId) ?? null;
}
