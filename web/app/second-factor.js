/**
 * The second factor: a code of an authenticator app, or of a text message where that can be sent. The only module
 * that talks to Firebase about it.
 */

import {
  getMultiFactorResolver, multiFactor, PhoneAuthProvider, PhoneMultiFactorGenerator, TotpMultiFactorGenerator,
} from '/vendor/firebase.js';
import { auth } from '/app/session.js';
import { settings } from '/app/settings.js';

/** The emulator asks for no proof that a person is no program; Firebase's own needs scripts that we do not load. */
const NO_PROOF = { type: 'recaptcha', verify: async () => 'none', _reset() {} };
/** How Firebase names what we connect. */
const APP = 'authenticator app';
const WRONG_CODE = new Set(['auth/invalid-verification-code', 'auth/invalid-mfa-code']);

/**
 * `{hint, finish(code)}` for the error of a first step; *hint* is `totp`, or the number that has got a code.
 * null when none of the person's second factors can be used here.
 */
export async function secondStep(error) {
  const resolver = getMultiFactorResolver(auth, error);
  const apps = newestFirst(resolver.hints);
  if (apps.length) return { hint: 'totp', finish: (code) => byAnyApp(resolver, apps, code) };
  const phone = resolver.hints.find((hint) => hint.factorId === PhoneMultiFactorGenerator.FACTOR_ID);
  if (!phone || !settings.emulators) return null;
  const request = { multiFactorHint: phone, session: resolver.session };
  const sent = await new PhoneAuthProvider(auth).verifyPhoneNumber(request, NO_PROOF);
  const assert = (code) => PhoneMultiFactorGenerator.assertion(PhoneAuthProvider.credential(sent, code));
  return { hint: phone.phoneNumber, finish: (code) => resolver.resolveSignIn(assert(code)) };
}

/** Authenticator apps among *factors*. There are two for the moment between a new phone and the end of the old one. */
function newestFirst(factors) {
  const apps = factors.filter(({ factorId }) => factorId === TotpMultiFactorGenerator.FACTOR_ID);
  return apps.sort((a, b) => Date.parse(b.enrollmentTime) - Date.parse(a.enrollmentTime));
}

async function byAnyApp(resolver, [{ uid }, ...others], code) {
  try {
    return await resolver.resolveSignIn(TotpMultiFactorGenerator.assertionForSignIn(uid, code));
  } catch (error) {
    if (!others.length || !WRONG_CODE.has(error.code)) throw error;
    return byAnyApp(resolver, others, code);
  }
}

/** When the authenticator app of *person* was connected; null if they have none. */
export function connectedAt(person) {
  return newestFirst([...multiFactor(person).enrolledFactors])[0]?.enrollmentTime ?? null;
}

/**
 * A new key for an authenticator app, which shows *issuer* beside it: `{key, link, finish(code)}`. *finish* connects
 * the app, and ends those that were connected before; it answers whether they are ended.
 */
export async function newApp(person, issuer) {
  const factors = multiFactor(person);
  const secret = await TotpMultiFactorGenerator.generateSecret(await factors.getSession());
  const finish = async (code) => {
    const before = newestFirst([...factors.enrolledFactors]);
    await factors.enroll(TotpMultiFactorGenerator.assertionForEnrollment(secret, code), APP);
    const ended = await Promise.allSettled(before.map((one) => factors.unenroll(one)));
    return ended.every(({ status }) => status === 'fulfilled');
  };
  const link = secret.generateQrCodeUrl(encodeURIComponent(person.email), encodeURIComponent(issuer));
  return { key: secret.secretKey, link, finish };
}
