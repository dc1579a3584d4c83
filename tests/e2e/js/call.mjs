// The real Firebase JS SDK, as an app uses it. The first line of standard input says where everything listens;
// each further line is a call `{who, name, data}`, answered by a line with what the app's code would see.
// `who` is a person, who stays signed in, or null for signed out; without `name` the answer is their ID token's claims.
import { createInterface } from "node:readline";
import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, getMultiFactorResolver, signInWithEmailAndPassword } from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const endpoints = JSON.parse((await lines.next()).value);

async function appOf(who) {
  const config = { projectId: endpoints.project, apiKey: "any", appId: "1:1:web:1" };
  const app = initializeApp(config, who?.uid ?? "signed out");
  const auth = getAuth(app);
  connectAuthEmulator(auth, endpoints.auth, { disableWarnings: true });
  if (who !== null) await signIn(auth, who);
  const functions = getFunctions(app, endpoints.region);
  const { hostname, port } = new URL(endpoints.functions);
  connectFunctionsEmulator(functions, hostname, Number(port));
  return { auth, functions };
}

async function signIn(auth, { email, password }) {
  try {
    await signInWithEmailAndPassword(auth, email, password);
  } catch (error) {
    if (error.code !== "auth/multi-factor-auth-required") throw error;
    const resolver = getMultiFactorResolver(auth, error);
    await resolver.resolveSignIn(codeByPhone(resolver.hints[0].uid));
  }
}

// The SDK sends and takes the code of a text message in browsers alone. Here it is read where the emulator keeps it.
function codeByPhone(mfaEnrollmentId) {
  return {
    async _process(_auth, { credential: mfaPendingCredential }) {
      const sent = await identity("start", { mfaPendingCredential, mfaEnrollmentId, phoneSignInInfo: {} });
      const { sessionInfo } = sent.phoneResponseInfo;
      const codes = await fetch(`${endpoints.auth}/emulator/v1/projects/${endpoints.project}/verificationCodes`);
      const { verificationCodes } = await codes.json();
      const { code } = verificationCodes.find((one) => one.sessionInfo === sessionInfo);
      return identity("finalize", { mfaPendingCredential, phoneVerificationInfo: { sessionInfo, code } });
    },
  };
}

async function identity(step, body) {
  const url = `${endpoints.auth}/identitytoolkit.googleapis.com/v2/accounts/mfaSignIn:${step}?key=any`;
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`mfaSignIn:${step}: ${await answer.text()}`);
  return answer.json();
}

const apps = new Map();
function theirApp(who) {
  const key = who?.uid ?? null;
  if (!apps.has(key)) apps.set(key, appOf(who));
  return apps.get(key);
}

async function outcomeOf({ who, name, data }) {
  try {
    const { auth, functions } = await theirApp(who);
    if (!name) return { ok: true, data: (await auth.currentUser.getIdTokenResult()).claims };
    return { ok: true, data: (await httpsCallable(functions, name, { timeout: 60_000 })(data)).data };
  } catch (error) {
    return { ok: false, code: error.code, message: error.message, details: error.details };
  }
}

for await (const line of lines) process.stdout.write(JSON.stringify(await outcomeOf(JSON.parse(line))) + "\n");
process.exit(0);
