import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('The bar on the card opens every level, the highest first, with what is missing and what it gives', async () => {
  await openApp({ session: 'member' });
  await user.click(await screen.findByRole('link', { name: /升等金卡/ }));
  expect(await screen.findByText('再消費 NT$2,300即可續等')).toBeVisible();
  expect(screen.getAllByRole('heading', { level: 2 }).map((h) => h.textContent)).toEqual([
    '鑽石卡',
    '金卡',
    '銀卡',
    '一般會員',
  ]);
  expect(screen.getByText('再消費 NT$1,250')).toBeVisible();
  expect(screen.getByText('宅配免運')).toBeVisible();
  expect(screen.getByText('目前等級')).toBeVisible();
  expect(screen.getAllByRole('progressbar')).toHaveLength(2);
});

test('Grace, and a level that is kept already, are said as such', async () => {
  const loyalty = new Loyalty();
  loyalty.tiers.keep = {
    demand: '',
    missing: null,
    progress: 100,
    validUntil: '2027-03-09T15:59:59Z',
    graceUntil: '2027-04-08T15:59:59Z',
  };
  await openApp({ session: 'member', url: '/liff/tier', loyalty });
  expect(await screen.findByText('效期已滿，2027/4/8 前仍可續等')).toBeVisible();
  expect(screen.getByText('已達續等條件，等級將延續下一期')).toBeVisible();
});

test('Without an answer the page says so and can be asked again', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/tiers', 500, { code: 'server.error' });
  await openApp({ session: 'member', url: '/liff/tier', loyalty });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前等級')).toBeVisible();
});
