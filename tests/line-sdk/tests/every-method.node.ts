// LINE's official Node SDK drives every endpoint it has a method for. Which methods those are is read from the SDK itself.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { channelAccessToken, LineBotClient } from '@line/bot-sdk';
import { Bot } from './support/bot.ts';
import { counted, missing, watch } from './support/coverage.ts';
import { CHANNEL, Emulator, eventually, LOGIN } from './support/emulator.ts';
import { png } from './support/png.ts';

type Args = unknown[] | Promise<unknown[]>;
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

const FRIENDS = 60;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const texts = [{ type: 'text', text: 'hello' }];
const day = (offset = 0) => {
  const date = new Date(Date.now() + 9 * 3_600_000 + offset * 86_400_000);
  return date.toISOString().slice(0, 10).replaceAll('-', '');
};

let bot: Bot;
let emulator: Emulator;
let line: Methods;
let tokens: Methods;
let friends: string[];

before(async () => {
  watch();
  bot = await Bot.start();
  emulator = await Emulator.start(
    '--access-token',
    'console-token',
    '--webhook',
    bot.url,
    '--seed-users',
    '0',
  );
  line = LineBotClient.fromChannelAccessToken({
    channelAccessToken: 'console-token',
    apiBaseURL: emulator.url,
    dataApiBaseURL: emulator.url,
  }) as unknown as Methods;
  tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: emulator.url }) as unknown as Methods;
  friends = (await emulator.control<{ userIds: string[] }>('/scenario/follow', { count: FRIENDS })).userIds;
});

after(async () => {
  await emulator?.stop();
  await bot?.stop();
});

/** Calls a method and its twin that also gives the HTTP answer, each with arguments of its own. */
async function drive<T>(client: Methods, name: string, args: () => Args = () => []): Promise<T> {
  await client[name](...(await args()));
  const twin = (await client[`${name}WithHttpInfo`](...(await args()))) as {
    body: T;
    httpResponse: Response;
  };
  assert.ok(twin.httpResponse.ok, name);
  return twin.body;
}

const event = (type: string, user: string) =>
  eventually(() =>
    bot.events.findLast(
      (e) => e.type === type && 'source' in e && e.source?.type === 'user' && e.source.userId === user,
    ),
  );

async function written(user: string, message: object) {
  const item = await emulator.control<{ messageId: string }>(`/users/${user}/messages`, message);
  return eventually(
    () =>
      bot.events.find((e) => e.type === 'message' && e.message.id === item.messageId) as
        | { replyToken: string; message: { id: string; markAsReadToken: string } }
        | undefined,
  );
}

test('channel access tokens', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const { kid } = await emulator.control<{ kid: string }>('/assertion-keys', { channelId: CHANNEL.id, n, e });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = () => {
    const exp = Math.floor(Date.now() / 1000) + 1200;
    const claims = { iss: CHANNEL.id, sub: CHANNEL.id, aud: 'https://api.line.me/', exp, token_exp: 3600 };
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const short = async () =>
    (
      (await tokens.issueChannelToken('client_credentials', CHANNEL.id, CHANNEL.secret)) as {
        access_token: string;
      }
    ).access_token;
  const v21 = async () =>
    (
      (await tokens.issueChannelTokenByJWT('client_credentials', ASSERTION, jwt())) as {
        access_token: string;
      }
    ).access_token;

  await drive(tokens, 'issueChannelToken', () => ['client_credentials', CHANNEL.id, CHANNEL.secret]);
  await drive(tokens, 'verifyChannelToken', async () => [await short()]);
  await drive(tokens, 'revokeChannelToken', async () => [await short()]);
  await drive(tokens, 'issueChannelTokenByJWT', () => ['client_credentials', ASSERTION, jwt()]);
  await drive(tokens, 'getsAllValidChannelAccessTokenKeyIds', () => [ASSERTION, jwt()]);
  await drive(tokens, 'verifyChannelTokenByJWT', async () => [await v21()]);
  await drive(tokens, 'revokeChannelTokenByJWT', async () => [CHANNEL.id, CHANNEL.secret, await v21()]);
  await drive(tokens, 'issueStatelessChannelToken', () => [
    'client_credentials',
    undefined,
    undefined,
    CHANNEL.id,
    CHANNEL.secret,
  ]);
  await drive(tokens, 'issueStatelessChannelTokenByJWTAssertion', () => [jwt()]);
  const last = await drive<{ access_token: string }>(
    tokens,
    'issueStatelessChannelTokenByClientSecret',
    () => [CHANNEL.id, CHANNEL.secret],
  );

  const other = LineBotClient.fromChannelAccessToken({
    channelAccessToken: last.access_token,
    apiBaseURL: emulator.url,
  });
  assert.equal((await other.getBotInfo()).chatMode, 'bot');
  await assert.rejects(
    LineBotClient.fromChannelAccessToken({
      channelAccessToken: 'nobody',
      apiBaseURL: emulator.url,
    }).getBotInfo(),
    { name: 'HTTPFetchError', status: 401 },
  );
});

