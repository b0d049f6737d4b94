import { screen, waitFor, within } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { asked, openApp, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

async function openCoupon(title: string, loyalty = new Loyalty()): Promise<Loyalty> {
  await openApp({ session: 'member', loyalty, url: '/liff/coupons' });
  await user.click(await screen.findByText(title));
  await screen.findByRole('heading', { name: title });
  return loyalty;
}

async function showCode(): Promise<void> {
  await user.click(await screen.findByRole('button', { name: '使用優惠券' }));
  await user.click(await screen.findByRole('button', { name: '出示兌換碼' }));
}

test('The list shows what can be used now, then what was used, then what has expired', async () => {
  await openApp({ session: 'member', url: '/liff/coupons' });
  expect(await screen.findByText('入會禮 咖啡折抵')).toBeVisible();
  expect(screen.getByText('消費滿 NT$150 可用')).toBeVisible();
  expect(screen.getByText('85 折')).toBeVisible();
  expect(screen.getByText('剩 3 天')).toBeVisible();
  expect(screen.queryByText('夏日冷萃 買一送一')).toBeNull();
  await user.click(screen.getByRole('button', { name: '已使用' }));
  expect(screen.getByText('夏日冷萃 買一送一')).toBeVisible();
  expect(screen.getByText(/於信義店使用/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: '已過期' }));
  expect(screen.getByText('週年慶折價券')).toBeVisible();
});

test('An empty wallet says what will come', async () => {
  const loyalty = new Loyalty();
  loyalty.coupons = [];
  await openApp({ session: 'member', loyalty, url: '/liff/coupons' });
  expect(await screen.findByText('目前沒有可用的優惠券')).toBeVisible();
});

test('A link from a message opens its coupon', async () => {
  await openApp({ session: 'member', url: '/liff/?liff.state=%2Fcoupons%2Fc2' });
  expect(await screen.findByRole('heading', { name: '生日禮 手工蛋糕一份' })).toBeVisible();
});

test('A coupon that does not exist says so and leads back', async () => {
  await openApp({ session: 'member', url: '/liff/coupons/nothing' });
  expect(await screen.findByText('找不到這張優惠券')).toBeVisible();
  await user.click(screen.getByRole('link', { name: '優惠券', current: false }));
  expect(await screen.findByText('入會禮 咖啡折抵')).toBeVisible();
});

