import { signal } from '@preact/signals';
import { type CouponAnswer, type Member, Problem, pos } from './api';
import { offline, onReturn } from './connection';
import { quote } from './quote';
import { kindOf } from './scan';
import {
  addCoupon,
  addLine,
  clearSale,
  keptOffline,
  member,
  noteProblem,
  paying,
  pending,
  points,
  products,
  result,
  rules,
  scanned,
  setMember,
  spendCode,
} from './state';
import { w } from './words';

export const finding = signal(false);
export const findProblem = signal<Problem | null>(null);

/** With a mouse there is a keyboard: the next field waits for typing. On a touch screen it would only raise the keys. */
export const hasKeyboard = () => matchMedia('(pointer: fine)').matches;

function toAmount() {
  if (hasKeyboard()) document.getElementById('amount')?.focus();
}

/** Finds the member by whatever was scanned or typed; without a server it is kept as it is and looked up later. */
export async function find(key: string) {
  if (finding.value || paying.value || pending.value) return;
  finding.value = true;
  findProblem.value = null;
  try {
    if (!offline.value) {
      const found = await pos<{ member: Member; identifiedBy: string }>('POST', '/members/lookup', { key });
      setMember(found.member, found.identifiedBy === 'spendCode' ? key : '');
      toAmount();
      return;
    }
  } catch (e) {
    const problem = noteProblem(e);
    if (!offline.value) {
      findProblem.value = problem;
      return;
    }
  } finally {
    finding.value = false;
  }
  setMember(null);
  scanned.value = key;
  toAmount();
}

onReturn(() => {
  if (scanned.value) void find(scanned.value);
});

/** Anything scanned while selling goes where it belongs, whichever field has the focus. */
export async function take(text: string) {
  if (paying.value || pending.value || finding.value) return;
  if (result.value || keptOffline.value) clearSale();
  const code = text.trim();
  const goods = products.value.find((p) => p.sku === code);
  switch (kindOf(code, new Set(products.value.map((p) => p.sku)))) {
    case 'product':
      if (goods) addLine(w(goods.name, goods.nameEn || goods.name), goods.price, goods.sku);
      return;
    case 'coupon':
      return takeCoupon(code);
    case 'spend':
      if (member.value && quote.value) return takePoints(code, quote.value.pointsMaximum);
      return find(code);
    default:
      return find(code);
  }
}

async function takeCoupon(code: string) {
  findProblem.value = null;
  if (offline.value) {
    findProblem.value = new Problem(
      409,
      'device.offline',
      w('離線時不能使用優惠券。', 'Coupons cannot be used offline.'),
    );
    return;
  }
  try {
    addCoupon((await pos<CouponAnswer>('POST', '/coupons/check', { code })).coupon, { code });
  } catch (e) {
    findProblem.value = noteProblem(e);
  }
}

/** The member shows the code under 使用點數: as many points as this sale takes. */
function takePoints(code: string, most: number) {
  spendCode.value = code;
  if (points.value === 0 && most >= (rules.value?.minimumRedeem ?? 1)) points.value = most;
}
