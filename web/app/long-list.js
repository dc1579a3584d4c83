/** A list that may be longer than the 100 documents of one read. */

/**
 * Its newest documents, and once there are more than these, *others*: what no sum and no list may miss. Each is a
 * read, `(hear) => end`, whose *hear* gets `(documents, isComplete)`. *hear* gets `{newest, ...others}`, each
 * `{found, isComplete}`, or null until it was read; while the newest are all, they stand for the others. Returns
 * what ends the reads.
 */
export function watchLong(newest, others, hear) {
  const lists = {};
  const ends = [];
  const tell = () => {
    const all = lists.newest?.isComplete ? lists.newest : null;
    const named = ['newest', ...Object.keys(others)].map((name) => [name, all ?? lists[name] ?? null]);
    if (lists.newest) hear(Object.fromEntries(named));
  };
  let isLong = false;
  const take = (name) => (found, isComplete) => {
    lists[name] = { found, isComplete };
    tell();
    if (isComplete || isLong) return;
    isLong = true;
    for (const [other, read] of Object.entries(others)) ends.push(read(take(other)));
  };
  ends.push(newest(take('newest')));
  return () => ends.forEach((end) => end());
}

/** Each document of these lists once, the newest first. */
export function merged(...lists) {
  const byId = new Map(lists.flatMap((one) => one.found).map((one) => [one.id, one]));
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt);
}
