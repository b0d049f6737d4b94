import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { openApp, tokenOf, user } from '../../tests/support/app.tsx';
import { Loyalty } from '../../tests/support/loyalty.ts';

const opened = `#id_token=${tokenOf('U-ming')}`;

async function fill(phone: string): Promise<void> {
  await user.type(await screen.findByLabelText('手機號碼'), phone);
  const name = screen.getByLabelText('姓名');
  await user.clear(name);
  await user.type(name, '王曉明');
  await user.click(screen.getByLabelText('我已閱讀並同意以上內容'));
}

const submit = () => user.click(screen.getByRole('button', { name: '加入會員' }));

test('Somebody new sees the form, with the name LINE told and the terms with their version', async () => {
  await openApp({ url: `/liff/${opened}` });
  expect(await screen.findByLabelText('姓名')).toHaveValue('曉明');
  expect(screen.getByText('版本 2026-01')).toBeVisible();
  expect(screen.getByRole('heading', { name: '我們蒐集什麼' })).toBeVisible();
  expect(screen.getByLabelText('我已閱讀並同意以上內容')).not.toBeChecked();
  expect(screen.getByLabelText(/我願意收到優惠/)).not.toBeChecked();
  expect(screen.getByText(/送出後不能自行修改/)).toBeVisible();
});

test('Joining sends what was filled in, with the source of the link, and ends at the card with a welcome', async () => {
  const loyalty = await openApp({ url: `/liff/?liff.state=%2Fjoin%3Fsrc%3Dposter-A${opened}` });
  await fill('+886 912-345-678');
  await user.selectOptions(screen.getByLabelText(/^年/), '1990');
  await user.selectOptions(screen.getByLabelText('月'), '2');
  await user.selectOptions(screen.getByLabelText('日'), '28');
  await user.click(screen.getByLabelText('女'));
  await submit();
  expect(await screen.findByText('歡迎加入，王曉明！您的會員卡已經可以使用。')).toBeVisible();
  expect(await screen.findByRole('img', { name: /會員 QR 碼/ })).toBeVisible();
  expect(loyalty.asked('/session')[0]?.body).toEqual({ idToken: tokenOf('U-ming'), source: 'poster-A' });
  expect(loyalty.asked('/join')[0]?.body).toEqual({
    phone: '+886 912-345-678',
    name: '王曉明',
    birthday: '1990-02-28',
    gender: 'female',
    consentVersion: '2026-01',
    marketingOptIn: false,
    language: 'zh-TW',
    source: 'poster-A',
  });
});

test('The source survives a login that drops it from the address', async () => {
  sessionStorage.setItem('liff.source', 'table-7');
  const loyalty = await openApp({ url: `/liff/join${opened}` });
  await screen.findByLabelText('手機號碼');
  expect(loyalty.asked('/session')[0]?.body.source).toBe('table-7');
});

test('Nothing is sent until number, name and consent are there; each field says what is missing', async () => {
  const loyalty = await openApp({ url: `/liff/${opened}` });
  await user.clear(await screen.findByLabelText('姓名'));
  await user.type(screen.getByLabelText('手機號碼'), '0912');
  await user.selectOptions(screen.getByLabelText('月'), '2');
  await submit();
  expect(screen.getByLabelText('手機號碼')).toHaveAccessibleDescription(/請輸入有效的手機號碼/);
  expect(screen.getByLabelText('姓名')).toHaveAccessibleDescription('請輸入姓名');
  expect(screen.getByText('請選擇正確的日期')).toBeVisible();
  expect(screen.getByLabelText('我已閱讀並同意以上內容')).toHaveAccessibleDescription(
    '請閱讀並勾選同意後再加入',
  );
  await waitFor(() => expect(screen.getByLabelText('手機號碼')).toHaveFocus());
  expect(loyalty.asked('/join')).toEqual([]);
});

test('The year of the birthday may stay private', async () => {
  const loyalty = await openApp({ url: `/liff/${opened}` });
  await fill('0912345678');
  await user.selectOptions(screen.getByLabelText('月'), '2');
  await user.selectOptions(screen.getByLabelText('日'), '29');
  await submit();
  await screen.findByText(/歡迎加入/);
  expect(loyalty.asked('/join')[0]?.body.birthday).toBe('--02-29');
});

test('31 February is no date', async () => {
  const loyalty = await openApp({ url: `/liff/${opened}` });
  await fill('0912345678');
  await user.selectOptions(screen.getByLabelText(/^年/), '2000');
  await user.selectOptions(screen.getByLabelText('月'), '2');
  await user.selectOptions(screen.getByLabelText('日'), '31');
  await submit();
  expect(screen.getByText('請選擇正確的日期')).toBeVisible();
  expect(loyalty.asked('/join')).toEqual([]);
});

test('What the server refuses is said at the field it names', async () => {
  await openApp({ url: `/liff/${opened}` });
  await fill('0800000000');
  await submit();
  expect(await screen.findByText('請修正標示的欄位')).toBeVisible();
  expect(screen.getByLabelText('手機號碼')).toHaveAccessibleDescription(/請輸入有效的手機號碼/);
  expect(screen.getByRole('button', { name: '加入會員' })).toBeEnabled();
});

