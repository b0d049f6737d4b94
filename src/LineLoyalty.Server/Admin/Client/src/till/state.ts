import { computed, signal } from '@preact/signals';
import {
  type CheckedCoupon,
  type Coupon,
  call,
  type Member,
  type PointsRules,
  Problem,
  type Product,
  pos,
  type SaleResult,
  type Session,
  type Store,
} from './api';
import { offline } from './connection';
import { keepForLater, shelf, startLate } from './late';
import { timeZone, w } from './words';

export interface Line {
  id: number;
  sku: string | null;
  name: string;
  price: number;
  quantity: number;
}
export interface SaleBody {
  store: string;
  receiptNumber: string;
  occurredAt: string;
  payment: string;
  lines: { sku?: string; name?: string; quantity: number; amount: number }[];
  member?: string;
  pointsRedeemed?: number;
  spendCode?: string;
  coupons?: SaleCoupon[];
}
/** A sale as it waits: with what was taken for it. */
type LateSale = Omit<SaleBody, 'lines'> & { lines: object[]; tierDiscount?: boolean; paid: number };
interface Pending {
  key: string;
  body: SaleBody;
  /** What the clerk was told to take. */
  paid: number;
}
/** What a start needs; kept on the device for a start without the server. */
interface Known {
  session: Session;
  points: PointsRules;
  scopes: string[];
  stores: Store[];
  products: Product[];
}
/** A sale that waits on this device. */
export interface KeptOffline {
  receiptNumber: string;
  amount: number;
  who: string;
}
export interface KeptSale {
  id: string;
  receiptNumber: string;
  paid: number;
  at: string;
  store: string;
}
export type SaleCoupon = ({ ref: string } | { code: string } | { hold: string }) & { units?: number };
/** A coupon of this sale, with how it was shown and how many uses the clerk wants of it. */
export type ChosenCoupon = Coupon & { code?: string; hold?: string; units?: number };

function load<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(`till.${name}`) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
function keep(name: string, value: unknown) {
  if (value === null) localStorage.removeItem(`till.${name}`);
  else localStorage.setItem(`till.${name}`, JSON.stringify(value));
}

export const session = signal<Session | null>(null);
export const startProblem = signal<Problem | null>(null);
export const stores = signal<Store[]>([]);
export const store = signal<Store | null>(null);
export const products = signal<Product[]>([]);
/** What this device's key may do. */
export const scopes = signal<string[]>([]);
export const rules = signal<PointsRules | null>(null);
export const member = signal<Member | null>(null);
export const lines = signal<Line[]>([]);
export const coupons = signal<ChosenCoupon[]>([]);
export const points = signal(0);
export const spendCode = signal('');
export const payment = signal('cash');
export const receipt = signal('');
export const pending = signal<Pending | null>(load<Pending>('pending'));
export const paying = signal(false);
export const saleProblem = signal<Problem | null>(null);
export const result = signal<SaleResult | null>(null);
export const wasRecorded = signal(false);
/** What was scanned or typed for a member whom nobody can look up now. */
export const scanned = signal('');
export const keptOffline = signal<KeptOffline | null>(null);
export const sales = signal<KeptSale[]>(load<KeptSale[]>('sales') ?? []);

export const total = computed(() => lines.value.reduce((sum, l) => sum + l.price * l.quantity, 0));

/** This sale waits on the device: the server is away, or it was when the member was scanned and does not know them yet. */
export const away = computed(() => !pending.value && (offline.value || scanned.value !== ''));

let clockOffset = load<number>('clock') ?? 0;

/** Sales are dated by the server's clock: a tablet's may be wrong, and a demo's runs ahead. */
export const now = () => new Date(Date.now() + clockOffset);

async function readSession() {
  const found = await call<Session>('GET', '/till/session');
  clockOffset = new Date(found.now).getTime() - Date.now();
  keep('clock', clockOffset);
  timeZone.value = found.timeZone;
  return found;
}

function use(known: Known) {
  rules.value = known.points;
  scopes.value = known.scopes;
  stores.value = known.stores;
  products.value = known.products;
  timeZone.value = known.session.timeZone;
  const last = localStorage.getItem('till.store');
  store.value =
    known.stores.find((s) => s.code === last) ??
    (known.stores.length === 1 ? (known.stores[0] ?? null) : null);
  proposeReceipt();
  session.value = known.session;
}

