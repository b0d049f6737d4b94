import { screen, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('A draw is entered once for free and again for points, with one key for each', async () => {
  const loyalty = new Loyalty();
  loyalty.card = { ...loyalty.card, draws: 1 };
  await openApp({ session: 'member', loyalty });
  await user.click(await screen.findByRole('link', { name: '抽獎' }));
  expect(await screen.findByText(/2 天 00:00:0/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: '免費參加' }));
  expect(await screen.findByText('參加成功！祝您中獎')).toBeVisible();
  expect(screen.queryByRole('button', { name: '免費參加' })).toBeNull();
  await user.click(screen.getByRole('button', { name: '用 50 點參加一次' }));
  const dialog = within(await screen.findByRole('dialog'));
  loyalty.force('/draws/summer/enter', 500, { code: 'server.error' });
  await user.click(dialog.getByRole('button', { name: '用 50 點參加一次' }));
  expect(await dialog.findByRole('alert')).toBeVisible();
  await user.click(dialog.getByRole('button', { name: '用 50 點參加一次' }));
  expect(await screen.findByText('43')).toBeVisible();
  const [free, lost, paid] = loyalty.asked('/draws/summer/enter').map((call) => call.body);
  expect(lost).toEqual(paid);
  expect(free?.key).not.toBe(paid?.key);
  expect(paid?.points).toBe(50);
});

test('The result says what was won and shows the proof', async () => {
  const loyalty = new Loyalty();
  const [draw] = loyalty.draws.draws;
  if (!draw) throw new Error('no draw');
  loyalty.draws.draws = [
    {
      ...draw,
      state: 'drawn',
      mine: 1,
      seed: 'cd'.repeat(32),
      entriesHash: 'ef'.repeat(32),
      won: { name: '咖啡機', nameEn: 'Coffee machine', coupon: 'c1', points: 0 },
      tickets: [{ ref: 'abc', number: 7 }],
    },
    { ...draw, code: 'spring', name: '春日抽獎', state: 'drawn', mine: 2 },
  ];
  await openApp({ session: 'member', url: '/liff/draws', loyalty });
  expect(await screen.findByText('恭喜您抽中「咖啡機」')).toBeVisible();
  expect(screen.getByText('這次沒有抽中，下次再試試手氣')).toBeVisible();
  await user.click(screen.getAllByText('公平可驗證')[0] as HTMLElement);
  expect(screen.getByText('cd'.repeat(32))).toBeVisible();
  expect(screen.getByText('7 · abc')).toBeVisible();
  await user.click(screen.getByRole('link', { name: '查看優惠券' }));
  expect(await screen.findByRole('heading', { name: '入會禮 咖啡折抵' })).toBeVisible();
});

test('No draw, and no answer, are said as such', async () => {
  const loyalty = new Loyalty();
  loyalty.draws = { balance: 0, draws: [] };
  loyalty.force('/draws', 500, { code: 'server.error' });
  await openApp({ session: 'member', url: '/liff/draws', loyalty });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前沒有抽獎活動')).toBeVisible();
});
