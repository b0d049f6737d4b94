import { screen, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

test('The shelf says of every reward why it cannot be had yet', async () => {
  await openApp({ session: 'member' });
  await user.click(await screen.findByRole('link', { name: '點數兌換' }));
  expect(await screen.findByText('剩 8 份')).toBeVisible();
  expect(screen.getByText('還差 220 點')).toBeVisible();
  expect(screen.getAllByText('已兌換完畢')).toHaveLength(2);
  expect(screen.getByText('限金卡以上')).toBeVisible();
  await user.click(screen.getByRole('button', { name: /限量馬克杯/ }));
  expect(
    within(await screen.findByRole('dialog')).getByRole('button', { name: '已兌換完畢' }),
  ).toBeDisabled();
});

test('A reward is redeemed after a question, with one key, and its voucher is one tap away', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/rewards' });
  await user.click(await screen.findByRole('button', { name: /拿鐵一杯/ }));
  await user.click(await screen.findByRole('button', { name: '用 120 點兌換' }));
  expect(screen.getByText(/兌換後剩 1,160 點/)).toBeVisible();
  loyalty.force('/rewards/latte/redeem', 500, { code: 'server.error' });
  await user.click(screen.getByRole('button', { name: '確認兌換' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  await user.click(screen.getByRole('button', { name: '確認兌換' }));
  expect(await screen.findByText('「拿鐵一杯」已放進您的優惠券。')).toBeVisible();
  const keys = loyalty.asked('/rewards/latte/redeem').map((call) => call.body.key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  await user.click(screen.getByRole('button', { name: '查看優惠券' }));
  expect(await screen.findByRole('heading', { name: '入會禮 咖啡折抵' })).toBeVisible();
});

test('The server’s own reason is told, and the shelf is read anew', async () => {
  const loyalty = await openApp({ session: 'member', url: '/liff/rewards' });
  await user.click(await screen.findByRole('button', { name: /拿鐵一杯/ }));
  loyalty.force('/rewards/latte/redeem', 409, { title: '此商品已兌換完畢。', code: 'reward.sold_out' });
  await user.click(await screen.findByRole('button', { name: '用 120 點兌換' }));
  await user.click(screen.getByRole('button', { name: '確認兌換' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('此商品已兌換完畢');
  await user.click(screen.getByRole('button', { name: '取消' }));
  await screen.findByText('剩 8 份');
  expect(loyalty.asked('/rewards').length).toBeGreaterThan(1);
});

test('An unused redemption can be taken back while the brand allows it', async () => {
  const loyalty = new Loyalty();
  loyalty.rewards = { ...loyalty.rewards, cancelHours: 2 };
  await openApp({ session: 'member', url: '/liff/rewards', loyalty });
  await user.click(await screen.findByRole('button', { name: /拿鐵一杯/ }));
  await user.click(await screen.findByRole('button', { name: '用 120 點兌換' }));
  expect(screen.getByText(/2 小時內取消/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: '確認兌換' }));
  await user.click(await screen.findByRole('button', { name: '繼續看看' }));
  await user.click(await screen.findByRole('button', { name: '取消兌換' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: '取消兌換' }));
  expect(await screen.findByText('已取消')).toBeVisible();
  expect(screen.getByText('1,280')).toBeVisible();
});

test('Nothing on the shelf, and no answer, are said as such', async () => {
  const loyalty = new Loyalty();
  loyalty.rewards = { ...loyalty.rewards, items: [] };
  loyalty.force('/rewards', 500, { code: 'server.error' });
  await openApp({ session: 'member', url: '/liff/rewards', loyalty });
  await user.click(await screen.findByRole('button', { name: '再試一次' }));
  expect(await screen.findByText('目前沒有可兌換的商品')).toBeVisible();
});
