/** Live reads of Firestore under its rules: one's own documents, at most 100 at a time. */

import { collection, doc, getDoc, getDocs, limit, onSnapshot, orderBy, query, startAfter, Timestamp, where } from '/vendor/firebase.js';
import { firestore } from '/app/session.js';

export const LIST_MAX = 100;

/** Timestamps become dates, at any depth. */
function plain(value) {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  }
  return value;
}

const is = (field, value) => where(field, Array.isArray(value) ? 'in' : '==', value);

const fields = (snapshot) => ({ ...plain(snapshot.data()), id: snapshot.id });

/** `newest('payments', {ownerId: uid}, 'createdAt')`; a list as value means any of these. */
function newest(name, equal, by, { from = null, after = null } = {}) {
  const wanted = Object.entries(equal).map(([field, value]) => is(field, value));
  const since = from ? [where(by, '>=', from)] : [];
  const start = after ? [startAfter(after)] : [];
  return query(collection(firestore, name), ...wanted, ...since, orderBy(by, 'desc'), ...start, limit(LIST_MAX));
}

/** The newest 100, now and after each change. *hear* gets `(documents, isComplete)`. Returns what ends it. */
export function watchNewest(name, equal, by, hear, fail) {
  return onSnapshot(newest(name, equal, by), (found) => hear(found.docs.map(fields), found.size < LIST_MAX), fail);
}

/** Up to 100 of those with this value, or with any of a list, in no order of time. */
export function watchEqual(name, field, value, hear, fail) {
  const wanted = query(collection(firestore, name), is(field, value), limit(LIST_MAX));
  return onSnapshot(wanted, (found) => hear(found.docs.map(fields)), fail);
}

/** One document, null where there is none, now and after each change. */
export function watchDocument(path, hear, fail) {
  return onSnapshot(doc(firestore, path), (found) => hear(found.exists() ? fields(found) : null), fail);
}

/** One document now, null where there is none. */
export async function readDocument(path) {
  const found = await getDoc(doc(firestore, path));
  return found.exists() ? fields(found) : null;
}

/** All of them, in as many reads as it takes. */
export async function readAll(name, equal, by, from = null) {
  const all = [];
  let after = null;
  for (;;) {
    const { docs } = await getDocs(newest(name, equal, by, { from, after }));
    all.push(...docs.map(fields));
    if (docs.length < LIST_MAX) return all;
    after = docs.at(-1);
  }
}
