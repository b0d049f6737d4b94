import { screen, waitFor, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { asked, openApp, tokenOf, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';
import type { MemberState } from '../api/types.ts';
import { byFour } from '../format.ts';

const qr = () => screen.findByRole('img', { name: /會員 QR 碼/ });
const pattern = async () => (await qr()).querySelector('path')?.getAttribute('d');

function keptAgo(minutes: number): MemberState {
  const past = new Loyalty();
  past.session = 'member';
  past.ahead = -minutes * 60_000;
  past.card = { ...past.card, points: { ...past.card.points, balance: 999 } };
  return past.state() as MemberState;
}

test('The card shows who, which tier, how many points, and what expires when', async () => {
  await openApp({ session: 'member' });
  expect(await screen.findByText('王曉明')).toBeVisible();
  expect(screen.getByText('銀卡')).toBeVisible();
  expect(screen.getByText('1,280')).toBeVisible();
  expect(screen.getByText('再消費 NT$1,250 升等金卡')).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '87');
  expect(screen.getByText('300 點')).toBeVisible();
  expect(screen.getByText(/^(\d+\/)?\d+\/\d+ 到期$/)).toBeVisible();
  expect(screen.getByText('3 張')).toBeVisible();
});

test('The code is at least 240 pixels wide, on white, and above the fold', async () => {
  await openApp({ session: 'member' });
  const box = (await qr()).getBoundingClientRect();
  expect(box.width).toBeGreaterThanOrEqual(240);
  expect(box.bottom).toBeLessThan(700);
  expect(getComputedStyle(await qr()).backgroundColor).toBe('rgb(255, 255, 255)');
});

test('A new code takes the place of the old one when its half minute is over, without asking the server', async () => {
  const loyalty = new Loyalty();
  const step = 30_000;
  // One and a half seconds before the next half minute.
  loyalty.ahead = step - 1_500 - (Date.now() % step);
  await openApp({ session: 'member', loyalty });
  const before = await pattern();
  const requests = loyalty.calls.length;
  loyalty.offline = true;
  await waitFor(async () => expect(await pattern()).not.toBe(before), { timeout: 5_000 });
  expect(loyalty.asked('/card')).toHaveLength(1);
  expect(loyalty.calls.length).toBe(requests);
});

test('The code follows the clock of the server, not that of the phone', async () => {
  const loyalty = new Loyalty();
  // The phone is seven minutes behind.
  loyalty.ahead = 7 * 60_000;
  await openApp({ session: 'member', loyalty });
  await user.click(await screen.findByRole('button', { name: '條碼' }));
  const shown = (await screen.findByRole('img', { name: /會員條碼/ })).getAttribute('aria-label') ?? '';
  await user.click(screen.getByRole('button', { name: 'QR 碼' }));
  const accepted = loyalty
    .codes()
    .slice(0, 2)
    .map((code) => byFour(code.barcode ?? ''));
  expect(accepted.some((digits) => shown.includes(digits))).toBe(true);
});

test('The barcode sits in the same place as the QR code, and the choice is remembered', async () => {
  await openApp({ session: 'member' });
  const plate = (await qr()).closest('.plate');
  const height = plate?.getBoundingClientRect().height;
  await user.click(screen.getByRole('button', { name: '條碼' }));
  expect(await screen.findByRole('img', { name: /會員條碼/ })).toBeVisible();
  expect(plate?.getBoundingClientRect().height).toBe(height);
  expect(localStorage.getItem('liff.codeKind')).toBe('barcode');
  await user.click(screen.getByRole('button', { name: 'QR 碼' }));
});

test('The card of the last visit is there before any answer, marked with its time', async () => {
  const loyalty = new Loyalty();
  loyalty.offline = true;
  await openApp({ session: 'member', loyalty, kept: keptAgo(3) });
  expect(await screen.findByText('999')).toBeVisible();
  expect(await screen.findByText(/目前離線，顯示的是 .+ 的資料/)).toBeVisible();
  // Seven of its ten minutes are left: the code still rotates.
  expect(screen.queryByText('離線：僅供識別會員')).toBeNull();
  expect(await screen.findByRole('img', { name: /秒後更新/ })).toBeVisible();
});

test('Old data gives way to the answer', async () => {
  await openApp({ session: 'member', kept: keptAgo(3) });
  expect(await screen.findByText('1,280')).toBeVisible();
  expect(screen.queryByText('999')).toBeNull();
  expect(await screen.findByText(/更新$/)).toBeVisible();
});

test('After ten minutes offline the card number is shown, labelled as good for recognising only', async () => {
  const loyalty = new Loyalty();
  loyalty.offline = true;
  await openApp({ session: 'member', loyalty, kept: keptAgo(11) });
  expect(await screen.findByText('離線：僅供識別會員')).toBeVisible();
  expect(screen.getByText('6543 2109 8765 4321')).toBeVisible();
  expect(screen.queryByRole('img', { name: /秒後更新/ })).toBeNull();
});

test('Coming back to the network brings the card up to date', async () => {
  const loyalty = new Loyalty();
  loyalty.offline = true;
  await openApp({ session: 'member', loyalty, kept: keptAgo(11) });
  await screen.findByText(/目前離線/);
  loyalty.offline = false;
  window.dispatchEvent(new Event('online'));
  expect(await screen.findByText('1,280')).toBeVisible();
  expect(screen.queryByText(/目前離線/)).toBeNull();
});

test('The card of somebody else on this phone is never shown', async () => {
  const loyalty = new Loyalty();
  loyalty.session = 'member';
  loyalty.card = { ...loyalty.card, name: '林小美' };
  await openApp({
    loyalty,
    session: 'member',
    kept: keptAgo(3),
    subject: 'U-ming',
    url: `/liff/#id_token=${tokenOf('U-mei')}`,
  });
  expect(await screen.findByText('林小美')).toBeVisible();
  expect(screen.queryByText('999')).toBeNull();
  expect(loyalty.asked('/session')[0]?.body.idToken).toBe(tokenOf('U-mei'));
});

test('The whole screen for the clerk shows both codes, the number and a running clock', async () => {
  await openApp({ session: 'member' });
  await user.click(await screen.findByRole('button', { name: '給店員看' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('img', { name: /會員條碼/ })).toBeVisible();
  expect((await dialog.findByRole('img', { name: /QR/ })).getBoundingClientRect().width).toBeGreaterThan(300);
  expect(dialog.getByText('6543 2109 8765 4321')).toBeVisible();
  const clock = dialog.getByText(/^\d\d:\d\d:\d\d$/).textContent;
  await waitFor(() => expect(dialog.getByText(/^\d\d:\d\d:\d\d$/).textContent).not.toBe(clock), {
    timeout: 3_000,
  });
  // A key of the real keyboard: the dialog itself answers it.
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('The card says within seconds what the till has booked', async () => {
  const loyalty = await openApp({ session: 'member' });
  await screen.findByText('1,280');
  loyalty.card = { ...loyalty.card, points: { ...loyalty.card.points, balance: 1301 } };
  expect(await screen.findByText('＋21 點入帳，現有 1,301 點', {}, { timeout: 6_000 })).toBeVisible();
  const cards = loyalty.asked('/card').length;
  loyalty.card = { ...loyalty.card, points: { ...loyalty.card.points, balance: 1201 } };
  expect(await screen.findByText('−100 點，現有 1,201 點', {}, { timeout: 6_000 })).toBeVisible();
  // Between changes only the small question is asked.
  expect(loyalty.asked('/card')).toHaveLength(cards + 1);
  await waitFor(() => expect(loyalty.asked('/card/version').length).toBeGreaterThan(2), { timeout: 8_000 });
  expect(loyalty.asked('/card')).toHaveLength(cards + 1);
});

test('What happened before the page was opened is shown without a word', async () => {
  await openApp({ session: 'member', kept: keptAgo(3) });
  await screen.findByText('1,280');
  await new Promise((later) => setTimeout(later, 300));
  expect(screen.queryByText(/281/)).toBeNull();
});

test('Using points asks for one code, and says when the till has taken them', async () => {
  const loyalty = await openApp({ session: 'member' });
  await user.click(await screen.findByRole('button', { name: '使用點數' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('img', { name: '點數折抵碼' })).toBeVisible();
  expect(dialog.getByText(/^剩 (59|60) 秒$/)).toBeVisible();
  expect(loyalty.asked('/codes').map((call) => call.body)).toEqual([{ purpose: 'spend' }]);
  loyalty.card = { ...loyalty.card, points: { ...loyalty.card.points, balance: 1180 } };
  expect(await dialog.findByText('點數已更新：1,280 → 1,180 點', {}, { timeout: 6_000 })).toBeVisible();
});

test('A code for points that has run out is gone, and a new one comes only by hand', async () => {
  const loyalty = new Loyalty();
  const past = (ms: number) => new Date(Date.now() + ms).toISOString();
  loyalty.force('/codes', 200, { from: past(-59_000), to: past(1_200), code: '2.x' });
  await openApp({ session: 'member', loyalty });
  await user.click(await screen.findByRole('button', { name: '使用點數' }));
  expect(await screen.findByText('這組碼已失效', {}, { timeout: 4_000 })).toBeVisible();
  expect(screen.queryByRole('img', { name: '點數折抵碼' })).toBeNull();
  await user.click(screen.getByRole('button', { name: '重新產生' }));
  expect(await screen.findByRole('img', { name: '點數折抵碼' })).toBeVisible();
  expect(loyalty.asked('/codes')).toHaveLength(2);
});

test('Without points there is nothing to use', async () => {
  const loyalty = new Loyalty();
  loyalty.card = { ...loyalty.card, points: { balance: 0, pending: 20, expiringNext: null } };
  await openApp({ session: 'member', loyalty });
  expect(await screen.findByRole('button', { name: '使用點數' })).toBeDisabled();
  expect(screen.getByText('近期沒有點數到期')).toBeVisible();
  expect(screen.getByText('另有 20 點待入帳')).toBeVisible();
});

test('The other pages are loaded ahead, so that they open without a network', async () => {
  const loyalty = await openApp({ session: 'member' });
  await asked(loyalty, '/card');
  await new Promise((later) => setTimeout(later, 800));
  loyalty.offline = true;
  await user.click(screen.getByRole('link', { name: '優惠券' }));
  expect(await screen.findByText('連不上網路，請確認連線後再試一次。')).toBeVisible();
  loyalty.offline = false;
  await user.click(screen.getByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('全店飲品 85 折')).toBeVisible();
});