test('messages', async () => {
  const [friend] = friends;
  assert.ok(friend);
  await drive(line, 'replyMessage', async () => {
    const { replyToken } = await written(friend, { type: 'text', text: 'hi' });
    return [{ replyToken, messages: texts }];
  });
  const sent = await drive<{ sentMessages: { id: string }[] }>(line, 'pushMessage', () => [
    { to: friend, messages: texts, customAggregationUnits: ['spring'] },
    randomUUID(),
  ]);
  assert.match(sent.sentMessages[0]?.id ?? '', /^\d+$/);
  await drive(line, 'multicast', () => [
    { to: friends, messages: texts, customAggregationUnits: ['spring'] },
    randomUUID(),
  ]);
  for (const kind of ['Reply', 'Push', 'Multicast', 'Narrowcast', 'Broadcast'])
    await drive(line, `validate${kind}`, () => [{ messages: texts }]);
  const image = await written(friend, { type: 'image' });
  for (const name of [
    'getMessageContent',
    'getMessageContentPreview',
    'getMessageContentTranscodingByMessageId',
  ])
    await drive(line, name, () => [image.message.id]);
  await drive(line, 'markMessagesAsReadByToken', () => [{ markAsReadToken: image.message.markAsReadToken }]);
  await drive(line, 'markMessagesAsRead', () => [{ chat: { userId: friend } }]);
  await drive(line, 'showLoadingAnimation', () => [{ chatId: friend, loadingSeconds: 5 }]);
  const { hash } = await emulator.control<{ hash: string }>(`/users/${friend}/phone-number`, {
    phoneNumber: '+818000001234',
  });
  await drive(line, 'pushMessagesByPhone', () => [{ to: hash, messages: texts }, 'delivery-tag-0001']);
  await eventually(() =>
    bot.events.find((e) => e.type === 'delivery' && e.delivery.data === 'delivery-tag-0001'),
  );

  const key = randomUUID();
  await line.pushMessage({ to: friend, messages: texts }, key);
  await assert.rejects(line.pushMessage({ to: friend, messages: texts }, key), {
    status: 409,
  });
  await assert.rejects(line.pushMessage({ to: friend, messages: [] }), {
    status: 400,
  });
});

let broadcast: string;

test('sends to many', async () => {
  const link = { type: 'uri', label: 'open', uri: 'https://example.com/spring' };
  const messages = [
    { type: 'template', altText: 'link', template: { type: 'buttons', text: 'look', actions: [link] } },
  ];
  const answer = await line.broadcastWithHttpInfo({ messages }, randomUUID());
  broadcast = (answer as { httpResponse: Response }).httpResponse.headers.get('x-line-request-id') ?? '';
  await drive(line, 'broadcast', () => [{ messages: texts }, randomUUID()]);
  await drive(line, 'narrowcast', () => [{ messages: texts }, randomUUID()]);
  const narrowcast = (await line.narrowcastWithHttpInfo({ messages: texts, limit: { max: 55 } })) as {
    httpResponse: Response;
  };
  assert.equal(narrowcast.httpResponse.status, 202);
  const id = narrowcast.httpResponse.headers.get('x-line-request-id');
  await drive(line, 'getNarrowcastProgress', () => [id]);
  const done = await eventually(async () => {
    const progress = (await line.getNarrowcastProgress(id)) as { phase: string; successCount?: number };
    return progress.phase === 'succeeded' ? progress : undefined;
  });
  assert.equal(done.successCount, 55);
});

