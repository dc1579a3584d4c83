/** The second step of a sign-in: a code of an authenticator app, or of a text message where that can be sent. */

import {
  getMultiFactorResolver, PhoneAuthProvider, PhoneMultiFactorGenerator, TotpMultiFactorGenerator,
} from '/vendor/firebase.js';
import { auth } from '/app/session.js';
import { settings } from '/app/settings.js';

/** The emulator asks for no proof that a person is no program; Firebase's own needs scripts that we do not load. */
const NO_PROOF = { type: 'recaptcha', verify: async () => 'none', _reset() {} };

/**
 * `{hint, finish(code)}` for the error of a first step; *hint* is `totp`, or the number that has got a code.
 * null when none of the person's second factors can be used here.
 */
export async function secondStep(error) {
  const resolver = getMultiFactorResolver(auth, error);
  const totp = resolver.hints.find((hint) => hint.factorId === TotpMultiFactorGenerator.FACTOR_ID);
  if (totp) {
    const assert = (code) => TotpMultiFactorGenerator.assertionForSignIn(totp.uid, code);
    return { hint: 'totp', finish: (code) => resolver.resolveSignIn(assert(code)) };
  }
  const phone = resolver.hints.find((hint) => hint.factorId === PhoneMultiFactorGenerator.FACTOR_ID);
  if (!phone || !settings.emulators) return null;
  const request = { multiFactorHint: phone, session: resolver.session };
  const sent = await new PhoneAuthProvider(auth).verifyPhoneNumber(request, NO_PROOF);
  const assert = (code) => PhoneMultiFactorGenerator.assertion(PhoneAuthProvider.credential(sent, code));
  return { hint: phone.phoneNumber, finish: (code) => resolver.resolveSignIn(assert(code)) };
}
