type Rgb = [number, number, number];

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const PAGE_LIGHT: Rgb = [255, 255, 255];
const PAGE_DARK: Rgb = [28, 27, 25];
const READABLE = 4.5;
const CLEAR = 6;

function parse(hex: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(hex);
  const full = short
    ? `#${short
        .slice(1)
        .map((c) => c + c)
        .join('')}`
    : hex;
  const found = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(full);
  return found ? (found.slice(1).map((part) => Number.parseInt(part, 16)) as Rgb) : null;
}

const css = (c: Rgb) => `#${c.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const mix = (from: Rgb, to: Rgb, share: number) =>
  from.map((part, i) => part + ((to[i] ?? 0) - part) * share) as Rgb;

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two colours written as #rrggbb. */
export function contrast(a: string, b: string): number {
  return ratio(parse(a) ?? BLACK, parse(b) ?? WHITE);
}

function ratio(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Moves `colour` towards `to` until it can be read on `ground`. */
function until(colour: Rgb, ground: Rgb, to: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, to, share);
    if (ratio(tried, ground) >= READABLE) return tried;
  }
  return to;
}

/** Brightens `colour` without greying it until it can be read on a dark ground; what is still too dark is mixed with white. */
function brighten(colour: Rgb): Rgb {
  const most = 255 / Math.max(...colour, 1);
  for (let factor = 1; factor < most; factor += 0.05) {
    const tried = colour.map((part) => part * factor) as Rgb;
    if (ratio(tried, PAGE_DARK) >= CLEAR) return tried;
  }
  return until(colour.map((part) => part * most) as Rgb, PAGE_DARK, WHITE);
}

const FALLBACK: Rgb = [74, 56, 40];

/** Any brand's colour made into a palette whose texts stay readable, as CSS custom properties. */
export function brandColours(hex: string): Record<string, string> {
  const brand = parse(hex) ?? FALLBACK;
  // The card's face carries white text, from its lightest corner on.
  const face = until(brand, WHITE, BLACK);
  return {
    '--brand-face': css(face),
    '--brand-deep': css(mix(face, BLACK, 0.42)),
    '--brand-ink': css(until(brand, PAGE_LIGHT, BLACK)),
    '--brand-ink-dark': css(brighten(brand)),
  };
}

/** A tier's chip: its colour as ground and whichever of black and white reads better on it. */
export function tierColours(hex: string): Record<string, string> {
  const ground = parse(hex) ?? FALLBACK;
  const on = ratio(ground, WHITE) >= READABLE ? WHITE : BLACK;
  return { '--tier': css(ground), '--tier-on': on === WHITE ? '#ffffff' : '#1c1b19' };
}
