import { signal } from '@preact/signals';

/** The server cannot be reached: sales are kept on this device until it can. */
export const offline = signal(!navigator.onLine);

const again = 4_000;
let timer = 0;
const callbacks = new Set<() => void>();

/** Called each time the server answers after it could not be reached. */
export function onReturn(then: () => void) {
  callbacks.add(then);
}

/** Any answer of the server, also a refusal, shows that it is there. */
export function heard() {
  clearTimeout(timer);
  timer = 0;
  if (!offline.value) return;
  offline.value = false;
  for (const then of callbacks) then();
}

export function lost() {
  offline.value = true;
  if (!timer) timer = window.setTimeout(() => void probe(), again);
}

/** A gateway answers for a server that is away. */
export const isAway = (status: number) => status === 502 || status === 503 || status === 504;

export async function probe() {
  clearTimeout(timer);
  timer = 0;
  try {
    const answer = await fetch('/till/session', { cache: 'no-store', signal: AbortSignal.timeout(again) });
    if (!isAway(answer.status)) return heard();
  } catch {
    // Still away.
  }
  lost();
}

window.addEventListener('online', () => void probe());
window.addEventListener('offline', lost);
if (offline.value) lost();
