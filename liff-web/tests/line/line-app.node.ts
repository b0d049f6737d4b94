// The build with the real LIFF SDK, in a browser that pretends to be the LINE app; only LINE's own servers are stood in for.
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page, type Route } from 'playwright';
import { build, type PreviewServer, preview } from 'vite';
import { devApi } from '../../tools/dev-api.ts';
import { Loyalty } from '../support/loyalty.ts';

const CHANNEL = '1656000002';
const LIFF_ID = `${CHANNEL}-Aa1Bb2Cc`;
const IN_LINE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.10.0 LIFF';

const loyalty = new Loyalty();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'ES256', use: 'sig' };
let server: PreviewServer;
let built: string;
let browser: Browser;
let base: string;

before(async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  built = mkdtempSync(join(tmpdir(), 'liff-web-'));
  await build({ root, logLevel: 'error', build: { outDir: built } });
  server = await preview({
    root,
    configFile: false,
    base: '/liff/',
    logLevel: 'error',
    build: { outDir: built },
    preview: { port: 0, host: '127.0.0.1' },
    plugins: [devApi(loyalty)],
  });
  base = server.resolvedUrls?.local[0]?.replace(/\/liff\/$/, '') ?? '';
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(built, { recursive: true, force: true });
});

function reset(session: Loyalty['session']): void {
  Object.assign(loyalty, new Loyalty());
  loyalty.session = session;
  loyalty.config = { ...loyalty.config, platform: 'line', emulatorUrl: null, liffId: LIFF_ID };
}

const base64url = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function idToken(sub: string, key: KeyObject = privateKey): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://access.line.me',
    sub,
    aud: CHANNEL,
    iat: now,
    exp: now + 3600,
    name: '曉明',
  };
  const text = `${base64url({ alg: 'ES256', typ: 'JWT', kid: 'test' })}.${base64url(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function contextToken(type: 'utou' | 'external'): string {
  const context = {
    type,
    liffId: LIFF_ID,
    endpointUrl: `${base}/liff/`,
    permanentLinkPattern: 'concat',
    availability: { shareTargetPicker: { permission: true, minVer: '10.3.0' } },
  };
  return `${base64url({ alg: 'none' })}.${Buffer.from(JSON.stringify(context)).toString('base64')}.x`;
}

/** The fragment of LINE's first URL. */
function fragment(sub: string): string {
  return new URLSearchParams({
    access_token: 'at',
    feature_token: 'ft',
    client_id: CHANNEL,
    id_token: idToken(sub),
    context_token: contextToken('utou'),
  }).toString();
}

type Line = (url: URL, route: Route) => Promise<void> | void;

const answers: Line = (url, route) => {
  const json = (body: object) =>
    route.fulfill({
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      body: JSON.stringify(body),
    });
  if (url.pathname === '/oauth2/v2.1/verify') return json({ client_id: CHANNEL, expires_in: 3600 });
  if (url.pathname === '/oauth2/v2.1/certs') return json({ keys: [jwk] });
  return route.abort();
};

async function phone(
  line: Line,
  inLine = true,
): Promise<{ page: Page; context: BrowserContext; asked: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-TW',
    ...(inLine && { userAgent: IN_LINE }),
  });
  if (inLine) {
    await context.addInitScript(() => {
      (window as unknown as { _liff: object })._liff = { features: ['x'], postMessage() {} };
    });
  }
  if (loyalty.session !== 'none') await context.addCookies([{ name: 'm', value: '1', url: base }]);
  const page = await context.newPage();
  const asked: string[] = [];
  // A regular expression: the glob https://** matches nothing.
  await page.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return line(new URL(route.request().url()), route);
  });
  return { page, context, asked };
}

test('Opened from a chat by a link with a source, the form joins with that source and the token of the SDK', async () => {
  reset('none');
  const { page, context } = await phone(answers);
  await page.goto(`${base}/liff/?liff.state=${encodeURIComponent('/join?src=poster-A')}#${fragment('U1')}`);
  await page.getByLabel('手機號碼').fill('0912-345-678');
  await page.getByLabel('姓名').fill('王曉明');
  await page.getByLabel('我已閱讀並同意以上內容').check();
  await page.getByRole('button', { name: '加入會員' }).click();
  await page.getByText('歡迎加入，王曉明！您的會員卡已經可以使用。').waitFor();
  await page.getByRole('button', { name: '回到聊天室' }).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the tokens stayed in the address');
  assert.equal(loyalty.asked('/session').at(-1)?.body.source, 'poster-A');
  assert.equal(String(loyalty.asked('/session').at(-1)?.body.idToken).split('.').length, 3);
  assert.equal(loyalty.asked('/join')[0]?.body.source, 'poster-A');
  // The card that index.html asked for before anybody had joined must not answer for the member.
  const cards = loyalty.asked('/card').length;
  const sessions = loyalty.asked('/session').length;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.waitForTimeout(1_000);
  assert.equal(loyalty.asked('/card').length, cards + 1);
  assert.equal(loyalty.asked('/session').length, sessions);
  await page.getByRole('img', { name: /會員 QR 碼/ }).waitFor();
  await context.close();
});

