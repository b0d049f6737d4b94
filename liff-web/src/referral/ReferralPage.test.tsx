import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

function withProgramme(): Loyalty {
  const loyalty = new Loyalty();
  loyalty.referral = {
    ...loyalty.referral,
    enabled: true,
    link: 'https://liff.line.me/1-a/join?src=ref-abc',
    inviterGift: '美式咖啡一杯',
    friendGift: '新朋友折 50',
    minimumSpend: 200,
    friends: [
      { name: '陳○方', state: 'joined', joinedAt: '2026-03-01T02:00:00Z', dueAt: null, reason: null },
      {
        name: '林○安',
        state: 'bought',
        joinedAt: '2026-02-20T02:00:00Z',
        dueAt: '2026-03-12T16:00:00Z',
        reason: null,
      },
    ],
  };
  return loyalty;
}

test('The page shows what both get, the code to scan, and each friend with their state', async () => {
  await openApp({ session: 'member', loyalty: withProgramme(), url: '/liff/referral' });
  expect(await screen.findByText('您得到')).toBeVisible();
  expect(screen.getByText('好友首次消費需滿 NT$200')).toBeVisible();
  expect(screen.getByRole('img', { name: '請好友掃描加入' })).toHaveAttribute(
    'data-code',
    'https://liff.line.me/1-a/join?src=ref-abc',
  );
  expect(screen.getByText('已加入，等待首次消費')).toBeVisible();
  expect(screen.getByText(/^已消費，.*送出$/)).toBeVisible();
  expect(screen.getByRole('button', { name: '分享給 LINE 好友' })).toBeEnabled();
});

test('Without a programme it says so', async () => {
  await openApp({ session: 'member', url: '/liff/referral' });
  expect(await screen.findByText('目前沒有推薦活動')).toBeVisible();
});

test('The profile leads to the invitation when the brand has a programme', async () => {
  await openApp({ session: 'member', loyalty: withProgramme(), url: '/liff/profile' });
  await user.click(await screen.findByRole('button', { name: '推薦好友拿好禮' }));
  expect(await screen.findByText('您得到')).toBeVisible();
});
