/** What a text from the scanner is, told by its form alone: the server says whose it is. */
export type Seen = 'identify' | 'spend' | 'coupon' | 'member' | 'product' | 'unknown';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const purposes: Seen[] = ['unknown', 'identify', 'spend', 'coupon'];

export function kindOf(text: string, skus: ReadonlySet<string> = new Set()): Seen {
  const clean = text.trim();
  const code = clean.toUpperCase();
  // A signed code: 61 characters of base 32, whose first byte is version and purpose.
  if (code.length === 61 && code[0] === '2')
    return purposes[alphabet.indexOf(code[1] ?? '') >> 2] ?? 'unknown';
  if (skus.has(clean)) return 'product';
  const digits = clean.replace(/[\s()+-]/g, '');
  if (/^\d{16}$/.test(digits) || /^(09|8869|9)\d{8}$/.test(digits)) return 'member';
  if (/^[0-9A-Z]{17}$/.test(code.replace(/[\s-]/g, ''))) return 'coupon';
  return 'unknown';
}

/**
 * Hears a hand scanner wherever the clerk is: it types fast and ends with Enter. Keys in a field belong to the field, and a person's
 * single keys to the page.
 */
export function listen(onCode: (text: string) => void): () => void {
  const slowest = 80;
  const shortest = 6;
  let text = '';
  let last = 0;
  let ended = 0;
  const hear = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const at = e.timeStamp;
    const target = e.target as HTMLElement | null;
    if (target?.closest('input, textarea, select') || document.querySelector('dialog[open]')) {
      text = '';
      return;
    }
    if (at - last > slowest) text = '';
    last = at;
    if (e.key === 'Enter') {
      // Some scanners end with two of them; neither may press the button that has the focus.
      if (text.length >= shortest || at - ended < 300) e.preventDefault();
      if (text.length >= shortest) {
        ended = at;
        onCode(text);
      }
      text = '';
    } else if (e.key.length === 1) {
      text += e.key;
      if (text.length > 1) e.preventDefault();
    }
  };
  document.addEventListener('keydown', hear, true);
  return () => document.removeEventListener('keydown', hear, true);
}
