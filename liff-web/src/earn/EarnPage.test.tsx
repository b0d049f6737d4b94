import { screen, waitFor, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';
import { checkInCode } from './check-in.ts';

test('The poster’s link checks in at once and tells the points and tomorrow’s', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/?liff.state=%2Fcheck-in%2F12-1-abc' });
  expect(await screen.findByText('打卡成功')).toBeVisible();
  expect(screen.getByText('+5 點')).toBeVisible();
  expect(screen.getByText('信義店')).toBeVisible();
  expect(screen.getByText('明天打卡可得 5 點')).toBeVisible();
  expect(loyalty.asked('/check-in').map((call) => call.body)).toEqual([{ code: '12-1-abc' }]);
});

test('A second time on the same day is told kindly', async () => {
  const loyalty = new Loyalty();
  loyalty.checkedIn = { ...loyalty.checkedIn, counted: false, already: true, points: 0 };
  await openApp({ session: 'member', loyalty, url: '/liff/check-in/12-1-abc' });
  expect(await screen.findByText('今天已經打過卡囉')).toBeVisible();
  expect(screen.queryByText('+0 點')).toBeNull();
});

test('A code that was replaced asks to scan again, and a lost network to try again', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/check-in', 422, { title: '打卡碼無效或已更換。', code: 'checkin.code_invalid' });
  await openApp({ session: 'member', loyalty, url: '/liff/check-in/12-0-old' });
  const alert = within(await screen.findByRole('alert'));
  expect(alert.getByText('打卡碼無效或已更換。')).toBeVisible();
  expect(alert.getByRole('button', { name: '重新掃描' })).toBeEnabled();
});

test('The ways to earn come from the rules; what is done says so, the check-in asks for the code', async () => {
  await openApp({ session: 'member', url: '/liff/earn' });
  expect(await screen.findByText('每實付 NT$100 得 10 點。')).toBeVisible();
  expect(screen.getByText('已完成')).toBeVisible();
  expect(screen.getByRole('button', { name: '掃描門市打卡碼' })).toBeEnabled();
});

test('Where no code is asked for, one tap checks in', async () => {
  const loyalty = new Loyalty();
  loyalty.ways = { ...loyalty.ways, checkInNeedsCode: false };
  await openApp({ session: 'member', loyalty, url: '/liff/earn' });
  await user.click(await screen.findByRole('button', { name: '立即打卡' }));
  await waitFor(() => expect(loyalty.asked('/check-in').map((call) => call.body)).toEqual([{}]));
  expect(await screen.findByText('打卡成功 +5 點')).toBeVisible();
});

test('With no rules there is an empty page, and an error can be tried again', async () => {
  const loyalty = new Loyalty();
  loyalty.ways = { ways: [], checkInNeedsCode: false };
  loyalty.force('/earn', 500);
  await openApp({ session: 'member', loyalty, url: '/liff/earn' });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前沒有集點活動')).toBeVisible();
});

test('Only this page’s own check-in links are codes', () => {
  const own = '1656000002-Aa1Bb2Cc';
  expect(checkInCode(`https://liff.line.me/${own}/check-in/12-1-a-_B`, own)).toBe('12-1-a-_B');
  expect(checkInCode('https://liff.line.me/other/check-in/12-1-ab', own)).toBeNull();
  expect(checkInCode(`https://evil.example/${own}/check-in/12-1-ab`, own)).toBeNull();
  expect(checkInCode('12345', own)).toBeNull();
});
