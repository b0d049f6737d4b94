import type { Card, MemberCode } from '../api/types.ts';

/** The code whose time has come; null once the ten minutes handed out are over. */
export function codeAt(codes: readonly MemberCode[], now: number): MemberCode | null {
  return codes.find((code) => Date.parse(code.from) <= now && now < Date.parse(code.to)) ?? null;
}

export interface Shown {
  qr: string;
  barcode: string | null;
  /** Seconds left and whole life; null for the card number, which does not rotate. */
  left: number | null;
  life: number;
}

/** Seconds a code has left. The clock ticks once a second, so just after minting it may still be behind the code. */
export function secondsLeft(code: { from: string; to: string }, now: number): { left: number; life: number } {
  const life = (Date.parse(code.to) - Date.parse(code.from)) / 1000;
  return { left: Math.min(life, (Date.parse(code.to) - now) / 1000), life };
}

/** What to hold out to the scanner now: a rotating code, else the card number, which only says who it is. */
export function shownAt(card: Card, now: number): Shown {
  const code = codeAt(card.codes, now);
  if (!code) return { qr: card.cardNumber, barcode: card.cardNumber, left: null, life: 30 };
  return { qr: code.identify, barcode: code.barcode, ...secondsLeft(code, now) };
}