test('Looking at a coupon asks the server for no code: only the confirmation does', async () => {
  const loyalty = await openCoupon('全店飲品 85 折');
  await user.click(await screen.findByRole('button', { name: '使用優惠券' }));
  expect(await screen.findByText(/店員掃描後這張券就用掉了/)).toBeVisible();
  expect(loyalty.asked('/coupons/c3/code')).toEqual([]);
  await user.click(screen.getByRole('button', { name: '取消' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(loyalty.asked('/coupons/c3/code')).toEqual([]);
});

test('Two people redeem it: the code with its owner, then what the server recorded, with time and store', async () => {
  const loyalty = await openCoupon('全店飲品 85 折');
  await showCode();
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('img', { name: '優惠券兌換碼 K7Q2-9M4X-RT6B-W3HJ-5' })).toBeVisible();
  expect(dialog.getByText('K7Q2-9M4X-RT6B-W3HJ-5')).toBeVisible();
  expect(dialog.getByText('王曉明')).toBeVisible();
  expect(dialog.getByText(/^\d\d:\d\d:\d\d$/)).toBeVisible();
  expect(dialog.getByText(/^剩 (59|60) 秒$/)).toBeVisible();

  loyalty.redeem('c3');
  expect(await dialog.findByText('已使用', {}, { timeout: 5_000 })).toBeVisible();
  expect(dialog.getByText(/^\d+\/\d+ \d\d:\d\d 於信義店使用$/)).toBeVisible();
  expect(dialog.queryByRole('img', { name: /兌換碼/ })).toBeNull();

  const cardAsked = loyalty.asked('/card').length;
  await user.click(dialog.getAllByRole('button', { name: '關閉' })[1] as HTMLElement);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByText('已使用')).toBeVisible();
  expect(screen.queryByRole('button', { name: '使用優惠券' })).toBeNull();
  // The card's count of coupons is asked for anew.
  await asked(loyalty, '/card', cardAsked + 1);
});

test('A coupon somebody already redeemed shows when and where instead of a code', async () => {
  const loyalty = await openCoupon('全店飲品 85 折');
  await user.click(await screen.findByRole('button', { name: '使用優惠券' }));
  loyalty.redeem('c3');
  await user.click(await screen.findByRole('button', { name: '出示兌換碼' }));
  expect(await screen.findByText(/這張優惠券已在 .+ 使用過。/)).toBeVisible();
  expect(screen.getByText(/於信義店使用/)).toBeVisible();
});

test('After a minute the code is gone; a new one comes by hand', async () => {
  const loyalty = new Loyalty();
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  await openCoupon('全店飲品 85 折', loyalty);
  loyalty.force('/coupons/c3/code', 200, { from: at(-58_000), to: at(1_500), code: '3.x', display: 'AAAA' });
  await showCode();
  expect(await screen.findByText('這組碼已失效', {}, { timeout: 5_000 })).toBeVisible();
  expect(screen.queryByRole('img', { name: /兌換碼/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: '重新產生' }));
  expect(await screen.findByRole('img', { name: /K7Q2/ })).toBeVisible();
});

test('Without a network there is no code, and the coupon is not lost', async () => {
  const loyalty = await openCoupon('全店飲品 85 折');
  await user.click(await screen.findByRole('button', { name: '使用優惠券' }));
  loyalty.offline = true;
  await user.click(await screen.findByRole('button', { name: '出示兌換碼' }));
  expect(await screen.findByText('兌換優惠券需要連上網路。')).toBeVisible();
  loyalty.offline = false;
  await user.click(screen.getByRole('button', { name: '出示兌換碼' }));
  expect(await screen.findByRole('img', { name: /K7Q2/ })).toBeVisible();
});

test('A coupon whose time has not come cannot be used yet', async () => {
  const loyalty = new Loyalty();
  loyalty.change('c3', { validFrom: '2099-01-01T00:00:00Z', validUntil: '2099-02-01T00:00:00Z' });
  await openCoupon('全店飲品 85 折', loyalty);
  expect(screen.getByRole('button', { name: '2099/1/1 起可用' })).toBeDisabled();
});

test('A word typed in becomes a coupon, and a wrong one says why', async () => {
  await openApp({ session: 'member', url: '/liff/coupons' });
  await user.click(await screen.findByRole('button', { name: '輸入優惠代碼' }));
  const sheet = within(await screen.findByRole('dialog'));
  await user.click(sheet.getByRole('button', { name: '領取' }));
  expect(await sheet.findByRole('alert')).toHaveTextContent('請輸入代碼');
  await user.type(sheet.getByLabelText('優惠代碼或序號'), 'winter');
  await user.click(sheet.getByRole('button', { name: '領取' }));
  await waitFor(() => expect(sheet.getByRole('alert')).toHaveTextContent('查無此優惠代碼'));
  await user.clear(sheet.getByLabelText('優惠代碼或序號'));
  await user.type(sheet.getByLabelText('優惠代碼或序號'), 'summer50');
  await user.click(sheet.getByRole('button', { name: '領取' }));
  expect(await screen.findByText('已領取「夏日限定 折 50」')).toBeVisible();
  expect(await screen.findByText('夏日限定 折 50')).toBeVisible();
});

test('Kept goods show what is left, where they were used, and their guarantee', async () => {
  await openApp({ session: 'member', url: '/liff/coupons' });
  expect(await screen.findByText('剩 7／10 份')).toBeVisible();
  await user.click(screen.getByText('寄杯 拿鐵十杯'));
  expect(await screen.findByRole('progressbar', { name: '剩 7／10 份' })).toHaveValue(7);
  expect(screen.getByText('付費券，沒有使用期限。')).toBeVisible();
  expect(screen.getByText(/台大店/)).toBeVisible();
  expect(screen.getByText(/晨光銀行（信託專戶）/)).toBeVisible();
});

test('One use of several is shown as used, with what is left', async () => {
  const loyalty = await openCoupon('寄杯 拿鐵十杯');
  await showCode();
  const dialog = within(await screen.findByRole('dialog'));
  await dialog.findByRole('img', { name: /兌換碼/ });
  loyalty.change('c6', { usesLeft: 6, redeemedAt: new Date().toISOString(), storeName: '信義店' });
  expect(await dialog.findByText('剩 6／10 份', {}, { timeout: 5_000 })).toBeVisible();
  expect(dialog.getByText(/於信義店使用$/)).toBeVisible();
});

test('The wallet is narrowed to what ends soon or to what is kept, and the last day runs down', async () => {
  await openApp({ session: 'member', url: '/liff/coupons' });
  expect(await screen.findByText(/^剩 (19:59:\d\d|20:00:00)$/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: '寄杯與多次券' }));
  expect(screen.getByText('寄杯 拿鐵十杯')).toBeVisible();
  expect(screen.queryByText('全店飲品 85 折')).toBeNull();
  await user.click(screen.getByRole('button', { name: '快到期' }));
  expect(screen.getByText('好友分享 買一送一')).toBeVisible();
  expect(screen.queryByText('寄杯 拿鐵十杯')).toBeNull();
});
