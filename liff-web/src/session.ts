import { batch, signal } from '@preact/signals';
import { ApiError, api, Unreachable } from './api/client.ts';
import type { Card, LiffConfig, SessionState } from './api/types.ts';
import { offset } from './clock.ts';
import { keptLanguage, setLanguage, supported } from './i18n/index.ts';
import {
  forgetCard,
  keepCard,
  keepConfig,
  keepSubject,
  readKeptCard,
  readKeptConfig,
  readSubject,
} from './kept.ts';
import { type FirstUrl, subjectOf } from './platform/first-url.ts';
import { type Platform, startPlatform } from './platform/platform.ts';
import { path, unlockUrl } from './router.ts';

export type Phase = 'starting' | 'guest' | 'member' | 'signedOut' | 'failed';

export interface Held {
  card: Card;
  /** The server's time when it made this answer. */
  at: string;
  version: number | null;
  /** False while this is only the copy kept from an earlier visit. */
  fresh: boolean;
}

export const phase = signal<Phase>('starting');
export const held = signal<Held | null>(null);
export const guestName = signal<string | null>(null);
export const config = signal<LiffConfig | null>(null);
/** False once a request found no way to the server. */
export const online = signal(true);
export const failure = signal<unknown>(null);
export const platform = signal<Platform | null>(null);
/** Set by a join that just succeeded, for the welcome: somebody new, or a member found again by their number. */
export const justJoined = signal<'new' | 'back' | null>(null);

const LOGIN_TRIED = 'liff.loginTried';
const LOGIN_PAUSE = 20_000;

let first: FirstUrl;
let subject: string | null = null;
let ours: string | null = null;
let starting: Promise<Platform> | null = null;
let loading: Promise<LiffConfig> | null = null;

export const source = () => first?.source;
/** Mark of the session in this browser's cookie; null when there is none. */
const sessionMark = () => /(?:^|;\s*)m=(\w+)/.exec(document.cookie)?.[1] ?? null;
/** A session of somebody else counts as none: another page of this browser may have opened one since. */
const hasSession = () => sessionMark() !== null && (ours === null || sessionMark() === ours);

/** Card kept on this phone, then our own session, and only then LINE: nothing waits for LINE that need not. */
export async function start(firstUrl: FirstUrl): Promise<void> {
  first = firstUrl;
  starting = null;
  loading = null;
  // index.html has asked for it already. Left lying, that answer would be handed to a later request: a guest's to a member.
  const preloaded = api.card();
  preloaded.catch(() => {});
  const opener = subjectOf(first.idToken);
  subject = readSubject();
  // Two LINE accounts on one phone, or two people of the emulator in one browser: neither may see the other's card.
  const samePerson = opener === null || subject === null || opener === subject;
  ours = samePerson ? sessionMark() : null;
  if (!samePerson) forgetCard();
  const kept = readKeptCard();
  batch(() => {
    config.value = readKeptConfig();
    platform.value = null;
    failure.value = null;
    online.value = true;
    justJoined.value = null;
    offset.value = kept?.offset ?? 0;
    held.value = kept
      ? { card: kept.state.card, at: kept.state.serverTime, version: null, fresh: false }
      : null;
    phase.value = held.value ? 'member' : 'starting';
  });
  await Promise.all([open(hasSession() && samePerson ? preloaded : undefined), loadConfig().catch(() => {})]);
}

/** Notices the network coming and going; returns how to stop. */
export function followNetwork(): () => void {
  const onOnline = () => void refresh();
  const onOffline = () => {
    online.value = false;
  };
  window.addEventListener('online', onOnline);
  window.addEventListener('offline', onOffline);
  return () => {
    window.removeEventListener('online', onOnline);
    window.removeEventListener('offline', onOffline);
  };
}

async function open(asked: Promise<SessionState | undefined> | undefined): Promise<void> {
  try {
    const state = await asked;
    if (state) await accept(state);
    else await signIn();
  } catch (error) {
    failed(error);
  }
}

/** Asks for the newest card; a session that ended is opened again. */
export async function refresh(): Promise<void> {
  if (phase.value === 'signedOut') return;
  try {
    if (phase.value === 'failed') {
      failure.value = null;
      phase.value = 'starting';
    }
    const state = hasSession() ? await api.card() : undefined;
    if (state) await accept(state);
    else await signIn();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) await signIn().catch(failed);
    else failed(error);
  }
}

/** Asks for the card when something was booked since it was read, as when the till has just taken the sale. */
export async function refreshIfChanged(): Promise<void> {
  if (!held.value?.fresh || !online.value || !hasSession()) return;
  const seen = await api.cardVersion().catch(() => null);
  if (seen && held.value?.fresh && seen.version !== held.value.version) await refresh();
}

