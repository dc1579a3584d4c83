/** Who is signed in, with Firebase Auth. The only module that talks to it. */

import {
  browserLocalPersistence, browserSessionPersistence, connectAuthEmulator, connectFirestoreEmulator,
  getFirestore, initializeApp, initializeAuth, onAuthStateChanged, sendEmailVerification, sendPasswordResetEmail,
  signInWithEmailAndPassword, signOut,
} from '/vendor/firebase.js';
import { project, settings } from '/app/settings.js';

/** On the console of the staff a sign-in ends with the tab. */
const isForStaff = document.documentElement.hasAttribute('data-staff');
const app = initializeApp(project);

export const auth = initializeAuth(app, {
  persistence: isForStaff ? browserSessionPersistence : browserLocalPersistence,
});
export const firestore = getFirestore(app);

if (settings.emulators) {
  const { hostname, port } = new URL(settings.emulators.firestore);
  connectAuthEmulator(auth, settings.emulators.auth, { disableWarnings: true });
  connectFirestoreEmulator(firestore, hostname, Number(port));
}

/** Calls *hear* with the person, or null, now and after each change. Returns what ends it. */
export function onPerson(hear) {
  return onAuthStateChanged(auth, hear);
}

/** Throws Firebase's error; `auth/multi-factor-auth-required` goes on in second-factor.js. */
export function signIn(email, password) {
  return signInWithEmailAndPassword(auth, email, password);
}

export function sendNewPassword(email) {
  return sendPasswordResetEmail(auth, email);
}

/** A link that proves whose the address is; without that Firebase adds no second factor. */
export function sendConfirmation(person) {
  return sendEmailVerification(person);
}

export function leave() {
  return signOut(auth);
}

/** Whose token `idToken` gives now; null while nobody is signed in. */
export function uid() {
  return auth.currentUser?.uid ?? null;
}

export function idToken() {
  return auth.currentUser?.getIdToken() ?? null;
}
