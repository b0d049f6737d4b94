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

/** What to hold out to the scanner now: a rotating code, else the card number, which only says who it is. */
export function shownAt(card: Card, now: number): Shown {
  const code = codeAt(card.codes, now);
  if (!code) return { qr: card.cardNumber, barcode: card.cardNumber, left: null, life: 30 };
  const to = Date.parse(code.to);
  return {
    qr: code.identify,
    barcode: code.barcode,
    left: (to - now) / 1000,
    life: (to - Date.parse(code.from)) / 1000,
  };
}