/** Runs a request; when the session has ended meanwhile, opens it again and runs it once more. */
export async function withSession<T>(request: () => Promise<T>): Promise<T> {
  try {
    if (ours && !hasSession()) await signIn();
    const result = await request();
    online.value = true;
    return result;
  } catch (error) {
    if (error instanceof Unreachable) online.value = false;
    if (!(error instanceof ApiError)) throw error;
    // No member any more: the card's answer says what to show instead.
    if (error.code === 'liff.not_member') await refresh();
    if (error.status !== 401) throw error;
    await signIn();
    return request();
  }
}

export async function accept(state: SessionState): Promise<void> {
  if (state.state === 'member') {
    const ahead = new Date(state.serverTime).getTime() - Date.now();
    keepCard({ state, offset: ahead });
    batch(() => {
      offset.value = ahead;
      held.value = { card: state.card, at: state.serverTime, version: state.version, fresh: true };
      phase.value = 'member';
      online.value = true;
      failure.value = null;
    });
  } else {
    forgetCard();
    batch(() => {
      held.value = null;
      guestName.value = state.displayName ?? null;
      phase.value = 'guest';
      online.value = true;
      failure.value = null;
    });
  }
}

async function signIn(): Promise<void> {
  const running = await ensurePlatform();
  const token = running.idToken();
  if (token) {
    try {
      await openSession(token);
      sessionStorage.removeItem(LOGIN_TRIED);
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    }
  }
  // A login that keeps failing must not send the person round in circles.
  const tried = Number(sessionStorage.getItem(LOGIN_TRIED) ?? 0);
  if (Date.now() - tried < LOGIN_PAUSE) throw new LoginFailed();
  logIn(running);
}

export class LoginFailed extends Error {}

function logIn(running: Platform): void {
  sessionStorage.setItem(LOGIN_TRIED, String(Date.now()));
  running.logIn(path.value + (first.source ? `?src=${encodeURIComponent(first.source)}` : ''));
}

async function openSession(token: string): Promise<void> {
  const state = await api.openSession(token, first.source);
  ours = sessionMark();
  subject = subjectOf(token);
  if (subject) keepSubject(subject);
  await accept(state);
}

/** Starts LINE's SDK (or the emulator's bridge) once; a failed start may be tried again. */
export function ensurePlatform(): Promise<Platform> {
  starting ??= (async () => {
    const running = await startPlatform(config.value ?? (await loadConfig()), first);
    platform.value = running;
    unlockUrl();
    const spoken = supported(running.language);
    if (!keptLanguage() && spoken) await setLanguage(spoken);
    return running;
  })().catch((error: unknown) => {
    starting = null;
    // What fetch and import throw when nothing answers; LINE's own refusals are of other kinds.
    throw error instanceof TypeError ? new Unreachable(error.message) : error;
  });
  return starting;
}

/** After the card is on the screen: sharing and closing become possible, and a phone whose LINE account changed is noticed. */
export async function startPlatformLater(): Promise<void> {
  try {
    const running = await ensurePlatform();
    const token = running.idToken();
    if (token && subjectOf(token) !== subject) await openSession(token);
  } catch {
    // The card does not need it; the next online event or tap tries again.
  }
}

/** The settings anew, as when the terms changed while somebody was reading them. */
export const refreshConfig = () =>
  loadConfig().then(
    () => {},
    () => {},
  );

/** One request at a time: the start of the page and the start of the platform both want them. */
function loadConfig(): Promise<LiffConfig> {
  loading ??= api
    .config()
    .then((loaded) => {
      keepConfig(loaded);
      config.value = loaded;
      return loaded;
    })
    .finally(() => {
      loading = null;
    });
  return loading;
}

function failed(error: unknown): void {
  batch(() => {
    if (error instanceof Unreachable) online.value = false;
    failure.value = error;
    if (!held.value && phase.value !== 'guest') phase.value = 'failed';
  });
}

/** Ends the session here and on the server; nothing of the member stays on this phone. */
export async function signOut(): Promise<void> {
  await api.endSession();
  platform.value?.logOut();
  forgetCard();
  batch(() => {
    held.value = null;
    phase.value = 'signedOut';
  });
}

export async function signInAgain(): Promise<void> {
  batch(() => {
    failure.value = null;
    phase.value = 'starting';
  });
  try {
    const running = await ensurePlatform();
    const token = running.idToken();
    if (token) await openSession(token);
    else logIn(running);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && platform.value) logIn(platform.value);
    else failed(error);
  }
}