test('audiences', async () => {
  const some = friends.slice(0, 3).map((id) => ({ id }));
  const file = () => new Blob([friends.slice(3, 6).join('\n')], { type: 'text/plain' });
  const create = async () =>
    (
      (await line.createAudienceGroup({ description: 'made', audiences: some })) as {
        audienceGroupId: number;
      }
    ).audienceGroupId;
  const { audienceGroupId } = await drive<{ audienceGroupId: number }>(line, 'createAudienceGroup', () => [
    { description: 'three', audiences: some },
  ]);
  await drive(line, 'addAudienceToAudienceGroup', () => [
    { audienceGroupId, audiences: [{ id: friends[7] }] },
  ]);
  await drive(line, 'createAudienceForUploadingUserIds', () => [file(), 'from a file', false, 'first']);
  await drive(line, 'addUserIdsToAudience', () => [file(), audienceGroupId, 'second']);
  await drive(line, 'createClickBasedAudienceGroup', () => [
    { description: 'clicked', requestId: broadcast },
  ]);
  await drive(line, 'createImpBasedAudienceGroup', () => [{ description: 'seen', requestId: broadcast }]);
  await drive(line, 'updateAudienceGroupDescription', () => [audienceGroupId, { description: 'seven' }]);
  const data = await drive<{ audienceGroup: { audienceCount: number; description: string } }>(
    line,
    'getAudienceData',
    () => [audienceGroupId],
  );
  assert.deepEqual([data.audienceGroup.audienceCount, data.audienceGroup.description], [7, 'seven']);
  await drive(line, 'getAudienceGroups', () => [1, 'seven', undefined, 10]);
  const shared = await emulator.control<{ audienceGroupId: number }>('/audiences/shared', {
    description: 'theirs',
    userIds: friends.slice(0, 2),
  });
  await drive(line, 'getSharedAudienceData', () => [shared.audienceGroupId]);
  await drive(line, 'getSharedAudienceGroups', () => [1]);
  await drive(line, 'deleteAudienceGroup', async () => [await create()]);
});

test('rich menus', async () => {
  const bounds = { x: 0, y: 0, width: 2500, height: 843 };
  const menu = {
    size: { width: 2500, height: 843 },
    selected: true,
    name: 'menu',
    chatBarText: 'menu',
    areas: [{ bounds, action: { type: 'message', text: 'hi' } }],
  };
  const picture = () => new Blob([png(2500, 843)], { type: 'image/png' });
  const create = async () => ((await line.createRichMenu(menu)) as { richMenuId: string }).richMenuId;
  const withPicture = async () => {
    const id = await create();
    await line.setRichMenuImage(id, picture());
    return id;
  };

  await drive(line, 'validateRichMenuObject', () => [menu]);
  const { richMenuId } = await drive<{ richMenuId: string }>(line, 'createRichMenu', () => [menu]);
  await drive(line, 'setRichMenuImage', async () => [await create(), picture()]);
  await line.setRichMenuImage(richMenuId, picture());
  for (const name of ['getRichMenuImage', 'getRichMenu', 'setDefaultRichMenu'])
    await drive(line, name, () => [richMenuId]);
  for (const name of ['getRichMenuList', 'getDefaultRichMenuId', 'cancelDefaultRichMenu'])
    await drive(line, name);
  const aliases = ['one', 'two', 'three', 'four'];
  await drive(line, 'createRichMenuAlias', () => [{ richMenuAliasId: aliases.pop(), richMenuId }]);
  await drive(line, 'updateRichMenuAlias', () => ['three', { richMenuId }]);
  await drive(line, 'getRichMenuAlias', () => ['three']);
  await drive(line, 'getRichMenuAliasList');
  const gone = ['three', 'four'];
  await drive(line, 'deleteRichMenuAlias', () => [gone.pop()]);
  await drive(line, 'linkRichMenuIdToUser', () => [friends[0], richMenuId]);
  await drive(line, 'getRichMenuIdOfUser', () => [friends[0]]);
  await drive(line, 'unlinkRichMenuIdFromUser', () => [friends[0]]);
  await drive(line, 'linkRichMenuIdToUsers', () => [{ richMenuId, userIds: friends }]);
  await drive(line, 'unlinkRichMenuIdFromUsers', () => [{ userIds: friends.slice(1) }]);
  const to = await withPicture();
  const batch = { operations: [{ type: 'link', from: richMenuId, to }] };
  await drive(line, 'validateRichMenuBatchRequest', () => [batch]);
  await drive(line, 'richMenuBatch', () => [batch]);
  const taken = (await line.richMenuBatchWithHttpInfo(batch)) as { httpResponse: Response };
  await drive(line, 'getRichMenuBatchProgress', () => [taken.httpResponse.headers.get('x-line-request-id')]);
  assert.deepEqual(await line.getRichMenuIdOfUser(friends[0]), { richMenuId: to });
  await drive(line, 'deleteRichMenu', async () => [await create()]);
  for (const name of ['getRichMenuInsightSummary', 'getRichMenuInsightDaily'])
    await drive(line, name, () => [richMenuId, day(-5), day(-1)]);
});

