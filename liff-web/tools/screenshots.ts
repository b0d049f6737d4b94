// Pictures of every view, light and dark, of the built page on the development API: npm run build && npm run screenshots -- DIR
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { preview } from 'vite';

const out = process.argv[2] ?? 'artifacts/liff';
const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(out, { recursive: true });

const { styleHashes } = JSON.parse(
  readFileSync(new URL('../../src/LineLoyalty.Server/wwwroot/liff/csp.json', import.meta.url), 'utf8'),
) as { styleHashes: string[] };
const csp = `default-src 'self'; script-src 'self'; style-src 'self' ${styleHashes.map((hash) => `'${hash}'`).join(' ')}; img-src 'self' data:; object-src 'none'; base-uri 'none'`;
const server = await preview({
  root,
  preview: { port: 0, host: '127.0.0.1', headers: { 'content-security-policy': csp } },
  logLevel: 'error',
});
const base = server.resolvedUrls?.local[0]?.replace(/\/liff\/$/, '') ?? '';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--lang=zh-TW'],
});

type Step = [name: string, go: (page: Page) => Promise<unknown>];
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tab = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

const guest: Step[] = [
  ['join', (page) => page.goto(`${base}/liff/join?src=poster-A`)],
  ['join-errors', (page) => button(page, '加入會員').click()],
  [
    'join-code',
    async (page) => {
      await page.getByLabel('手機號碼').fill('0911-222-333');
      await page.getByLabel('姓名').fill('王曉明');
      await page.getByLabel('我已閱讀並同意以上內容').check();
      await button(page, '加入會員').click();
      await page.getByLabel(/驗證碼/).fill('111111');
      await page.getByText(/還可以再試/).waitFor();
    },
  ],
  [
    'welcome',
    async (page) => {
      await page.getByLabel(/驗證碼/).fill('246810');
      await page.getByText(/歡迎回來/).waitFor();
    },
  ],
];

const member: Step[] = [
  ['card', (page) => page.goto(`${base}/dev?session=member`)],
  ['card-barcode', (page) => button(page, '條碼').click()],
  ['card-staff', (page) => button(page, '給店員看').click()],
  [
    'spend',
    async (page) => {
      await button(page, '關閉').click();
      await button(page, 'QR 碼').click();
      await button(page, '使用點數').click();
      await page.getByText(/剩 \d+ 秒/).waitFor();
    },
  ],
  [
    'coupons',
    async (page) => {
      await button(page, '關閉').click();
      await tab(page, '優惠券');
    },
  ],
  ['coupons-used', (page) => button(page, '已使用').click()],
  [
    'coupon',
    async (page) => {
      await button(page, '可使用').click();
      await page.getByText('生日禮 手工蛋糕一份').click();
    },
  ],
  ['coupon-confirm', (page) => button(page, '使用優惠券').click()],
  ['coupon-code', (page) => button(page, '出示兌換碼').click()],
  [
    'coupon-done',
    async (page) => {
      await page.request.get(`${base}/dev?redeem=c2`);
      await page.getByText('兌換完成').waitFor();
    },
  ],
  [
    'coupon-kept',
    async (page) => {
      await button(page, '關閉').first().click();
      await tab(page, '優惠券');
      await page.getByText('寄杯 拿鐵十杯').click();
    },
  ],
  [
    'coupon-give',
    async (page) => {
      await tab(page, '優惠券');
      await page.getByText('好友分享 買一送一').click();
      await button(page, '送給朋友').click();
    },
  ],
  [
    'coupon-word',
    async (page) => {
      await button(page, '關閉').click();
      await tab(page, '優惠券');
      await button(page, '輸入優惠代碼').click();
    },
  ],
  ['gift', (page) => page.goto(`${base}/liff/gift/tok1`)],
  [
    'history',
    async (page) => {
      await tab(page, '紀錄');
      await page.locator('summary').first().click();
    },
  ],
  ['history-lots', (page) => button(page, '點數效期').click()],
  ['profile', (page) => tab(page, '我的')],
  ['profile-edit', (page) => button(page, '編輯資料').click()],
  [
    'profile-terms',
    async (page) => {
      await button(page, '關閉').click();
      await button(page, /會員條款/).click();
    },
  ],
  [
    'profile-english',
    async (page) => {
      await button(page, '關閉').click();
      await page.getByLabel('語言').selectOption('en');
    },
  ],
  ['card-english', (page) => tab(page, 'Card')],
  [
    'card-offline',
    async (page) => {
      await page.context().setOffline(true);
      await page
        .getByText(/offline/i)
        .first()
        .waitFor();
    },
  ],
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const steps of [guest, member]) {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      colorScheme,
      locale: 'zh-TW',
      timezoneId: 'Asia/Taipei',
    });
    const page = await context.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && console.error(`${colorScheme}: ${message.text()}`),
    );
    page.on('pageerror', (error) => console.error(`${colorScheme}: ${error.message}`));
    if (steps === guest) {
      await page.goto(`${base}/dev?session=none`);
      await page.getByRole('heading', { name: '加入會員' }).waitFor();
    }
    for (const [name, go] of steps) {
      await go(page);
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${out}/${name}-${colorScheme}.png` });
    }
    await context.close();
  }
}
await browser.close();
await server.close();
