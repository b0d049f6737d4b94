import type { LiffConfig, MemberState } from './api/types.ts';

/** The last card this phone saw, painted before any answer comes and while there is none. */
export interface KeptCard {
  state: MemberState;
  /** Server time minus this phone's time when the card arrived. */
  offset: number;
}

const CARD = 'liff.card';
const SUBJECT = 'liff.subject';
const CONFIG = 'liff.config';

// Storage may be full, switched off or hold what an older version wrote: then nothing is kept.
function read<T>(key: string, looksRight: (value: T) => boolean): T | null {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null') as T | null;
    return value && looksRight(value) ? value : null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    localStorage.removeItem(key);
  }
}

export const readKeptCard = () =>
  read<KeptCard>(CARD, (kept) => kept.state?.state === 'member' && Array.isArray(kept.state.card?.codes));
export const keepCard = (kept: KeptCard) => write(CARD, kept);
export const forgetCard = () => localStorage.removeItem(CARD);
/** `sub` of the LINE account that the session of this phone belongs to; null when it is not known. */
export const readSubject = () => localStorage.getItem(SUBJECT);
export const keepSubject = (subject: string) => localStorage.setItem(SUBJECT, subject);
export const readKeptConfig = () => read<LiffConfig>(CONFIG, (kept) => typeof kept.brand?.color === 'string');
export const keepConfig = (config: LiffConfig) => write(CONFIG, config);
