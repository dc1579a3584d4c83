/** How long to wait before a call is sent again. */

const FIRST_WAIT_MILLIS = 500;

/** As long as the answer says; without a word of it longer at each attempt, and not at one time for everybody. */
export function retryAfterMillis(retryAfter: string | null, attempt: number): number {
  const seconds = Number(retryAfter);
  if (retryAfter !== null && Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  return FIRST_WAIT_MILLIS * 2 ** (attempt - 1) * (1 + Math.random());
}

export function wait(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
