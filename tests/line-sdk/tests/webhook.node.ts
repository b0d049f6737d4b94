// What the emulator sends passes the SDK's own guard, and nothing that was changed on the way does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { validateSignature } from '@line/bot-sdk';
import { Bot } from './support/bot.ts';
import { CHANNEL, Emulator, eventually } from './support/emulator.ts';

let bot: Bot;
let emulator: Emulator;

before(async () => {
  bot = await Bot.start();
  emulator = await Emulator.start('--webhook', bot.url, '--seed-users', '0');
});

after(async () => {
  await emulator?.stop();
  await bot?.stop();
});

test('the middleware accepts every event of a busy day', async () => {
  const { userIds } = await emulator.control<{ userIds: string[] }>('/scenario/follow', { count: 20 });
  for (const id of userIds) {
    await emulator.control(`/users/${id}/messages`, { type: 'text', text: `你好 🎉 ${id}` });
    await emulator.control(`/users/${id}/actions`, {
      type: 'postback',
      data: '動作=1',
      displayText: '選這個',
    });
  }
  await emulator.control(`/users/${userIds[0]}/unfollow`, {});
  await eventually(() => (bot.events.length >= 61 ? true : undefined));
  assert.deepEqual(
    bot.calls.filter((call) => call.error),
    [],
  );
  assert.ok(
    bot.events.some(
      (e) => e.type === 'message' && e.message.type === 'text' && e.message.text.includes('🎉'),
    ),
  );
  assert.ok(
    bot.calls.some((call) => /\\u[0-9A-F]{4}/.test(call.raw)),
    'some bodies should be escaped',
  );
});

test('a changed byte is refused', async () => {
  const { raw, signature } = bot.calls.at(-1) ?? assert.fail('no call');
  assert.ok(validateSignature(raw, CHANNEL.secret, signature));
  for (const at of [0, 1, raw.length >> 1, raw.length - 1]) {
    const bytes = Buffer.from(raw);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    assert.ok(!validateSignature(bytes, CHANNEL.secret, signature), `byte ${at}`);
  }

  const before = bot.events.length;
  await emulator.control('/webhook/raw', { body: raw.replace('"events"', '"Events"'), signature });
  const refused = bot.calls.at(-1);
  assert.equal(refused?.error?.name, 'SignatureValidationFailed');
  assert.equal(bot.events.length, before);
});

test("the signature is the one the SDK's own tests expect", async () => {
  await emulator.control('/webhook/raw', { body: '{"hello":"world"}' });
  assert.equal(bot.calls.at(-1)?.signature, 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=');
});

test('the example of the README works as it is printed', async () => {
  const readme = readFileSync(new URL('../../../src/Line.Emulator/README.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail('the README has no example');
  assert.equal(code.trim().split('\n').length, 5);
  const { spawn } = await import('node:child_process');
  const { createServer } = await import('node:net');
  const port = await new Promise<number>((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
  const alone = await Emulator.start(
    '--webhook',
    `http://127.0.0.1:${port}/callback`,
    '--access-token',
    'demo',
    '--seed-users',
    '1',
  );
  const script = code
    .replace('http://localhost:5090', alone.url)
    .replace('3000', String(port))
    .replace('my-secret', CHANNEL.secret);
  const echo = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
  });
  try {
    const [person] = await alone.control<{ userId: string }[]>('/users');
    await alone.control(`/users/${person?.userId}/follow`, {});
    await alone.control(`/users/${person?.userId}/messages`, { type: 'text', text: 'ping' });
    const answer = await eventually(async () => {
      const chat = await alone.control<{ items: { from: string; message?: { text: string } }[] }>(
        `/users/${person?.userId}/chat`,
      );
      return chat.items.find((item) => item.from === 'bot');
    });
    assert.match(answer.message?.text ?? '', /ping/);
  } finally {
    echo.kill();
    await alone.stop();
  }
});
