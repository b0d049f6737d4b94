import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckedCoupon, Member } from '../src/till/api';
import { CouponDesk } from '../src/till/CouponDesk';
import { member, session, store } from '../src/till/state';
import { WalletDialog } from '../src/till/WalletDialog';

const real = window.fetch;
let asked: { path: string; key: string | null; body: Record<string, unknown> }[] = [];
let answers: ((path: string) => Response | undefined)[] = [];

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

const coupon = (ref: string, title: string, more: Partial<CheckedCoupon> = {}): CheckedCoupon => ({
  ref,
  title,
  kind: 'product',
  value: 0,
  maximumDiscount: null,
  minimumSpend: 0,
  productSku: null,
  validUntil: '2027-01-01T00:00:00Z',
  uses: 1,
  usesLeft: 1,
  holdsMoney: false,
  state: 'usable',
  redeemedAt: null,
  storeName: null,
  reservedUntil: null,
  rules: [],
  paid: false,
  ...more,
});

/** The next answer of a call whose path ends so; each is given once. */
const answer = (path: string, response: () => Response) => {
  let given = false;
  answers.push((called) => {
    if (given || !called.endsWith(path)) return undefined;
    given = true;
    return response();
  });
};
const calls = (path: string) => asked.filter((a) => a.path.endsWith(path));

beforeEach(() => {
  asked = [];
  answers = [];
  session.value = { key: 'pos_test' } as never;
  store.value = { code: 'TPE1', name: '信義店' } as never;
  window.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const path = new URL(String(input), location.href).pathname;
    asked.push({
      path,
      key: new Headers(init?.headers).get('Idempotency-Key'),
      body: JSON.parse(String(init?.body ?? '{}')),
    });
    for (const give of answers) {
      const given = give(path);
      if (given) return given;
    }
    throw new TypeError('not expected');
  }) as typeof fetch;
});
afterEach(() => {
  cleanup();
  window.fetch = real;
  member.value = null;
});

test('a refused coupon is asked anew when pressed again, a lost answer is the same redemption', async () => {
  const one = coupon('r1', '生日飲料');
  answer('/coupons/check', () => json({ coupon: one, member: { name: '王*明' } }));
  answer('/coupons/redeem', () => json({ code: 'coupon.wrong_time', title: '不適用於目前的時段' }, 422));
  answer('/coupons/redeem', () => json({ title: '忙碌' }, 503));
  answer('/coupons/redeem', () =>
    json({
      coupon: { ...one, state: 'redeemed', redeemedAt: '2026-03-10T06:00:00Z' },
      member: { name: '王*明' },
    }),
  );
  render(<CouponDesk />);
  await userEvent.type(screen.getByLabelText('優惠券條碼或代碼'), 'AAAA-BBBB{enter}');
  const redeem = async () => userEvent.click(await screen.findByRole('button', { name: '確認核銷' }));
  await redeem();
  await screen.findByText('不適用於目前的時段');
  await redeem();
  await screen.findByText('忙碌');
  await redeem();
  await screen.findByText(/已核銷/);
  const keys = calls('/coupons/redeem').map((c) => c.key);
  expect(keys).toHaveLength(3);
  expect(keys[1]).not.toBe(keys[0]);
  expect(keys[2]).toBe(keys[1]);
});

test('the coupons of a bundle are in the wallet as soon as its word is claimed', async () => {
  member.value = { ref: 'm1', name: '王*明', coupons: [] } as unknown as Member;
  const parts = [coupon('p1', '拿鐵一杯'), coupon('p2', '可頌一個')];
  answer('/coupons/claim', () => json({ coupon: parts[0], coupons: parts, member: { name: '王*明' } }));
  render(<WalletDialog onClose={() => {}} />);
  await userEvent.type(screen.getByLabelText(/領取優惠碼/), 'GIFTBOX{enter}');
  await waitFor(() => expect(member.value?.coupons.map((c) => c.ref)).toEqual(['p1', 'p2']));
  expect(screen.getByText('已領取 2 張優惠券')).toBeTruthy();
  expect(screen.getByText('拿鐵一杯')).toBeTruthy();
  expect(screen.getByText('可頌一個')).toBeTruthy();
});
