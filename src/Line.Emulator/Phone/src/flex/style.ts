import type { BubbleSize, FlexBox, FlexBubble, FlexNode } from '../wire';

export type Style = Record<string, string | number>;

const GAP: Record<string, number> = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const LETTER: Record<string, number> = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  '3xl': 35,
  '4xl': 48,
  '5xl': 74,
};
const IMAGE: Record<string, string> = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%',
};
const BORDER: Record<string, string> = {
  none: '0',
  light: '0.5px',
  normal: '1px',
  medium: '2px',
  'semi-bold': '3px',
  bold: '4px',
};
export const BUBBLE_WIDTH: Record<BubbleSize, number> = {
  nano: 120,
  micro: 160,
  deca: 220,
  hecto: 241,
  kilo: 260,
  mega: 300,
  giga: 386,
};

const PIXELS = /^-?\d+(\.\d+)?px$/;
const PERCENT = /^-?\d+(\.\d+)?%$/;
const COLOR = /^#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

export const isLength = (v: string | undefined): v is string => !!v && (PIXELS.test(v) || PERCENT.test(v));
export const color = (v: string | undefined): string | undefined => (v && COLOR.test(v) ? v : undefined);

/** margin, spacing, padding, offset and cornerRadius share one scale of words; pixels and percent pass through. */
export function gap(v: string | undefined): string | undefined {
  if (!v) return undefined;
  const word = GAP[v];
  return word !== undefined ? `${word}px` : isLength(v) ? v : undefined;
}

export function letterSize(v: string | undefined, fallback = 'md'): string {
  const word = LETTER[v ?? fallback];
  return word !== undefined ? `${word}px` : isLength(v) ? v : `${LETTER[fallback]}px`;
}

/** scaling: the size follows the letter size that the person chose in the app around the message. */
export const scaled = (size: string, scaling: boolean | undefined): string =>
  scaling ? `calc(${size} * var(--letters, 1))` : size;

export function imageWidth(v: string | undefined): string {
  return IMAGE[v ?? 'md'] ?? (isLength(v) ? v : '100px');
}

/** "20:13" as a CSS ratio; a height above three times the width is refused by LINE and cut here. */
export function ratio(v: string | undefined, fallback = '1 / 1'): string {
  const m = v?.match(/^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/);
  if (!m?.[1] || !m[2]) return fallback;
  const [w, h] = [Number(m[1]), Number(m[2])];
  return w > 0 && h > 0 ? `${w} / ${Math.min(h, w * 3)}` : fallback;
}

/** How a component takes its share: horizontal children grow by default, vertical ones keep their height. */
export function share(node: FlexNode, parent: FlexBox['layout']): Style {
  if (node.type === 'separator' || node.type === 'spacer') return { flex: 'none' };
  if (node.type === 'filler') return { flex: `${node.flex ?? 1} 1 0px` };
  if ('position' in node && node.position === 'absolute') return {};
  const flex = 'flex' in node ? node.flex : undefined;
  const basis = parent === 'vertical' ? 'auto' : '0px';
  if (node.type === 'box' && flex === undefined && (parent === 'vertical' ? node.height : node.width))
    return { flex: '0 0 auto' };
  if (flex !== undefined) return { flex: flex > 0 ? `${flex} 0 ${basis}` : '0 0 auto' };
  if (parent === 'vertical' || node.type === 'icon') return { flex: '0 0 auto' };
  return { flex: '1 0 0px' };
}

/** The space before a child: its own margin, else the parent's spacing unless it is the first. */
export function before(node: FlexNode, parent: FlexBox, index: number): Style {
  const own = 'margin' in node ? gap(node.margin) : undefined;
  const space = own ?? (index > 0 && node.type !== 'filler' ? gap(parent.spacing) : undefined);
  if (!space || ('position' in node && node.position === 'absolute')) return {};
  return parent.layout === 'vertical' ? { marginTop: space } : { marginInlineStart: space };
}

type Offsets = {
  position?: string;
  offsetTop?: string;
  offsetBottom?: string;
  offsetStart?: string;
  offsetEnd?: string;
};

export function placed(node: FlexNode): Style {
  return offsets(node as Offsets);
}

function offsets(node: Offsets): Style {
  const style: Style = {};
  if (node.position === 'absolute') style.position = 'absolute';
  const put = (name: string, v: string | undefined) => {
    const g = gap(v);
    if (g !== undefined) style[name] = g;
  };
  put('top', node.offsetTop);
  put('bottom', node.offsetBottom);
  put('insetInlineStart', node.offsetStart);
  put('insetInlineEnd', node.offsetEnd);
  return style;
}

export function boxStyle(box: FlexBox): Style {
  const style: Style = { flexDirection: box.layout === 'vertical' ? 'column' : 'row' };
  if (box.layout === 'baseline') style.alignItems = 'baseline';
  else if (box.alignItems) style.alignItems = box.alignItems;
  if (box.justifyContent) style.justifyContent = box.justifyContent;
  const set = (name: string, v: string | undefined) => {
    if (v !== undefined) style[name] = v;
  };
  set('padding', gap(box.paddingAll));
  set('paddingTop', gap(box.paddingTop));
  set('paddingBottom', gap(box.paddingBottom));
  set('paddingInlineStart', gap(box.paddingStart));
  set('paddingInlineEnd', gap(box.paddingEnd));
  set('backgroundColor', color(box.backgroundColor));
  set('borderRadius', gap(box.cornerRadius));
  const width = box.borderWidth
    ? (BORDER[box.borderWidth] ?? (isLength(box.borderWidth) ? box.borderWidth : undefined))
    : undefined;
  if (width !== undefined && width !== '0') {
    style.borderWidth = width;
    style.borderStyle = 'solid';
    style.borderColor = color(box.borderColor) ?? 'transparent';
  }
  for (const name of ['width', 'maxWidth', 'height', 'maxHeight'] as const)
    if (isLength(box[name])) style[name] = box[name];
  set('background', gradient(box.background));
  return style;
}

export function gradient(background: FlexBox['background']): string | undefined {
  if (background?.type !== 'linearGradient') return undefined;
  const [start, center, end] = [
    color(background.startColor),
    color(background.centerColor),
    color(background.endColor),
  ];
  if (!start || !end || !/^\d+(\.\d+)?deg$/.test(background.angle ?? '')) return undefined;
  const middle = center
    ? `, ${center} ${isLength(background.centerPosition) ? background.centerPosition : '50%'}`
    : '';
  return `linear-gradient(${background.angle}, ${start} 0%${middle}, ${end} 100%)`;
}

/** The padding LINE gives a block when its box names none. */
export function blockPadding(block: 'header' | 'body' | 'footer', bubble: FlexBubble): string {
  const size = bubble.size ?? 'mega';
  if (block === 'footer') return '10px';
  if (size === 'nano' || size === 'micro') return '10px';
  if (size === 'deca' || size === 'hecto')
    return block === 'body' && bubble.footer ? '11px 14px 17px' : '11px 14px 13px';
  if (size === 'kilo') return block === 'body' && bubble.footer ? '13px 13px 17px' : '13px';
  if (block === 'header') return '20px';
  return bubble.footer ? '19px 20px 10px' : '19px 20px 20px';
}