test('people, groups and rooms', async () => {
  const [friend, second] = friends;
  await drive(line, 'getProfile', () => [friend]);
  await drive(line, 'getFollowers', () => [undefined, 10]);
  await drive(line, 'getBotInfo');
  await drive(line, 'issueLinkToken', () => [friend]);
  const plan = await emulator.control<{ membershipId: number }>('/memberships', {
    title: 'gold',
    benefits: ['more'],
    price: 90,
  });
  await emulator.control(`/users/${friend}/membership`, {
    membershipId: plan.membershipId,
    change: 'joined',
  });
  await drive(line, 'getMembershipList');
  await drive(line, 'getMembershipSubscription', () => [friend]);
  await drive(line, 'getJoinedMembershipUsers', () => [plan.membershipId, undefined, 10]);
  for (const kind of ['Group', 'Room']) {
    const create = async () =>
      (
        await emulator.control<{ groupId: string }>('/groups', {
          kind: kind.toLowerCase(),
          name: 'friends',
          members: [friend, second],
        })
      ).groupId;
    const id = await create();
    await drive(line, `get${kind}MemberCount`, () => [id]);
    await drive(line, `get${kind}MemberProfile`, () => [id, friend]);
    await drive(line, `get${kind}MembersIds`, () => [id]);
    if (kind === 'Group') await drive(line, 'getGroupSummary', () => [id]);
    await drive(line, `leave${kind}`, async () => [await create()]);
  }
});

test('account link', async () => {
  const [friend] = friends;
  assert.ok(friend);
  const { linkToken } = (await line.issueLinkToken(friend)) as { linkToken: string };
  const page = await fetch(
    `${emulator.url}/dialog/bot/accountLink?linkToken=${encodeURIComponent(linkToken)}&nonce=0123456789abcdef`,
  );
  assert.equal(page.status, 200);
  const linked = (await event('accountLink', friend)) as unknown as {
    link: { result: string; nonce: string };
  };
  assert.deepEqual(linked.link, { result: 'ok', nonce: '0123456789abcdef' });
});

test('coupons', async () => {
  const coupon = {
    title: '買一送一',
    visibility: 'UNLISTED',
    timezone: 'ASIA_TAIPEI',
    startTimestamp: 1_767_225_600,
    endTimestamp: 4_102_444_800,
    maxUseCountPerTicket: 1,
    acquisitionCondition: { type: 'normal' },
    reward: { type: 'discount', priceInfo: { type: 'percentage', percentage: 20 } },
  };
  const create = async () => ((await line.createCoupon(coupon)) as { couponId: string }).couponId;
  const { couponId } = await drive<{ couponId: string }>(line, 'createCoupon', () => [coupon]);
  await drive(line, 'getCouponDetail', () => [couponId]);
  await drive(line, 'listCoupon', () => [new Set(['RUNNING']), undefined, 5]);
  await drive(line, 'closeCoupon', async () => [await create()]);
});

test('webhook settings', async () => {
  await drive(line, 'setWebhookEndpoint', () => [{ endpoint: bot.url }]);
  await drive(line, 'getWebhookEndpoint');
  const result = await drive<{ success: boolean }>(line, 'testWebhookEndpoint', () => [
    { endpoint: bot.url },
  ]);
  assert.equal(result.success, true);
});

test('figures', async () => {
  for (const name of [
    'getMessageQuota',
    'getMessageQuotaConsumption',
    'getAggregationUnitUsage',
    'getFriendsDemographics',
  ])
    await drive(line, name);
  await drive(line, 'getAggregationUnitNameList', () => ['10']);
  for (const kind of ['Reply', 'Push', 'Multicast', 'Broadcast'])
    await drive(line, `getNumberOfSent${kind}Messages`, () => [day(-1)]);
  await drive(line, 'getPNPMessageStatistics', () => [day(-1)]);
  await drive(line, 'getNumberOfMessageDeliveries', () => [day(-1)]);
  await drive(line, 'getNumberOfFollowers', () => [day(-1)]);
  await drive(line, 'getMessageEvent', () => [broadcast]);
  await drive(line, 'getStatisticsPerUnit', () => ['spring', day(), day()]);
});

test('LIFF apps', async () => {
  const issued = (await tokens.issueStatelessChannelTokenByClientSecret(LOGIN.id, LOGIN.secret)) as {
    access_token: string;
  };
  const liff = LineBotClient.fromChannelAccessToken({
    channelAccessToken: issued.access_token,
    apiBaseURL: emulator.url,
  }) as unknown as Methods;
  const app = { view: { type: 'full', url: 'https://example.com/card' } };
  const { liffId } = await drive<{ liffId: string }>(liff, 'addLIFFApp', () => [app]);
  await drive(liff, 'updateLIFFApp', () => [liffId, { view: { type: 'tall' } }]);
  await drive(liff, 'getAllLIFFApps');
  await drive(liff, 'deleteLIFFApp', async () => [
    ((await liff.addLIFFApp(app)) as { liffId: string }).liffId,
  ]);
});

test('no method of the SDK was left out', () => {
  assert.ok(counted() > 300, `only ${counted()} methods were seen`);
  assert.deepEqual(missing(), []);
});
