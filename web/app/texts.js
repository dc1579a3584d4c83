/** The sentences of the pages: one file a language, English where a language has none. */

import { texts as english } from '/app/texts/en.js';

const LOADERS = { en: async () => english, de: async () => (await import('/app/texts/de.js')).texts };
const KEPT = 'pulse.language';

function chosen() {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages];
  return wanted.map((one) => one?.slice(0, 2)).find((one) => one in LOADERS) ?? 'en';
}

let name = 'en';
let own = english;
/** More sentences, which some pages have: `{en, de}`. */
const more = {};
let plurals = new Intl.PluralRules(name);

/** Throws where its file cannot be loaded; then the language is as it was. */
async function use(other) {
  own = await LOADERS[other]();
  name = other;
  plurals = new Intl.PluralRules(name);
  document.documentElement.lang = name;
}

await use(chosen()).catch(() => use('en'));

export const languages = { en: 'English', de: 'Deutsch' };

/** The reader's own kind of the language, `de-AT`, decides how dates and amounts are written. */
export function language() {
  const tag = navigator.languages.find((one) => one.slice(0, 2) === name) ?? name;
  return Intl.getCanonicalLocales(/^[a-z]{2}(-[A-Z]{2})?$/.test(tag) ? tag : name)[0];
}

/** From now on, without a new start of the page: what somebody has typed stays, and no read begins anew. */
export async function speak(other) {
  await use(other);
  localStorage.setItem(KEPT, other);
  for (const element of document.querySelectorAll('*')) element.requestUpdate?.();
}

/** *sentences* are `{en: {key: …}, de: {key: …}}`. */
export function extend(sentences) {
  for (const [tag, texts] of Object.entries(sentences)) more[tag] = { ...more[tag], ...texts };
}

const find = (key) => own[key] ?? more[name]?.[key] ?? english[key] ?? more.en?.[key];

export const has = (key) => find(key) !== undefined;

/** The sentence with `{names}` filled in. One with `one` and `other` is chosen by `count`. */
export function t(key, values = {}) {
  const found = find(key);
  if (found === undefined) throw new Error(`there is no text ${key}`);
  const text = typeof found === 'string' ? found : found[plurals.select(values.count)] ?? found.other;
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
