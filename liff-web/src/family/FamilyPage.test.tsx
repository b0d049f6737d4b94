import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('From the points one tap leads to the family, who is in it and what all can use', async () => {
  await openApp({ session: 'member', url: '/liff/history' });
  await user.click(await screen.findByRole('button', { name: '點數效期' }));
  await user.click(await screen.findByRole('link', { name: /家庭共享/ }));
  expect(await screen.findByText('1,480')).toBeVisible();
  expect(screen.getByText('王○妹')).toBeVisible();
  expect(screen.getByRole('heading', { name: '家人（2／4）' })).toBeVisible();
});

test('An invitation is made, waits, and can be taken back', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/family' });
  await user.click(await screen.findByRole('button', { name: '邀請家人' }));
  expect(await screen.findByText(/等待加入/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: '取消邀請' }));
  expect(await screen.findByRole('button', { name: '邀請家人' })).toBeVisible();
  expect(screen.queryByText(/等待加入/)).toBeNull();
  expect(loyalty.asked('/family/invites')).toHaveLength(1);
});

test('Sending somebody away and ending the family are asked about first', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/family' });
  await user.click(await screen.findByRole('button', { name: '移除' }));
  expect(await screen.findByRole('dialog', { name: '移除王○妹？' })).toBeVisible();
  expect(loyalty.asked('/family/people/f2/end')).toEqual([]);
  await user.click(screen.getAllByRole('button', { name: '移除' }).at(-1) as HTMLElement);
  expect(await screen.findByRole('heading', { name: '家人（1／4）' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: '結束家庭共享' }));
  await screen.findByRole('dialog', { name: '結束家庭共享？' });
  await user.click(screen.getAllByRole('button', { name: '結束家庭共享' }).at(-1) as HTMLElement);
  expect(await screen.findByText(/起可再加入家庭/)).toBeVisible();
});

test('Whoever is invited reads what joining means, and joins with the button only', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/?liff.state=%2Ffamily%2Ftok6' });
  expect(await screen.findByText('王○明邀請您加入家庭共享')).toBeVisible();
  expect(screen.getByText(/家人可以使用您的點數/)).toBeVisible();
  expect(loyalty.asked('/family-invites/tok6/join')).toEqual([]);
  await user.click(screen.getByRole('button', { name: '加入家庭共享' }));
  expect(await screen.findByText('您已在這個家庭共享中')).toBeVisible();
});

test('A guest is led to joining first, and used up or full invitations say so', async () => {
  await openApp({ session: 'guest', url: '/liff/family/tok6#id_token=a.b.c' });
  expect(await screen.findByRole('button', { name: '加入會員後繼續' })).toBeVisible();
});

test.each([
  ['over', '這份邀請已被使用或已失效'],
  ['full', '這個家庭共享的人數已滿'],
] as const)('An invitation that is %s says so', async (state, text) => {
  const loyalty = new Loyalty();
  loyalty.familyInvite = { ...loyalty.familyInvite, state };
  await openApp({ session: 'member', loyalty, url: '/liff/family/tok6' });
  expect(await screen.findByText(text)).toBeVisible();
});

test('Where the brand does not allow it the page says so', async () => {
  const loyalty = new Loyalty();
  loyalty.family = { ...loyalty.family, on: false, people: [] };
  await openApp({ session: 'member', loyalty, url: '/liff/family' });
  expect(await screen.findByText('目前未開放家庭共享')).toBeVisible();
});
