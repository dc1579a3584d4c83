// What the pages use of the Firebase JS SDK; `make vendor` makes web/vendor/firebase.js of it.
export { initializeApp } from 'firebase/app';
export {
  browserLocalPersistence, browserSessionPersistence, connectAuthEmulator, getMultiFactorResolver, initializeAuth,
  multiFactor, onAuthStateChanged, PhoneAuthProvider, PhoneMultiFactorGenerator, sendEmailVerification,
  sendPasswordResetEmail, signInWithEmailAndPassword, signOut, TotpMultiFactorGenerator,
} from 'firebase/auth';
export {
  collection, connectFirestoreEmulator, doc, getDoc, getDocs, getFirestore, limit, onSnapshot, orderBy, query, setDoc,
  startAfter, Timestamp, where,
} from 'firebase/firestore';
