import { signal } from '@preact/signals';
import { type Asked, Problem, pos } from './api';

/** A request to a manager that this device has sent. */
export interface Request {
  id: string;
  who: string;
  points: number;
  state: Asked['state'];
  decision: string | null;
}

const most = 8;
const saved = 'till.asked';

function load(): Request[] {
  try {
    return JSON.parse(localStorage.getItem(saved) ?? '[]') as Request[];
  } catch {
    return [];
  }
}

export const requests = signal<Request[]>(load());

function keep(now: Request[]) {
  requests.value = now.slice(0, most);
  localStorage.setItem(saved, JSON.stringify(requests.value));
}

export const noteRequest = (one: Request) => keep([one, ...requests.value]);

/** What managers have said meanwhile. One of another clerk's is unknown to this one and leaves the list. */
export async function followRequests() {
  for (const one of requests.value.filter((r) => r.state === 'waiting')) {
    try {
      const { state, decision } = await pos<Asked>('GET', `/adjustments/${one.id}`);
      keep(requests.value.map((r) => (r.id === one.id ? { ...r, state, decision } : r)));
    } catch (e) {
      if (!(e instanceof Problem) || e.status !== 404) return;
      keep(requests.value.filter((r) => r.id !== one.id));
    }
  }
}