export async function start() {
  startProblem.value = null;
  try {
    const found = await readSession();
    if (found.paired) {
      const [key, known, catalogue] = await Promise.all([
        pos<{ points: PointsRules; scopes: string[] }>('GET', '/me'),
        pos<{ stores: Store[] }>('GET', '/stores'),
        pos<{ products: Product[] }>('GET', '/products'),
      ]);
      const all = { session: found, points: key.points, scopes: key.scopes, ...known, ...catalogue };
      keep('known', all);
      use(all);
      void startLate();
      return;
    }
    keep('known', null);
    session.value = found;
  } catch (e) {
    const problem = asProblem(e);
    const known = problem.isUncertain ? load<Known>('known') : null;
    if (known) {
      use(known);
      void startLate();
    } else startProblem.value = problem;
  }
}

export const asProblem = (e: unknown) =>
  e instanceof Problem ? e : new Problem(0, 'page', e instanceof Error ? e.message : String(e));

/** A key that ended in mid-shift leads back to pairing. */
export function noteProblem(e: unknown): Problem {
  const problem = asProblem(e);
  if (problem.status === 401 && session.value) session.value = { ...session.value, paired: false };
  return problem;
}

export function chooseStore(chosen: Store | null) {
  store.value = chosen;
  if (chosen) localStorage.setItem('till.store', chosen.code);
}

export async function unpair() {
  await call('POST', '/till/unpair');
  clearSale();
  store.value = null;
  await start();
}

/** Letters of its own keep two tablets of one store from proposing the same number. */
function device() {
  let id = localStorage.getItem('till.device');
  if (!id) {
    const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
    id = Array.from(crypto.getRandomValues(new Uint8Array(3)), (b) => letters[b % letters.length]).join('');
    localStorage.setItem('till.device', id);
  }
  return id;
}
const today = () =>
  now().toLocaleDateString('en-CA', { timeZone: timeZone.value }).replaceAll('-', '').slice(2);

export function proposeReceipt() {
  const counter = load<{ day: string; last: number }>('counter');
  const next = counter?.day === today() ? counter.last + 1 : 1;
  receipt.value = `${today()}-${device()}-${String(next).padStart(3, '0')}`;
}
function countReceipt() {
  const counter = load<{ day: string; last: number }>('counter');
  keep('counter', { day: today(), last: counter?.day === today() ? counter.last + 1 : 1 });
}

export function setMember(found: Member | null, code = '') {
  member.value = found;
  scanned.value = '';
  coupons.value = [];
  points.value = 0;
  spendCode.value = code;
}

/** What the member can spend after something has just changed it. */
export function setPoints(ref: string, balance: number) {
  const now = member.value;
  if (now?.ref !== ref) return;
  const { redeemPoints = 1, redeemAmount = 1 } = rules.value ?? {};
  const worth = Math.max(0, Math.floor((balance * redeemAmount) / Math.max(1, redeemPoints)));
  member.value = { ...now, points: balance, pointsValue: worth };
}

let lastLine = 0;
export function addLine(name: string, price: number, sku: string | null) {
  const known = sku ? lines.value.find((l) => l.sku === sku) : undefined;
  if (known) changeQuantity(known.id, 1);
  else lines.value = [...lines.value, { id: ++lastLine, sku, name, price, quantity: 1 }];
}
export function changeQuantity(id: number, by: number) {
  lines.value = lines.value
    .map((l) => (l.id === id ? { ...l, quantity: l.quantity + by } : l))
    .filter((l) => l.quantity > 0);
}

/** Adds a coupon to the sale, or replaces it when it is there already. Whether it goes with the others is the server's to say. */
export function addCoupon(chosen: CheckedCoupon | Coupon, how: { code?: string; hold?: string } = {}) {
  coupons.value = [...coupons.value.filter((c) => c.ref !== chosen.ref), { ...chosen, ...how }];
}
export function dropCoupon(ref: string) {
  coupons.value = coupons.value.filter((c) => c.ref !== ref);
}
export function takeUnits(ref: string, units: number) {
  coupons.value = coupons.value.map((c) => (c.ref === ref ? { ...c, units } : c));
}
/** Exactly what the server proposed. */
export function takeSuggestion(refs: string[]) {
  coupons.value = refs.flatMap((ref) => member.value?.coupons.find((c) => c.ref === ref) ?? []);
}

const soldLines = () =>
  lines.value.map((l) => ({
    ...(l.sku ? { sku: l.sku } : { name: l.name }),
    quantity: l.quantity,
    amount: l.price * l.quantity,
  }));

/** What the customer buys and with what: the part of a sale that its price depends on. */
export function basket() {
  const chosen = coupons.value.map(
    (c): SaleCoupon => ({
      ...(c.hold ? { hold: c.hold } : c.code ? { code: c.code } : { ref: c.ref }),
      ...(c.units && !c.hold ? { units: c.units } : {}),
    }),
  );
  return {
    lines: soldLines(),
    ...(member.value ? { member: member.value.ref } : {}),
    ...(points.value > 0 ? { pointsRedeemed: points.value } : {}),
    ...(chosen.length > 0 ? { coupons: chosen } : {}),
  };
}

