// Widths of bars and gaps for symbol values 0 to 106 (ISO/IEC 15417).
const SYMBOLS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ');

const START_B = 104;
const START_C = 105;
const STOP = 106;

/** Symbol values of `text`: pairs of digits in set C when it is all digits and even in length, else set B. */
export function code128Values(text: string): number[] {
  const pairs = /^(?:\d\d)+$/.test(text) ? text.match(/\d\d/g) : null;
  const values = pairs
    ? [START_C, ...pairs.map(Number)]
    : [START_B, ...Array.from(text, (c) => c.charCodeAt(0) - 32)];
  if (values.some((value) => value < 0 || value > STOP))
    throw new RangeError('Code 128 B takes printable ASCII only');
  const sum = values.reduce((total, value, place) => total + value * Math.max(place, 1), 0);
  return [...values, sum % 103, STOP];
}

export interface Bars {
  /** SVG path of the bars, one unit high. */
  path: string;
  /** Width in modules, without quiet zones. */
  width: number;
}

export function code128(text: string): Bars {
  let path = '';
  let x = 0;
  for (const value of code128Values(text)) {
    [...(SYMBOLS[value] ?? '')].forEach((digit, i) => {
      const w = Number(digit);
      if (i % 2 === 0) path += `M${x} 0h${w}v1h-${w}z`;
      x += w;
    });
  }
  return { path, width: x };
}
