/** What a person was told, and how they want to be told. Pure: documents in, words and choices out. */

export const MEDIA = ['email', 'push'];

/** In *language* where the notice has it, else in English; old notices have one text and no title. */
export function worded({ texts, text }, language) {
  return texts?.[language] ?? texts?.en ?? { title: '', text: text ?? '' };
}

/** The page of this site that it leads to; null where it leads nowhere else. */
export function pageOf({ url }) {
  if (!URL.canParse(url ?? '')) return null;
  const { pathname, search } = new URL(url);
  return /^\/\w/.test(pathname) ? pathname + search : null;
}

/** Those about a *role* (`winner`, `trainer`), and those about neither. */
export function ofRole(notices, role) {
  const roleOf = (one) => pageOf(one)?.match(/^\/(winner|trainer)\//)?.[1] ?? role;
  return notices.filter((one) => roleOf(one) === role);
}

/** `{email, push}`: what is not `false` is wanted. */
export function wanted(user) {
  return Object.fromEntries(MEDIA.map((medium) => [medium, user?.notify?.[medium] !== false]));
}

/** The language in which Pulse writes to the person: `de-AT` is German, what there is none of is English. */
export function languageOf(user, languages) {
  const code = (user?.language ?? '').replace('_', '-').split('-')[0].toLowerCase();
  return languages.includes(code) ? code : 'en';
}
