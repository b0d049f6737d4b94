import type { Action, Box } from './wire';

/** Cells in twelfths of the width and halves of the large menu's height. */
export type Template = {
  id: string;
  size: 'large' | 'compact';
  cells: [x: number, y: number, w: number, h: number][];
};

const row = (y: number, ...widths: number[]): Template['cells'] => {
  let x = 0;
  return widths.map((w) => {
    x += w;
    return [x - w, y, w, 1];
  });
};

const first: Template = { id: '3x2', size: 'large', cells: [...row(0, 4, 4, 4), ...row(1, 4, 4, 4)] };

export const templates: Template[] = [
  first,
  { id: '2x2', size: 'large', cells: [...row(0, 6, 6), ...row(1, 6, 6)] },
  { id: '2+3', size: 'large', cells: [...row(0, 8, 4), ...row(1, 4, 4, 4)] },
  { id: '1+3', size: 'large', cells: [...row(0, 12), ...row(1, 4, 4, 4)] },
  { id: '1+2', size: 'large', cells: [...row(0, 12), ...row(1, 6, 6)] },
  {
    id: '1|2',
    size: 'large',
    cells: [
      [0, 0, 8, 2],
      [8, 0, 4, 1],
      [8, 1, 4, 1],
    ],
  },
  { id: '1x2', size: 'large', cells: [...row(0, 12), ...row(1, 12)] },
  { id: '1x1', size: 'large', cells: [[0, 0, 12, 2]] },
  { id: '3x1', size: 'compact', cells: row(0, 4, 4, 4) },
  { id: '2x1', size: 'compact', cells: row(0, 6, 6) },
  { id: '2+1', size: 'compact', cells: row(0, 8, 4) },
  { id: '1c', size: 'compact', cells: row(0, 12) },
];

export const templateOf = (id: string) => templates.find((t) => t.id === id) ?? first;

/** A template's cells in the picture's pixels. */
export const boxes = (template: Template, width: number, height: number): Box[] => {
  const rows = template.size === 'large' ? 2 : 1;
  return template.cells.map(([x, y, w, h]) => {
    const [left, top] = [Math.round((x * width) / 12), Math.round((y * height) / rows)];
    return {
      x: left,
      y: top,
      width: Math.round(((x + w) * width) / 12) - left,
      height: Math.round(((y + h) * height) / rows) - top,
    };
  });
};

type Idea = { icon: string; text: [string, string]; hint: [string, string]; action: Partial<Action> };

/** What the cells of a fresh template offer, most wished for first. */
export const ideas: Idea[] = [
  {
    icon: 'card',
    text: ['會員卡', 'Member card'],
    hint: ['結帳出示，集點折抵', 'Show it at the till'],
    action: { kind: 'page', value: 'card' },
  },
  {
    icon: 'coupon',
    text: ['優惠券', 'Coupons'],
    hint: ['查看與使用', 'See and use'],
    action: { kind: 'page', value: 'coupons' },
  },
  {
    icon: 'points',
    text: ['點數', 'Points'],
    hint: ['餘額與到期日', 'Balance and expiry'],
    action: { kind: 'ask', value: 'points' },
  },
  {
    icon: 'history',
    text: ['消費紀錄', 'History'],
    hint: ['最近的消費', 'Latest purchases'],
    action: { kind: 'page', value: 'history' },
  },
  {
    icon: 'person',
    text: ['會員資料', 'Profile'],
    hint: ['修改我的資料', 'Change my data'],
    action: { kind: 'page', value: 'profile' },
  },
  {
    icon: 'help',
    text: ['說明', 'Help'],
    hint: ['我能做什麼', 'What I can do'],
    action: { kind: 'ask', value: 'help' },
  },
];
