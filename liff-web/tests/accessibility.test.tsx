import { cleanup, screen } from '@testing-library/preact';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { openApp, tokenOf, user } from './support/app.tsx';
import { Loyalty } from './support/loyalty.ts';

interface View {
  name: string;
  url?: string;
  session?: Loyalty['session'];
  prepare?: (loyalty: Loyalty) => void;
  reach: (loyalty: Loyalty) => Promise<unknown>;
}

const press = async (name: string | RegExp) => user.click(await screen.findByRole('button', { name }));
const pressForDialog = async (name: string | RegExp) => {
  await press(name);
  await screen.findByRole('dialog');
};

const VIEWS: View[] = [
  { name: 'card', reach: () => screen.findByText('1,280') },
  {
    name: 'card with barcode',
    reach: async () => {
      await press('條碼');
      await screen.findByRole('img', { name: /會員條碼/ });
    },
  },
  {
    name: 'card offline',
    reach: async (loyalty) => {
      await screen.findByText('1,280');
      loyalty.offline = true;
      window.dispatchEvent(new Event('offline'));
      await screen.findByText(/目前離線/);
    },
  },
  { name: 'screen for the clerk', reach: () => pressForDialog('給店員看') },
  {
    name: 'use points',
    reach: async () => {
      await press('使用點數');
      await screen.findByRole('img', { name: '點數折抵碼' });
    },
  },
  { name: 'missions', url: '/liff/missions', reach: () => screen.findByText('本月滿額任務') },
  { name: 'coupons', url: '/liff/coupons', reach: () => screen.findByText('全店飲品 85 折') },
  {
    name: 'used coupons',
    url: '/liff/coupons',
    reach: async () => {
      await screen.findByText('全店飲品 85 折');
      await press('已使用');
    },
  },
  {
    name: 'no coupons',
    url: '/liff/coupons',
    prepare: (loyalty) => {
      loyalty.coupons = [];
    },
    reach: () => screen.findByText('目前沒有可用的優惠券'),
  },
  { name: 'coupon', url: '/liff/coupons/c2', reach: () => screen.findByText('使用優惠券') },
  {
    name: 'coupon, confirmation',
    url: '/liff/coupons/c3',
    reach: () => pressForDialog('使用優惠券'),
  },
  {
    name: 'coupon, code',
    url: '/liff/coupons/c3',
    reach: async () => {
      await press('使用優惠券');
      await press('出示兌換碼');
      await screen.findByRole('img', { name: /K7Q2/ });
    },
  },
  {
    name: 'coupon, redeemed',
    url: '/liff/coupons/c3',
    reach: async (loyalty) => {
      await press('使用優惠券');
      await press('出示兌換碼');
      loyalty.redeem('c3');
      await screen.findByText('兌換完成', {}, { timeout: 4_000 });
    },
  },
  {
    name: 'history',
    url: '/liff/history',
    reach: async () => user.click(await screen.findByText('NT$265')),
  },
  {
    name: 'points by expiry',
    url: '/liff/history',
    reach: async () => {
      await press('點數效期');
      await screen.findByText('可用點數');
    },
  },
  { name: 'family', url: '/liff/family', reach: () => screen.findByText('1,480') },
  { name: 'family, invited', url: '/liff/family/tok6', reach: () => screen.findByText(/邀請您加入/) },
  { name: 'family, remove', url: '/liff/family', reach: () => pressForDialog('移除') },
  { name: 'levels', url: '/liff/tier', reach: () => screen.findByText('再消費 NT$2,300即可續等') },
  { name: 'profile', url: '/liff/profile', reach: () => screen.findByText('0912***678') },
  { name: 'profile, edit', url: '/liff/profile', reach: () => pressForDialog('編輯資料') },
  { name: 'profile, e-mail', url: '/liff/profile', reach: () => pressForDialog('填寫電子郵件') },
  { name: 'profile, terms', url: '/liff/profile', reach: () => pressForDialog(/會員條款/) },
  { name: 'profile, sign out', url: '/liff/profile', reach: () => pressForDialog('登出') },
  { name: 'join', session: 'guest', reach: () => screen.findByLabelText('手機號碼') },
  {
    name: 'join with errors',
    session: 'guest',
    reach: async () => {
      await screen.findByLabelText('手機號碼');
      await press('加入會員');
      await screen.findByText('請輸入有效的手機號碼');
    },
  },
  {
    name: 'join, code',
    session: 'guest',
    reach: async () => {
      await user.type(await screen.findByLabelText('手機號碼'), '0911222333');
      await user.type(screen.getByLabelText('姓名'), '王曉明');
      await user.click(screen.getByLabelText('我已閱讀並同意以上內容'));
      await press('加入會員');
      await screen.findByLabelText('6 位數驗證碼');
    },
  },
  {
    name: 'no network on the first visit',
    session: 'none',
    prepare: (loyalty) => {
      loyalty.offline = true;
    },
    reach: () => screen.findByText('連不上網路，請確認連線後再試一次。'),
  },
  { name: 'no such page', url: '/liff/nowhere', reach: () => screen.findByText('找不到這個頁面') },
];

/** The colours of the other scheme are on the screen. */
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

describe.each(['light', 'dark'])('%s', (scheme) => {
  test.each(VIEWS)(
    'axe finds nothing: $name',
    async ({ url = '/liff/', session = 'member', prepare, reach }) => {
      await cdp().send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ],
      });
      await painted();
      expect(matchMedia('(prefers-color-scheme: dark)').matches).toBe(scheme === 'dark');
      const loyalty = new Loyalty();
      prepare?.(loyalty);
      await openApp({ loyalty, session, url: `${url}#id_token=${tokenOf('U1')}` });
      await reach(loyalty);
      const { violations } = await axe.run(document, { resultTypes: ['violations'] });
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
      ).toEqual([]);
      cleanup();
    },
  );
});