test('When the terms changed meanwhile, the new ones are shown and must be agreed to', async () => {
  const loyalty = new Loyalty();
  await openApp({ loyalty, url: `/liff/${opened}` });
  await fill('0912345678');
  loyalty.config = { ...loyalty.config, consent: { ...loyalty.config.consent, version: '2026-02' } };
  await submit();
  expect(await screen.findByText('條款已更新，請重新閱讀並勾選同意。')).toBeVisible();
  expect(screen.getByText('版本 2026-02')).toBeVisible();
  expect(screen.getByLabelText('我已閱讀並同意以上內容')).not.toBeChecked();
  await user.click(screen.getByLabelText('我已閱讀並同意以上內容'));
  await submit();
  expect(await screen.findByText(/歡迎加入/)).toBeVisible();
});

test('Without a network the form says so and keeps what was typed', async () => {
  const loyalty = await openApp({ url: `/liff/${opened}` });
  await fill('0912345678');
  loyalty.offline = true;
  await submit();
  expect(await screen.findByText('連不上網路，請確認連線後再試一次。')).toBeVisible();
  expect(screen.getByLabelText('手機號碼')).toHaveValue('0912345678');
  loyalty.offline = false;
  await submit();
  expect(await screen.findByText(/歡迎加入/)).toBeVisible();
});

async function toCodeStep(loyalty = new Loyalty()): Promise<Loyalty> {
  await openApp({ loyalty, url: `/liff/${opened}` });
  await fill('0911 222 333');
  await submit();
  await screen.findByLabelText('6 位數驗證碼');
  return loyalty;
}

test('A number that belongs to a member asks for the code sent to it, and gives the card back', async () => {
  const loyalty = await toCodeStep();
  expect(screen.getByText(/0911\*\*\*333/)).toBeVisible();
  await waitFor(() => expect(screen.getByLabelText('6 位數驗證碼')).toHaveFocus());
  // Full-width digits of a Chinese keyboard, sent by themselves when complete.
  await user.type(screen.getByLabelText('6 位數驗證碼'), '２４６８１０');
  expect(await screen.findByText(/歡迎回來/)).toBeVisible();
  expect(loyalty.asked('/join/code')[0]?.body).toEqual({ challenge: 'ch_1', code: '246810' });
});

test('A wrong code says how many tries are left; the last one closes the field', async () => {
  const loyalty = new Loyalty();
  loyalty.triesLeft = 2;
  await toCodeStep(loyalty);
  await user.type(screen.getByLabelText('6 位數驗證碼'), '111111');
  expect(await screen.findByText('驗證碼不正確，還可以再試 1 次')).toBeVisible();
  expect(screen.getByLabelText('6 位數驗證碼')).toHaveValue('');
  expect(screen.getByLabelText('6 位數驗證碼')).toHaveFocus();
  await user.type(screen.getByLabelText('6 位數驗證碼'), '222222');
  expect(await screen.findByText('驗證碼不正確，還可以再試 0 次')).toBeVisible();
  expect(screen.getByLabelText('6 位數驗證碼')).toBeDisabled();
});

test('A new code can be asked for after the wait, and opens the field again', async () => {
  const loyalty = new Loyalty();
  loyalty.force('/join', 202, {
    state: 'codeRequired',
    challenge: 'ch_0',
    phoneMasked: '0911***333',
    expiresAt: new Date(Date.now() + 300_000).toISOString(),
    resendAt: new Date(Date.now() + 2_200).toISOString(),
  });
  await toCodeStep(loyalty);
  expect(screen.getByRole('button', { name: /秒後可重新傳送/ })).toBeDisabled();
  loyalty.force('/join/code', 410, { code: 'otp.expired' });
  await user.type(screen.getByLabelText('6 位數驗證碼'), '246810');
  expect(await screen.findByText('驗證碼已失效，請重新傳送')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: '重新傳送驗證碼' }, { timeout: 4_000 }));
  expect(await screen.findByText('已重新傳送驗證碼')).toBeVisible();
  expect(loyalty.asked('/join/resend')[0]?.body).toEqual({ challenge: 'ch_0' });
  await user.type(screen.getByLabelText('6 位數驗證碼'), '246810');
  expect(await screen.findByText(/歡迎回來/)).toBeVisible();
});

test('Too many tries end in words, not in another try', async () => {
  const loyalty = new Loyalty();
  loyalty.triesLeft = 0;
  await toCodeStep(loyalty);
  await user.type(screen.getByLabelText('6 位數驗證碼'), '246810');
  expect(await screen.findByText('嘗試次數過多，請稍後再試或改用其他號碼')).toBeVisible();
});

test('Going back to change the number loses nothing of the form', async () => {
  await toCodeStep();
  await user.click(screen.getByRole('button', { name: '修改手機號碼' }));
  expect(screen.getByLabelText('手機號碼')).toHaveValue('0911 222 333');
  expect(screen.getByLabelText('姓名')).toHaveValue('王曉明');
  expect(screen.getByLabelText('我已閱讀並同意以上內容')).toBeChecked();
});
