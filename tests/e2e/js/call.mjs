// The real Firebase JS SDK, as an app uses it: reads {endpoints, people, calls} from standard input, makes each
// call as `who` (a name in people, or null for signed out), prints what the app's code would see.
import { readFileSync } from "node:fs";
import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";

const { endpoints, people, calls } = JSON.parse(readFileSync(0, "utf8"));

async function appOf(who) {
  const config = { projectId: endpoints.project, apiKey: "any", appId: "1:1:web:1" };
  const app = initializeApp(config, who ?? "signed out");
  const auth = getAuth(app);
  connectAuthEmulator(auth, endpoints.auth, { disableWarnings: true });
  if (who !== null) await signInWithEmailAndPassword(auth, people[who].email, people[who].password);
  const functions = getFunctions(app, endpoints.region);
  const { hostname, port } = new URL(endpoints.functions);
  connectFunctionsEmulator(functions, hostname, Number(port));
  return functions;
}

async function outcomeOf(functions, { name, data }) {
  try {
    return { ok: true, data: (await httpsCallable(functions, name, { timeout: 60_000 })(data)).data };
  } catch (error) {
    return { ok: false, code: error.code, message: error.message, details: error.details };
  }
}

const apps = new Map();
const outcomes = [];
for (const call of calls) {
  if (!apps.has(call.who)) apps.set(call.who, await appOf(call.who));
  outcomes.push({ ...call, ...(await outcomeOf(apps.get(call.who), call)) });
}
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
