/** The sentences of the pages: one file a language, English where a language has none. */

import { texts as english } from '/app/texts/en.js';

const LOADERS = { en: async () => english, de: async () => (await import('/app/texts/de.js')).texts };
const KEPT = 'pulse.language';

function chosen() {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages];
  return wanted.map((one) => one?.slice(0, 2)).find((one) => one in LOADERS) ?? 'en';
}

const name = chosen();
const own = await LOADERS[name]();
const plurals = new Intl.PluralRules(name);
document.documentElement.lang = name;

export const languages = { en: 'English', de: 'Deutsch' };

/** The reader's own kind of the language, `de-AT`, decides how dates and amounts are written. */
export function language() {
  const tag = navigator.languages.find((one) => one.slice(0, 2) === name) ?? name;
  return Intl.getCanonicalLocales(/^[a-z]{2}(-[A-Z]{2})?$/.test(tag) ? tag : name)[0];
}

export function speak(other) {
  localStorage.setItem(KEPT, other);
  location.reload();
}

export const has = (key) => key in english;

/** The sentence with `{names}` filled in. One with `one` and `other` is chosen by `count`. */
export function t(key, values = {}) {
  const found = own[key] ?? english[key];
  if (found === undefined) throw new Error(`there is no text ${key}`);
  const text = typeof found === 'string' ? found : found[plurals.select(values.count)] ?? found.other;
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
