import { api } from '../api';
import type { Phone } from '../phone';
import { attempt } from '../session';
import { bot } from '../state';
import type { LiffView, Message } from '../wire';

let opened = 0;

export async function openLiff(phone: Phone, url: string, view: LiffView) {
  const answer = await attempt(phone, () => api.liff(phone.id, url));
  if (answer)
    phone.liff.value = { key: ++opened, url, src: answer.url, view, title: bot.value?.displayName ?? '' };
}

export function closeLiff(phone: Phone) {
  const page = phone.liff.value;
  if (!page) return;
  phone.dismissSheet();
  phone.liff.value = null;
  phone.banner.value = null;
  const token = new URLSearchParams(page.src.split('#')[1]).get('access_token');
  if (token) void api.liffClosed(phone.id, token).catch(() => {});
}

/** What a LIFF page may ask of the app around it; see the emulator's contract. */
export type BridgeCall = {
  liff: string;
  id?: string | number;
  messages?: Message[];
  url?: string;
  external?: boolean;
  title?: string;
  canGoBack?: boolean;
  options?: { isMultiple?: boolean };
};

class BridgeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type BridgeHost = {
  close(): void;
  send(messages: Message[]): Promise<void>;
  openWindow(url: string, external: boolean): Promise<void>;
  scan(): Promise<string | null>;
  /** False when nobody was chosen. */
  share(messages: Message[], multiple: boolean): Promise<boolean>;
  title(text: string, canGoBack: boolean): void;
};

/** Answers one call. `undefined` as a value is a real answer: LIFF's own methods resolve to nothing. */
export async function answer(call: BridgeCall, host: BridgeHost): Promise<unknown> {
  switch (call.liff) {
    case 'closeWindow':
      return host.close();
    case 'sendMessages':
      return host.send(oneToFive(call.messages));
    case 'shareTargetPicker':
      // LINE answers nothing at all when the picker was closed.
      return (await host.share(oneToFive(call.messages), call.options?.isMultiple ?? true))
        ? { status: 'success' }
        : undefined;
    case 'openWindow':
      if (!call.url || !/^(https?|tel|mailto):/i.test(call.url))
        throw new BridgeError('INVALID_ARGUMENT', 'url is not a link');
      return host.openWindow(call.url, call.external ?? false);
    case 'scanCode':
    case 'scanCodeV2':
      return { value: await host.scan() };
    case 'title':
      return host.title(call.title ?? '', call.canGoBack ?? false);
    default:
      throw new BridgeError('FORBIDDEN', `${call.liff} is not available here`);
  }
}

function oneToFive(messages: Message[] | undefined): Message[] {
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5)
    throw new BridgeError('INVALID_ARGUMENT', 'messages must hold 1 to 5 messages');
  return messages;
}

/** What the page tells unasked or in answer to the phone; not for the table above. */
const NOT_CALLS = new Set(['result', 'shownCode']);

/** Listens to the one iframe, and only while it shows the page that was opened. */
export function connect(frame: () => HTMLIFrameElement | null, host: BridgeHost): () => void {
  const listener = async (e: MessageEvent) => {
    const target = frame()?.contentWindow;
    const call = e.data as BridgeCall | null;
    if (!target || e.source !== target || typeof call?.liff !== 'string' || NOT_CALLS.has(call.liff)) return;
    const reply = (result: object) =>
      target.postMessage({ liff: 'result', id: call.id, ...result }, e.origin === 'null' ? '*' : e.origin);
    try {
      reply({ value: await answer(call, host) });
    } catch (error) {
      const code = error instanceof BridgeError ? error.code : 'UNKNOWN';
      reply({ error: { code, message: error instanceof Error ? error.message : String(error) } });
    }
  };
  window.addEventListener('message', listener);
  return () => window.removeEventListener('message', listener);
}

export async function share(phone: Phone, messages: Message[], multiple: boolean): Promise<boolean> {
  const to = await new Promise<string[] | null>((done) => {
    phone.sheet.value = { kind: 'share', messages, multiple, done };
  });
  if (!to || to.length === 0) return false;
  await api.share(phone.id, to, messages);
  return true;
}

export function askForCode(phone: Phone): Promise<string | null> {
  return new Promise((resolve) => {
    phone.sheet.value = { kind: 'scan', done: resolve };
  });
}
