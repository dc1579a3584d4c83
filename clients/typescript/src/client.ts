/** A thin client over `fetch`: sign-in, App Check, retries, and typed answers. */
import { retryAfterMillis, wait } from "./retry.js";
import {
  PulseError,
  type Answer,
  type Failure,
  type Input,
  type OperationName,
  type Said,
  type Unreachable,
} from "./types.js";

/** As the `fetch` of browsers and Node. */
export type Fetch = (url: URL, request: RequestInit) => Promise<Response>;

export interface Options {
  /** Where the backend is served, such as `https://fitwithpulse.ai`. */
  site: string;
  /** The caller's Firebase ID token, fresh from the server if `renew`; null for a person who is signed out. */
  token: (renew: boolean) => Promise<string | null>;
  /** The app's App Check token. Leave it out where App Check is off. */
  appCheckToken?: (renew: boolean) => Promise<string | null>;
  /** How often a call is sent at most, 4 by default. */
  attempts?: number;
  /** How long one attempt may take, 30 seconds by default. */
  timeoutMillis?: number;
  /** The longest wait for which a call is repeated by itself, 15 seconds by default. */
  waitMillisMax?: number;
  fetch?: Fetch;
  /** Waits between attempts. */
  sleep?: (millis: number, signal?: AbortSignal) => Promise<void>;
}

export type Result<Name extends OperationName> =
  | { ok: true; answer: Answer<Name>; status: number }
  | { ok: false; failure: Failure<Name> | Unreachable; status: number };

export interface Polling {
  /** How often it asks, 10 times by default. */
  times?: number;
  /** How long it waits in between, 2 seconds by default. */
  everyMillis?: number;
  signal?: AbortSignal;
}

export interface Client {
  /** The answer. Throws a `PulseError` for a failure. */
  call<Name extends OperationName>(name: Name, fields: Input<Name>, signal?: AbortSignal): Promise<Answer<Name>>;
  /** The answer or the failure, told apart by `ok`; the failure by its `code`. */
  attempt<Name extends OperationName>(name: Name, fields: Input<Name>, signal?: AbortSignal): Promise<Result<Name>>;
  /** Asks until an answer is `done`, or gives back the last one. For pages that a person returns to. */
  poll<Name extends OperationName>(
    name: Name,
    fields: Input<Name>,
    done: (answer: Answer<Name>) => boolean,
    polling?: Polling,
  ): Promise<Answer<Name>>;
}

const READ_BY_GET: ReadonlySet<string> = new Set(["get-winner-prize-info"]);
/** The renewals that a 401 of this code asks for. */
const RENEWS: Readonly<Record<string, "token" | "appCheckToken">> = {
  not_signed_in: "token",
  app_check_failed: "appCheckToken",
};

export function connect(options: Options): Client {
  return {
    attempt: (name, fields, signal) => repeated(options, name, identified(name, fields), signal),
    async call(name, fields, signal) {
      const result = await this.attempt(name, fields, signal);
      if (!result.ok) throw new PulseError(name, result.failure, result.status);
      return result.answer;
    },
    async poll(name, fields, done, { times = 10, everyMillis = 2_000, signal } = {}) {
      let answer = await this.call(name, fields, signal);
      for (let asked = 1; asked < times && !done(answer); asked += 1) {
        await (options.sleep ?? wait)(everyMillis, signal);
        answer = await this.call(name, fields, signal);
      }
      return answer;
    },
  };
}

/** A refund has a name, the same in each attempt: without one, a repeat would be another refund. */
function identified<Name extends OperationName>(name: Name, fields: Input<Name>): Input<Name> {
  const given = fields as unknown as Record<string, unknown>;
  if (name !== "refund-payment" || given["requestId"] != null) return fields;
  return { ...given, requestId: crypto.randomUUID() } as unknown as Input<Name>;
}

async function repeated<Name extends OperationName>(
  options: Options,
  name: Name,
  fields: Input<Name>,
  signal?: AbortSignal,
): Promise<Result<Name>> {
  const { attempts = 4, waitMillisMax = 15_000, sleep = wait } = options;
  const renewed = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const { result, retryAfter } = await sent(options, name, fields, renewed, signal);
    if (result.ok || attempt >= attempts) return result;
    const renewal = RENEWS[(result.failure as unknown as Said).code];
    if (result.status === 401 && renewal !== undefined && !renewed.has(renewal)) {
      renewed.add(renewal);
      continue;
    }
    if (![0, 429, 503].includes(result.status)) return result;
    const millis = retryAfterMillis(retryAfter, attempt);
    if (millis > waitMillisMax) return result;
    await sleep(millis, signal);
  }
}

interface Sent<Name extends OperationName> {
  result: Result<Name>;
  retryAfter: string | null;
}

async function sent<Name extends OperationName>(
  options: Options,
  name: Name,
  fields: Input<Name>,
  renewed: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Sent<Name>> {
  const headers = await headersOf(options, renewed);
  const timeout = AbortSignal.timeout(options.timeoutMillis ?? 30_000);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    const response = await (options.fetch ?? fetch)(...request(options.site, name, fields as unknown as object, headers, either));
    const body = (await response.json()) as Answer<Name> | Failure<Name>;
    const { status } = response;
    const result: Result<Name> = response.ok
      ? { ok: true, answer: body as Answer<Name>, status }
      : { ok: false, failure: body as Failure<Name>, status };
    return { result, retryAfter: response.headers.get("Retry-After") };
  } catch (error) {
    if (signal?.aborted) throw error;
    const failure: Unreachable = {
      success: false,
      error: "The server cannot be reached right now; please try again",
      code: "unreachable",
      requestId: null,
    };
    return { result: { ok: false, failure, status: 0 }, retryAfter: null };
  }
}

function request(
  site: string,
  name: string,
  fields: object,
  headers: Record<string, string>,
  signal: AbortSignal,
): [URL, RequestInit] {
  const url = new URL(`/.netlify/functions/${name}`, site);
  if (!READ_BY_GET.has(name)) {
    const body = JSON.stringify(fields);
    return [url, { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body, signal }];
  }
  for (const [field, value] of Object.entries(fields)) url.searchParams.set(field, String(value));
  return [url, { headers, signal }];
}

async function headersOf(options: Options, renewed: ReadonlySet<string>): Promise<Record<string, string>> {
  const [token, appCheck] = await Promise.all([
    options.token(renewed.has("token")),
    options.appCheckToken?.(renewed.has("appCheckToken")),
  ]);
  return {
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
    ...(appCheck ? { "X-Firebase-AppCheck": appCheck } : {}),
  };
}
