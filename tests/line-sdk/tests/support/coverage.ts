// Which of the SDK's methods ran to a good end, found out by watching the classes themselves.
import * as sdk from '@line/bot-sdk';

const CLIENTS = {
  MessagingApiClient: sdk.messagingApi.MessagingApiClient,
  MessagingApiBlobClient: sdk.messagingApi.MessagingApiBlobClient,
  ChannelAccessTokenClient: sdk.channelAccessToken.ChannelAccessTokenClient,
  InsightClient: sdk.insight.InsightClient,
  LiffClient: sdk.liff.LiffClient,
  ManageAudienceClient: sdk.manageAudience.ManageAudienceClient,
  ManageAudienceBlobClient: sdk.manageAudience.ManageAudienceBlobClient,
};

/** APIs of partner programmes (module channels, mission stickers): not part of what the emulator is. */
const ELSEWHERE = [
  sdk.moduleOperation.LineModuleClient,
  sdk.moduleAttach.LineModuleAttachClient,
  sdk.shop.ShopClient,
];

type Method = (...args: unknown[]) => Promise<unknown>;

const publicMethods = (type: { prototype: object }): string[] =>
  Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');

const done = new Set<string>();

/** Methods of the single client are the other clients' again; those that lead elsewhere are left out. */
export function watch(): void {
  const all: [string, { prototype: object }][] = [
    ...Object.entries(CLIENTS),
    ['LineBotClient', Object.getPrototypeOf(sdk.LineBotClient) as { prototype: object }],
  ];
  for (const [client, type] of all) {
    const methods = type.prototype as Record<string, Method>;
    for (const name of publicMethods(type)) {
      const original = methods[name];
      if (typeof original !== 'function') continue;
      methods[name] = async function (this: unknown, ...args: unknown[]) {
        const answer = await original.apply(this, args);
        done.add(`${client}.${name}`);
        return answer;
      };
    }
  }
}

export function missing(): string[] {
  const elsewhere = new Set(ELSEWHERE.flatMap(publicMethods));
  const known = Object.entries(CLIENTS).flatMap(([client, type]) =>
    publicMethods(type).map((name) => `${client}.${name}`),
  );
  const single = publicMethods(Object.getPrototypeOf(sdk.LineBotClient) as { prototype: object })
    .filter((name) => !elsewhere.has(name))
    .map((name) => `LineBotClient.${name}`);
  return [...known, ...single].filter((method) => !done.has(method));
}

export const counted = (): number => done.size;
