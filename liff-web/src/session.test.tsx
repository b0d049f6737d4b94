import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { asked, openApp, setCookie, tokenOf, user } from '../tests/support/app.tsx';
import { Loyalty } from '../tests/support/loyalty.ts';
import { standAround } from '../tests/support/phone.ts';

test('With a session the card is asked for first, and nobody is logged in again', async () => {
  const loyalty = await openApp({ session: 'member' });
  await screen.findByText('王曉明');
  expect(loyalty.asked('/card')).toHaveLength(1);
  expect(loyalty.asked('/session')).toEqual([]);
});

test('Without one the token of the first URL opens it, and its answer is the card already', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/session', 200, new Loyalty().state());
  await openApp({ loyalty, url: `/liff/#id_token=${tokenOf('U1')}` });
  expect(await screen.findByRole('heading', { name: '加入會員' })).toBeVisible();
  // Only what index.html preloads.
  expect(loyalty.asked('/card')).toHaveLength(1);
  expect(loyalty.asked('/config')).toHaveLength(1);
});

test('Without session and token the phone is asked to log in, once, keeping page and source', async () => {
  const phone = standAround();
  await openApp({ url: '/liff/coupons?src=poster-A' });
  await waitFor(() =>
    expect(phone.asked().map((said) => said.url)).toEqual([
      'https://liff.line.me/1656000002-Aa1Bb2Cc/coupons?src=poster-A',
    ]),
  );
});

test('A login that does not help ends in words and a button, not in circles', async () => {
  const phone = standAround();
  const loyalty = new Loyalty();
  sessionStorage.setItem('liff.loginTried', String(Date.now()));
  loyalty.force('/session', 401, { code: 'liff.id_token_invalid' });
  await openApp({ loyalty, url: '/liff/#id_token=bad.bad.bad' });
  expect(await screen.findByText('無法確認您的 LINE 帳號，請再試一次。')).toBeVisible();
  expect(phone.asked()).toEqual([]);
  expect(await screen.findByRole('button', { name: '使用 LINE 登入' })).toBeVisible();
});

test('A session that ended while the page was open is opened again behind the scenes', async () => {
  const loyalty = await openApp({ session: 'member', url: `/liff/#id_token=${tokenOf('U1')}` });
  await screen.findByText('王曉明');
  loyalty.force('/coupons', 401, { code: 'liff.session_required' });
  const before = loyalty.asked('/session').length;
  await user.click(screen.getByRole('link', { name: '優惠券' }));
  expect(await screen.findByText('全店飲品 85 折')).toBeVisible();
  expect(loyalty.asked('/session')).toHaveLength(before + 1);
  expect(loyalty.asked('/coupons')).toHaveLength(2);
});

test('A session that somebody else opened in the same browser is not used: this page opens its own again', async () => {
  const loyalty = await openApp({ session: 'member', url: `/liff/#id_token=${tokenOf('U1')}` });
  await screen.findByText('王曉明');
  const before = loyalty.asked('/session').length;
  setCookie('m=theirs');
  await user.click(screen.getByRole('link', { name: '優惠券' }));
  expect(await screen.findByText('全店飲品 85 折')).toBeVisible();
  expect(
    loyalty
      .asked('/session')
      .slice(before)
      .map((call) => call.body),
  ).toEqual([{ idToken: tokenOf('U1') }]);
});

test('A first visit without a network says so and offers to try again', async () => {
  const loyalty = new Loyalty();
  loyalty.offline = true;
  await openApp({ loyalty, url: `/liff/#id_token=${tokenOf('U1')}` });
  expect(await screen.findByText('連不上網路，請確認連線後再試一次。')).toBeVisible();
  loyalty.offline = false;
  await user.click(screen.getByRole('button', { name: '再試一次' }));
  expect(await screen.findByRole('heading', { name: '加入會員' })).toBeVisible();
});

test('A server in trouble is told apart from a missing network', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/card', 500, { code: 'server.error' });
  await openApp({ loyalty, session: 'member' });
  expect(await screen.findByText('系統忙線中，請稍後再試。')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('王曉明')).toBeVisible();
});

test('After signing in, the address bar is free of tokens and names the page', async () => {
  const loyalty = await openApp({ session: 'member', url: `/liff/coupons#id_token=${tokenOf('U1')}` });
  await asked(loyalty, '/coupons');
  await waitFor(() => expect(location.pathname).toBe('/liff/coupons'));
  expect(location.hash).toBe('');
});

test('Back closes an open sheet first and leaves the page where it was', async () => {
  await openApp({ session: 'member' });
  await screen.findByText('王曉明');
  await waitFor(() => expect(location.pathname).toBe('/liff/'), { timeout: 3_000 });
  await user.click(screen.getByRole('button', { name: '給店員看' }));
  await screen.findByRole('dialog');
  history.back();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByText('王曉明')).toBeVisible();
  expect(location.pathname).toBe('/liff/');
});
