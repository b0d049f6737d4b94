import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('Points are offered by a link under one key, shown as waiting, and taken back', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/give-points' });
  const amount = await screen.findByLabelText('要送幾點？');
  await user.clear(amount);
  await user.type(amount, '60');
  await user.type(screen.getByLabelText('想說的話（選填）'), '請你喝');
  await user.click(screen.getByRole('button', { name: '選擇朋友' }));
  expect(await screen.findByText(/等待領取/)).toBeVisible();
  const [call] = loyalty.asked('/points/gifts/link');
  expect(call?.body).toMatchObject({ points: 60, message: '請你喝' });
  expect(String(call?.body.key)).toMatch(/^[0-9a-f-]{36}$/);
  await user.click(screen.getByRole('button', { name: '收回' }));
  expect(await screen.findByText('已收回')).toBeVisible();
});

test('More than may go, or nonsense, is refused beside the field and nothing is asked', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/give-points' });
  const amount = await screen.findByLabelText('要送幾點？');
  for (const wrong of ['441', '9', '1.5', 'abc']) {
    await user.clear(amount);
    await user.type(amount, wrong);
    await user.click(screen.getByRole('button', { name: '選擇朋友' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('請輸入 10–440 之間的整數');
  }
  expect(loyalty.asked('/points/gifts/link')).toEqual([]);
});

test('By card number the points arrive at once', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/give-points' });
  await user.click(await screen.findByRole('button', { name: '輸入卡號' }));
  await user.type(screen.getByLabelText('朋友的會員卡號（16 碼）'), '1234 5678 9012 3456');
  await user.click(screen.getByRole('button', { name: '送出點數' }));
  await waitFor(() =>
    expect(loyalty.asked('/points/gifts').filter((call) => call.method === 'POST')[0]?.body).toMatchObject({
      cardNumber: '1234567890123456',
      points: 10,
    }),
  );
  expect(await screen.findByText('已送 10 點給林○麗')).toBeVisible();
});

test('Where the brand does not allow it the page says so', async () => {
  const loyalty = new Loyalty();
  loyalty.pointsGifts = { ...loyalty.pointsGifts, on: false };
  await openApp({ session: 'member', loyalty, url: '/liff/give-points' });
  expect(await screen.findByText('目前未開放轉贈點數')).toBeVisible();
});

test('Opening the link shows the points and takes nothing; the button takes them', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/?liff.state=%2Fpoints-gift%2Ftok5' });
  expect(await screen.findByText('陳○方送您點數')).toBeVisible();
  expect(screen.getByText('+60 點')).toBeVisible();
  expect(loyalty.asked('/points-gifts/tok5/claim')).toEqual([]);
  await user.click(screen.getByRole('button', { name: '收下點數' }));
  expect(await screen.findByText('您已收下這份點數')).toBeVisible();
});

test('A guest sees the points, joins, and comes back to take them', async () => {
  await openApp({ session: 'guest', url: '/liff/points-gift/tok5#id_token=a.b.c' });
  await user.click(await screen.findByRole('button', { name: '加入會員領取' }));
  await user.type(await screen.findByLabelText(/手機號碼/), '0912345678');
  await user.type(screen.getByLabelText(/姓名/), '林好友');
  await user.click(screen.getByLabelText('我已閱讀並同意以上內容'));
  await user.click(screen.getByRole('button', { name: '加入會員' }));
  expect(await screen.findByRole('button', { name: '收下點數' })).toBeVisible();
});

test.each([
  ['claimed', '這份點數已經被領走了'],
  ['takenBack', '這份點數已被收回'],
  ['lapsed', '這份點數逾時未領取，已退回'],
] as const)('Points that are %s say so', async (state, text) => {
  const loyalty = new Loyalty();
  loyalty.pointsGift = { ...loyalty.pointsGift, state };
  await openApp({ session: 'member', loyalty, url: '/liff/points-gift/tok5' });
  expect(await screen.findByText(text)).toBeVisible();
  expect(screen.queryByRole('button', { name: '收下點數' })).toBeNull();
});

test('The way to give starts beside the points, where the brand allows it', async () => {
  await openApp({ session: 'member', url: '/liff/history' });
  await user.click(await screen.findByRole('button', { name: '點數效期' }));
  await user.click(await screen.findByRole('link', { name: '轉贈點數給朋友' }));
  expect(await screen.findByRole('heading', { name: '轉贈點數' })).toBeVisible();
});

test('What the chat tells is chosen in the profile', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/profile' });
  expect(await screen.findByText('目前為：只通知等級變動')).toBeVisible();
  await user.click(screen.getByRole('radio', { name: /每次通知/ }));
  await waitFor(() => expect(screen.getByRole('radio', { name: /每次通知/ })).toBeChecked());
  expect(loyalty.asked('/profile').at(-1)?.body).toEqual({ announcements: 'every' });
});

test('A message’s link opens its entry of the history, with the reasons', async () => {
  const loyalty = new Loyalty();
  const [first] = loyalty.history;
  if (!first) throw new Error('The history is empty.');
  loyalty.history = [
    {
      ...first,
      lines: [{ name: '拿鐵', quantity: 1, amount: 120 }],
      earned: [
        { rule: 'base', name: '基本集點', points: 10, why: '實付 NT$120，每滿 NT$100 得 10 點，共 1 次' },
      ],
    },
  ];
  await openApp({ session: 'member', loyalty, url: `/liff/history/${first.id}` });
  expect(await screen.findByText(/每滿 NT\$100 得 10 點/)).toBeVisible();
});
