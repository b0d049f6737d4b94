import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('The card at home opens the stamp card: filled circles, prizes at their places, days left', async () => {
  const loyalty = new Loyalty();
  loyalty.card = {
    ...loyalty.card,
    stamps: { name: '咖啡集點卡', nameEn: 'Coffee card', count: 6, size: 10, cards: 1 },
  };
  await openApp({ session: 'member', loyalty });
  await user.click(await screen.findByRole('link', { name: /集點卡\s*6／10/ }));
  expect(await screen.findByText('再集 4 點送「拿鐵一杯」')).toBeVisible();
  expect(screen.getByText('剩 12 天')).toBeVisible();
  expect(document.querySelectorAll('.dot-filled')).toHaveLength(6);
  expect(document.querySelectorAll('.dot')).toHaveLength(10);
  expect(screen.getByText('第 10 點，送「拿鐵一杯」')).toBeInTheDocument();
  expect(screen.getByText('指定商品 2 件，每 1 件 1 點')).toBeVisible();
  await user.click(screen.getByRole('link', { name: '查看優惠券' }));
  expect(await screen.findByRole('heading', { name: '入會禮 咖啡折抵' })).toBeVisible();
});

test('Home shows no stamp card when there is none, and the page says so', async () => {
  const loyalty = new Loyalty();
  loyalty.stamps = [];
  loyalty.force('/stamps', 500, { code: 'server.error' });
  await openApp({ session: 'member', url: '/liff/stamps', loyalty });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前沒有進行中的集點卡')).toBeVisible();
  await user.click(screen.getByRole('link', { name: '會員卡', current: false }));
  await screen.findByRole('link', { name: '點數兌換' });
  expect(screen.queryByRole('link', { name: /集點卡/ })).toBeNull();
});
