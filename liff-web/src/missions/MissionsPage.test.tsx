import { act, screen, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';
import { setLanguage } from '../i18n/index.ts';
import { path } from '../router.ts';

test('The card at home opens the missions: bars, days left, what they bring and what to do now', async () => {
  const loyalty = new Loyalty();
  loyalty.card = { ...loyalty.card, missions: 2 };
  await openApp({ session: 'member', loyalty });
  await user.click(await screen.findByRole('link', { name: /任務\s*2/ }));
  const bars = await screen.findAllByRole('progressbar');
  expect(bars[0]).toHaveAccessibleName('累積消費滿 NT$1,000，進度 NT$620／NT$1,000');
  expect(bars[0]).toHaveAttribute('aria-valuenow', '620');
  expect(screen.getByText('剩 9 天')).toBeVisible();
  expect(screen.getByText('達到 NT$500 送')).toBeVisible();
  expect(screen.getByText('即將送出')).toBeVisible();
  const done = screen.getByRole('heading', { name: '新手任務' }).closest('article') as HTMLElement;
  expect(within(done).getByText(/完成$/)).toBeVisible();
  expect(within(done).queryByRole('button')).toBeNull();
  expect(screen.getByText('獎勵已送完')).toBeVisible();
  expect(screen.getByText('已結束')).toBeVisible();
  expect(screen.getByRole('button', { name: '掃描門市打卡碼' })).toBeVisible();
  await user.click(screen.getByRole('link', { name: '邀請好友' }));
  expect(path.value).toBe('/referral');
});

test('English names and amounts, and the coupon it brought opens', async () => {
  const loyalty = new Loyalty();
  await openApp({ session: 'member', url: '/liff/missions', loyalty });
  await act(() => setLanguage('en'));
  expect(await screen.findByRole('heading', { name: 'First steps' })).toBeVisible();
  expect(screen.getByText('9 days left')).toBeVisible();
  expect(screen.getByText('At NT$500')).toBeVisible();
  await user.click(screen.getByRole('link', { name: 'Given' }));
  expect(path.value).toBe('/coupons/c1');
});

test('Home shows no missions when there are none, and the page says so after a failure', async () => {
  const loyalty = new Loyalty();
  loyalty.missions = [];
  loyalty.force('/missions', 500, { code: 'server.error' });
  await openApp({ session: 'member', url: '/liff/missions', loyalty });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前沒有進行中的任務')).toBeVisible();
  await user.click(screen.getByRole('link', { name: '會員卡', current: false }));
  await screen.findByRole('link', { name: '點數兌換' });
  expect(screen.queryByRole('link', { name: /任務/ })).toBeNull();
});
