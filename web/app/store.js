/**
 * Live reads of Firestore under its rules: one's own documents, at most 100 at a time. Without a connection
 * Firestore's SDK answers from its memory, where nothing may be: only what the server said is shown.
 */

import {
  collection, doc, getDoc, getDocs, limit, onSnapshot, orderBy, query, setDoc, startAfter, Timestamp, where,
} from '/vendor/firebase.js';
import { ApiError } from '/app/api.js';
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

/** As a value of a query: the field is a list that has *value* in it. */
export const listWith = (value) => ({ has: value });

function is(field, value) {
  if (Array.isArray(value)) return where(field, 'in', value);
  return typeof value === 'object' ? where(field, 'array-contains', value.has) : where(field, '==', value);
}

const fields = (snapshot) => ({ ...plain(snapshot.data()), id: snapshot.id });

const equals = (equal) => Object.entries(equal).map(([field, value]) => is(field, value));

/** `ordered('payments', {ownerId: uid}, 'createdAt')`, the newest first; a list as value means any of these. */
function ordered(name, equal, by, { from = null, above = null, after = null, direction = 'desc' } = {}) {
  const since = from ? [where(by, '>=', from)] : [];
  const more = above === null ? [] : [where(by, '>', above)];
  const start = after ? [startAfter(after)] : [];
  const wanted = [...equals(equal), ...since, ...more, orderBy(by, direction), ...start, limit(LIST_MAX)];
  return query(collection(firestore, name), ...wanted);
}

/** Calls *hear* with what the server said, now and after each change. Returns what ends it. */
function watch(wanted, hear, fail) {
  const take = (found) => found.metadata.fromCache || hear(found);
  return onSnapshot(wanted, { includeMetadataChanges: true }, take, fail);
}

/** The newest 100, now and after each change. *hear* gets `(documents, isComplete)`. Returns what ends it. */
export function watchNewest(name, equal, by, hear, fail) {
  return watch(ordered(name, equal, by), (found) => hear(found.docs.map(fields), found.size < LIST_MAX), fail);
}

/** The oldest 100, now and after each change. *hear* gets `(documents, isComplete)`. Returns what ends it. */
export function watchOldest(name, equal, by, hear, fail) {
  const wanted = ordered(name, equal, by, { direction: 'asc' });
  return watch(wanted, (found) => hear(found.docs.map(fields), found.size < LIST_MAX), fail);
}

/** Up to 100 with more than nothing in *field*, the least first. *hear* gets `(documents, isComplete)`. */
export function watchAboveZero(name, equal, field, hear, fail) {
  const wanted = ordered(name, equal, field, { above: 0, direction: 'asc' });
  return watch(wanted, (found) => hear(found.docs.map(fields), found.size < LIST_MAX), fail);
}

/** Up to 100 with all these values, in no order of time. *hear* gets `(documents, isComplete)`. */
export function watchAll(name, equal, hear, fail) {
  const wanted = query(collection(firestore, name), ...equals(equal), limit(LIST_MAX));
  return watch(wanted, (found) => hear(found.docs.map(fields), found.size < LIST_MAX), fail);
}

/** Those with this value in one field, or with any of a list. */
export const watchEqual = (name, field, value, hear, fail) => watchAll(name, { [field]: value }, hear, fail);

/** One document, null where there is none, now and after each change. */
export function watchDocument(path, hear, fail) {
  return watch(doc(firestore, path), (found) => hear(found.exists() ? fields(found) : null), fail);
}

/** One document now, null where there is none. */
export async function readDocument(path) {
  const found = await getDoc(doc(firestore, path));
  return found.exists() ? fields(found) : null;
}

/** Sets these fields of one document, and leaves its others. Firestore's rules say which a person may write. */
export function write(path, values) {
  return setDoc(doc(firestore, path), values, { merge: true });
}

/** All of them, in as many reads as it takes. */
export async function readAll(name, equal, by, from = null) {
  const all = [];
  let after = null;
  for (;;) {
    const { docs, metadata } = await getDocs(ordered(name, equal, by, { from, after }));
    if (metadata.fromCache) throw new ApiError(0);
    all.push(...docs.map(fields));
    if (docs.length < LIST_MAX) return all;
    after = docs.at(-1);
  }
}