function saleBody(): SaleBody {
  return {
    store: store.value?.code ?? '',
    receiptNumber: receipt.value.trim(),
    occurredAt: now().toISOString(),
    payment: payment.value,
    ...basket(),
    ...(points.value > 0 ? { spendCode: spendCode.value.trim() } : {}),
  };
}

/** Sends the sale. Until the server has answered, the same body goes out again under the same key. */
export async function pay(price: number) {
  if (paying.value) return;
  if (away.value) return keepSale();
  paying.value = true;
  saleProblem.value = null;
  try {
    if (!pending.value) {
      await readSession().catch(() => undefined);
      // Gone at this very moment: nothing was sent, so it is kept like any other.
      if (offline.value) return;
      pending.value = { key: crypto.randomUUID(), body: saleBody(), paid: price };
      keep('pending', pending.value);
    }
    const sent = pending.value;
    const answer = await pos<SaleResult>('POST', '/purchases', sent.body, sent.key);
    finish(sent, answer, false);
  } catch (e) {
    const problem = noteProblem(e);
    const sent = pending.value;
    const existing = problem.facts.existing as SaleResult['purchase'] | undefined;
    // 401: the sale was not looked at; after pairing anew it is still the same sale.
    if (!problem.isUncertain && problem.status !== 401 && problem.status !== 429) settle();
    if (problem.code === 'purchase.duplicate_receipt' && sent && existing?.id) {
      finish(sent, { purchase: existing }, true);
    } else saleProblem.value = problem;
  } finally {
    paying.value = false;
  }
}

/** Without a server: the full price is taken, nothing of the member's is spent, and the points come when it is sent. */
async function keepSale() {
  paying.value = true;
  saleProblem.value = null;
  try {
    const sale = {
      store: store.value?.code ?? '',
      receiptNumber: receipt.value.trim(),
      occurredAt: now().toISOString(),
      payment: payment.value,
      lines: soldLines(),
      ...(member.value ? { member: member.value.ref } : {}),
      tierDiscount: false,
      paid: total.value,
    };
    await shelve(crypto.randomUUID(), sale, total.value, member.value ? '' : scanned.value);
  } catch (e) {
    saleProblem.value = asProblem(e);
  } finally {
    paying.value = false;
  }
}

/** The money is taken and the answer does not come: the same sale goes out later, and a copy that did arrive is recognised by its receipt. */
export async function keepPending() {
  const sent = pending.value;
  if (!sent || paying.value) return;
  paying.value = true;
  try {
    await shelve(sent.key, { ...sent.body, paid: sent.paid }, sent.paid, '');
    settle();
  } catch (e) {
    saleProblem.value = asProblem(e);
  } finally {
    paying.value = false;
  }
}

async function shelve(key: string, sale: LateSale, amount: number, memberKey: string) {
  const { receiptNumber, occurredAt } = sale;
  if (shelf.value.some((x) => x.receiptNumber === receiptNumber && x.store === sale.store && x.key !== key))
    throw new Problem(
      409,
      'device.receipt',
      w(
        '這台裝置已記過這個收據號碼，請換一個。',
        'This device has kept a sale of this receipt number: take another.',
      ),
    );
  const who = member.value?.name ?? memberKey;
  await keepForLater({
    key,
    item: { key, sale, ...(memberKey ? { memberKey } : {}) },
    store: sale.store,
    receiptNumber,
    amount,
    who,
    at: occurredAt,
    state: 'waiting',
  });
  saleProblem.value = null;
  countReceipt();
  keptOffline.value = { receiptNumber, amount, who };
}

function settle() {
  pending.value = null;
  keep('pending', null);
}

function finish(sent: Pending, answer: SaleResult, before: boolean) {
  settle();
  const { id, receiptNumber, paid, occurredAt } = answer.purchase;
  const kept: KeptSale = { id, receiptNumber, paid, at: occurredAt, store: sent.body.store };
  sales.value = [kept, ...sales.value.filter((s) => s.id !== id)].slice(0, 20);
  keep('sales', sales.value);
  wasRecorded.value = before;
  result.value = answer;
  countReceipt();
}

/** Gives up a sale whose outcome is unknown; its receipt number tells later whether it was recorded. */
export function dropPending() {
  settle();
  saleProblem.value = null;
}

export function clearSale() {
  result.value = null;
  keptOffline.value = null;
  saleProblem.value = null;
  lines.value = [];
  payment.value = 'cash';
  setMember(null);
  proposeReceipt();
}
