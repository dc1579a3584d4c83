/** What differs between sites: `/settings.json`, and the Firebase project that Hosting names. */

async function read(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

export const [settings, project] = await Promise.all([read('/settings.json'), read('/__/firebase/init.json')]);

/** Stripe's own forms need it; without one, pages offer Stripe's hosted pages. */
export const hasPublishableKey = /^pk_(test|live)_/.test(settings.publishableKey);
