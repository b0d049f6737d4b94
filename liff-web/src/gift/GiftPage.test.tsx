import { screen, waitFor, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('Opening the link shows the gift and takes nothing; the button takes it into the wallet', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/?liff.state=%2Fgift%2Ftok1' });
  expect(await screen.findByText('陳○方送您一份禮物')).toBeVisible();
  expect(screen.getByText('生日快樂，請你喝咖啡！')).toBeVisible();
  expect(loyalty.asked('/gifts/tok1/claim')).toEqual([]);
  await user.click(screen.getByRole('button', { name: '收下禮物' }));
  expect(await screen.findByRole('heading', { name: '冷萃咖啡一杯' })).toBeVisible();
  expect(await screen.findByRole('button', { name: '使用優惠券' })).toBeEnabled();
});

test('A guest sees the gift, joins, and comes back to take it', async () => {
  await openApp({ session: 'guest', url: '/liff/gift/tok1#id_token=a.b.c' });
  await user.click(await screen.findByRole('button', { name: '加入會員領取' }));
  await user.type(await screen.findByLabelText(/手機號碼/), '0912345678');
  await user.type(screen.getByLabelText(/姓名/), '林好友');
  await user.click(screen.getByLabelText('我已閱讀並同意以上內容'));
  await user.click(screen.getByRole('button', { name: '加入會員' }));
  expect(await screen.findByRole('button', { name: '收下禮物' })).toBeVisible();
});

test.each([
  ['claimed', '這份禮物已經被領走了'],
  ['takenBack', '這份禮物已被收回'],
  ['lapsed', '這份禮物逾時未領取，已退回'],
] as const)('A gift that is %s says so', async (state, text) => {
  const loyalty = new Loyalty();
  const gift = loyalty.gifts.get('tok1');
  if (gift) loyalty.gifts.set('tok1', { ...gift, state });
  await openApp({ session: 'member', loyalty, url: '/liff/gift/tok1' });
  expect(await screen.findByText(text)).toBeVisible();
  expect(screen.queryByRole('button', { name: '收下禮物' })).toBeNull();
});

test('Somebody faster leaves the reason, and a wrong link says so', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/gifts/tok1/claim', 409, { title: '這份禮物已經被領走了。', code: 'gift.claimed' });
  await openApp({ session: 'member', loyalty, url: '/liff/gift/tok1' });
  await user.click(await screen.findByRole('button', { name: '收下禮物' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('這份禮物已經被領走了');
});

test('A link that leads nowhere says so', async () => {
  await openApp({ session: 'member', url: '/liff/gift/nothing' });
  expect(await screen.findByText('找不到這份禮物')).toBeVisible();
});

test('A coupon is offered, shared once more, and taken back', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/coupons/c7' });
  await user.click(await screen.findByRole('button', { name: '送給朋友' }));
  const sheet = within(await screen.findByRole('dialog'));
  await user.type(sheet.getByLabelText('想說的話（選填）'), '請你喝');
  await user.click(sheet.getByRole('button', { name: '選擇朋友' }));
  expect(await screen.findByText('轉贈中')).toBeVisible();
  expect(loyalty.asked('/coupons/c7/gift')[0]?.body).toEqual({ message: '請你喝' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.queryByRole('button', { name: '使用優惠券' })).toBeNull();
  await user.click(screen.getByRole('button', { name: '收回' }));
  expect(await screen.findByRole('button', { name: '使用優惠券' })).toBeEnabled();
});