test('A deep link of a member ends at its page, and the address says so once LINE has started', async () => {
  reset('member');
  const { page, context } = await phone(answers);
  await page.goto(`${base}/liff/?liff.state=${encodeURIComponent('/coupons/c2')}#${fragment('U1')}`);
  await page.getByRole('heading', { name: '生日禮 手工蛋糕一份' }).waitFor();
  await page.waitForURL(`${base}/liff/coupons/c2`);
  await page.getByRole('link', { name: '我的' }).click();
  await page.getByRole('button', { name: '推薦給朋友' }).waitFor();
  await context.close();
});

test('When LINE’s servers hang, the card with its code is there all the same', async () => {
  reset('member');
  // Never answered.
  const { page, context, asked } = await phone(() => {});
  await page.goto(`${base}/liff/#${fragment('U1')}`);
  await page.getByRole('img', { name: /會員 QR 碼/ }).waitFor({ timeout: 5_000 });
  await page.getByRole('link', { name: '優惠券', exact: true }).click();
  await page.getByText('全店飲品 85 折').waitFor();
  await page.waitForFunction(() => performance.now() > 1_500);
  assert.ok(asked.length > 0, 'LINE was never asked');
  await context.close();
});

test('When LINE cannot be reached and there is no session, the page says so and tries again on a tap', async () => {
  reset('none');
  let reachable = false;
  const { page, context } = await phone((url, route) => (reachable ? answers(url, route) : route.abort()));
  await page.goto(`${base}/liff/#${fragment('U1')}`);
  await page.getByText('連不上網路，請確認連線後再試一次。').waitFor();
  reachable = true;
  await page.getByRole('button', { name: '再試一次' }).click();
  await page.getByRole('heading', { name: '加入會員' }).waitFor();
  await context.close();
});

test('In a plain browser without a session LINE’s login is opened, and comes back with the source', async () => {
  reset('none');
  const { page, context } = await phone((url, route) => {
    if (url.hostname === 'access.line.me')
      return route.fulfill({ contentType: 'text/html', body: 'LINE Login' });
    return route.fulfill({
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      body: JSON.stringify({ contextToken: contextToken('external') }),
    });
  }, false);
  await page.goto(`${base}/liff/join?src=poster-A`);
  await page.waitForURL(/^https:\/\/access\.line\.me\//);
  const login = new URL(page.url());
  const inner = login.searchParams.get('returnUri');
  const query = inner ? new URL(inner, login).searchParams : login.searchParams;
  assert.equal(query.get('redirect_uri'), `${base}/liff/join?src=poster-A`);
  assert.equal(query.get('app_id'), LIFF_ID);
  await context.close();
});
