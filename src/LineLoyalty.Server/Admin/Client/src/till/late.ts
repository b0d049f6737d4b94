import { computed, signal } from '@preact/signals';
import { type LateAnswer, Problem, pos } from './api';
import { offline, onReturn } from './connection';
import { put, readAll, remove, type Waiting } from './shelf';
import { w } from './words';

export type { Waiting } from './shelf';

/** Everything of this device that is not settled yet. */
export const shelf = signal<Waiting[]>([]);
export const waiting = computed(() => shelf.value.filter((x) => x.state === 'waiting').length);
export const toDo = computed(() => shelf.value.filter((x) => x.state !== 'waiting').length);
export const sending = signal(false);
/** Why what waits could not be sent although the server answers. */
export const sendProblem = signal<Problem | null>(null);

const most = 100;
const again = 30_000;
let timer = 0;

async function refresh() {
  shelf.value = await readAll();
}

/** On disk when it returns; otherwise it throws, and nothing is kept. */
export async function keepForLater(row: Waiting) {
  try {
    await put(row);
  } catch {
    throw new Problem(
      400,
      'device.storage',
      w('這台裝置無法保存資料，這筆沒有記下來。', 'This device cannot store anything: the sale is not kept.'),
    );
  }
  void navigator.storage?.persist?.();
  await refresh();
  // The server may have come back while the clerk was typing.
  if (!offline.value) void send();
}

async function note(row: Waiting, answer: LateAnswer) {
  if (answer.result === 'accepted' || answer.result === 'duplicate') {
    // What a person had to settle stays in the list until the clerk has seen it.
    if (row.state === 'waiting') await remove(row.key);
    else await put({ ...row, state: 'settled' });
    return;
  }
  await put({
    ...row,
    state: answer.result,
    ...(answer.code ? { code: answer.code } : {}),
    ...(answer.title ? { title: answer.title } : {}),
    ...(answer.conflict ? { conflict: answer.conflict } : {}),
    ...(answer.until ? { until: answer.until } : {}),
  });
}

/** Sends all that waits, in any order: each counts once by its key. */
export async function send(): Promise<void> {
  if (sending.value) return;
  sending.value = true;
  clearTimeout(timer);
  try {
    await refresh();
    sendProblem.value = null;
    await sendAll();
  } catch (e) {
    const problem = e instanceof Problem ? e : null;
    if (problem && !problem.isUncertain) sendProblem.value = problem;
    if (!offline.value) timer = window.setTimeout(() => void send(), again);
  } finally {
    sending.value = false;
    await refresh().catch(() => undefined);
  }
}

async function sendAll() {
  let size = most;
  for (;;) {
    const due = shelf.value.filter((x) => x.state === 'waiting').slice(0, size);
    if (due.length === 0) return;
    try {
      const answer = await pos<{ items: LateAnswer[] }>('POST', '/purchases/batch', {
        items: due.map((x) => x.item),
      });
      for (const row of due) {
        const found = answer.items.find((x) => x.key === row.key);
        if (found) await note(row, found);
      }
    } catch (e) {
      const one = e instanceof Problem && isOfOneItem(e) ? e : null;
      if (!one) throw e;
      // Nothing of that call was recorded: one by one, so that the others do not wait for it.
      if (due.length > 1) size = 1;
      else if (due[0]) await put({ ...due[0], state: 'refused', code: one.code, title: one.message });
    }
    await refresh();
  }
}

const isOfOneItem = (e: Problem) => e.status === 400 || e.status === 413 || e.code === 'pos.store_forbidden';

/** Asks what became of those that a person has to settle. */
export async function review() {
  for (const row of shelf.value.filter((x) => (x.state === 'held' || x.state === 'conflict') && x.conflict)) {
    try {
      await note(row, await pos<LateAnswer>('GET', `/purchases/batch/${row.conflict}`));
    } catch (e) {
      if (e instanceof Problem && e.isUncertain) break;
    }
  }
  await refresh();
}

/** The clerk has seen what became of it. */
export async function putAway(key: string) {
  await remove(key);
  await refresh();
}

onReturn(() => void send());

/** Reads the shelf when the page starts, and sends what an earlier visit left. */
let started = false;
export async function startLate() {
  await refresh().catch(() => undefined);
  if (!offline.value && waiting.value > 0) void send();
  if (started) return;
  started = true;
  window.setInterval(() => {
    if (!offline.value && toDo.value > 0) void review();
  }, 60_000);
}
