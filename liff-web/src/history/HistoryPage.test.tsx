import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('Purchases open to their lines, and points say where they went', async () => {
  await openApp({ session: 'member', url: '/liff/history' });
  const purchase = await screen.findByText('NT$265');
  expect(screen.getAllByText('+20 點')[0]).toBeVisible();
  expect(screen.getAllByText('−100 點')[0]).toBeVisible();
  expect(screen.getByText('−NT$120')).toBeVisible();
  await user.click(purchase);
  expect(screen.getAllByText('拿鐵（大） × 1')[0]).toBeVisible();
  expect(screen.getAllByText('NT$145')[0]).toBeVisible();
});

test('Older entries come when asked for, and then there is no more to ask', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/history' });
  await screen.findByText('NT$265');
  const before = screen.getAllByRole('listitem').length;
  await user.click(screen.getByRole('button', { name: '載入更多' }));
  await screen.findByText('NT$395');
  expect(screen.getAllByRole('listitem').length).toBeGreaterThan(before);
  expect(loyalty.asked('/history')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: '載入更多' })).toBeNull();
});

test('A page that does not come keeps what is there and can be asked for again', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/history' });
  await screen.findByText('NT$265');
  loyalty.force('/history', 500, { code: 'server.error' });
  await user.click(screen.getByRole('button', { name: '載入更多' }));
  expect(await screen.findByText('系統忙線中，請稍後再試。')).toBeVisible();
  expect(screen.getByText('NT$265')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '載入更多' }));
  expect(await screen.findByText('NT$395')).toBeVisible();
});

test('Lots of points are listed with what is left of them and when they expire', async () => {
  await openApp({ session: 'member', url: '/liff/history' });
  await user.click(await screen.findByRole('button', { name: '點數效期' }));
  expect(await screen.findByText('1,280')).toBeVisible();
  expect(screen.getByText('300 點')).toBeVisible();
  expect(screen.getByText('已用 120 點')).toBeVisible();
  expect(screen.getAllByText(/到期$/)).toHaveLength(3);
});

test('A new member reads what will appear here', async () => {
  const loyalty = new Loyalty();
  loyalty.history = [];
  await openApp({ session: 'member', loyalty, url: '/liff/history' });
  expect(await screen.findByText('還沒有紀錄')).toBeVisible();
});
