/** What a winner's page reads live of their prizes. */

import { merged, watchLong } from '/app/long-list.js';
import { watchAll, watchNewest } from '/app/store.js';
import { OPEN } from '/app/winner/prizes.js';

/**
 * *hear* gets `{prizes, isComplete, hasAllOpen}`: the newest 100 prizes and all that are open, as far as one read
 * has these.
 */
export function watchPrizes(uid, hear, fail) {
  const newest = (take) => watchNewest('prizeRecords', { userId: uid }, 'createdAt', take, fail);
  const open = (take) => watchAll('prizeRecords', { userId: uid, status: OPEN }, take, fail);
  return watchLong(newest, { open }, ({ newest: list, open: waiting }) => {
    if (waiting === null) return;
    hear({ prizes: merged(list, waiting), isComplete: list.isComplete, hasAllOpen: waiting.isComplete });
  });
}
