/** The device's own shelf for sales that wait: one row each, on disk before the clerk is told that it is kept. */
import type { LateItem } from './api';

export interface Waiting {
  /** Made when the sale was recorded; sent again, it counts once. */
  key: string;
  item: LateItem;
  store: string;
  receiptNumber: string;
  amount: number;
  /** Whom the clerk saw: a masked name, or what was scanned. */
  who: string;
  at: string;
  /** `refused`: the server cannot read it, or this device may not send it. */
  state: 'waiting' | 'held' | 'conflict' | 'refused' | 'settled' | 'dismissed';
  code?: string;
  title?: string;
  /** The number under which the back office has it. */
  conflict?: string;
  until?: string;
}

const name = 'late';
let opened: Promise<IDBDatabase> | null = null;

function open() {
  opened ??= new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open('till', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: 'key' });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  }).catch((e) => {
    opened = null;
    throw e;
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  return new Promise((done, fail) => {
    const unit = db.transaction(name, mode, { durability: 'strict' });
    const request = work(unit.objectStore(name));
    // Only a finished transaction is on disk.
    unit.oncomplete = () => done(request.result);
    unit.onabort = () => fail(unit.error);
    unit.onerror = () => fail(unit.error);
  });
}

export const readAll = async () =>
  (await run<Waiting[]>('readonly', (rows) => rows.getAll())).sort((a, b) => a.at.localeCompare(b.at));
export const put = (row: Waiting) => run('readwrite', (rows) => rows.put(row));
export const remove = (key: string) => run('readwrite', (rows) => rows.delete(key));
