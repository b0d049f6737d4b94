import { cleanup, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { Flex } from '../src/flex';
import { color, gap, gradient, imageWidth, letterSize, ratio } from '../src/flex/style';
import type { Action, FlexBubble, FlexNode } from '../src/wire';

afterEach(cleanup);

test.each([
  ['xxs', '11px'],
  ['md', '16px'],
  ['5xl', '74px'],
  ['18px', '18px'],
  ['huge', '16px'],
])('letters of size %s are %s', (size, expected) => {
  expect(letterSize(size)).toBe(expected);
});

test('words and lengths of one scale serve margin, padding and corners; anything else is dropped', () => {
  expect([gap('xs'), gap('xxl'), gap('7px'), gap('10%'), gap('calc(1px)'), gap(undefined)]).toEqual([
    '2px',
    '20px',
    '7px',
    '10%',
    undefined,
    undefined,
  ]);
  expect([imageWidth(undefined), imageWidth('full'), imageWidth('33%')]).toEqual(['100px', '100%', '33%']);
  expect([ratio('20:13'), ratio('1:9'), ratio('x')]).toEqual(['20 / 13', '1 / 3', '1 / 1']);
  expect([color('#ABCDEF'), color('#11223344'), color('red;x:y')]).toEqual([
    '#ABCDEF',
    '#11223344',
    undefined,
  ]);
  expect(
    gradient({
      type: 'linearGradient',
      angle: '90deg',
      startColor: '#000000',
      endColor: '#ffffff',
      centerColor: '#888888',
      centerPosition: '10%',
    }),
  ).toBe('linear-gradient(90deg, #000000 0%, #888888 10%, #ffffff 100%)');
});

function draw(
  contents: FlexNode[],
  bubble: Partial<FlexBubble> = {},
  onAction: (a: Action) => void = () => {},
) {
  const view = render(
    <main style={{ width: '340px' }}>
      <Flex
        altText="x"
        onAction={onAction}
        contents={{ type: 'bubble', body: { type: 'box', layout: 'vertical', contents }, ...bubble }}
      />
    </main>,
  );
  return view.container;
}
const text = (t: string, more: object = {}): FlexNode => ({ type: 'text', text: t, ...more }) as FlexNode;
const rect = (t: string) => screen.getByText(t).getBoundingClientRect();

test('shares of a row follow flex, and flex 0 keeps to its words', () => {
  draw([
    { type: 'box', layout: 'horizontal', contents: [text('one', { flex: 1 }), text('three', { flex: 3 })] },
  ]);
  const width = (t: string) =>
    (screen.getByText(t).parentElement as HTMLElement).getBoundingClientRect().width;
  expect(width('three') / width('one')).toBeCloseTo(3, 1);
  cleanup();
  draw([
    { type: 'box', layout: 'horizontal', contents: [text('左', { flex: 0 }), text('右', { align: 'end' })] },
  ]);
  expect(width('左')).toBeLessThan(20);
  expect(width('右')).toBeGreaterThan(200);
});

test('spacing lies between children, a margin of their own replaces it, and absolute ones take no part', () => {
  draw([
    {
      type: 'box',
      layout: 'vertical',
      spacing: 'md',
      contents: [
        text('a'),
        text('b'),
        text('c', { margin: '30px' }),
        {
          type: 'box',
          layout: 'vertical',
          position: 'absolute',
          offsetTop: '0px',
          offsetEnd: '0px',
          contents: [text('corner')],
        },
      ],
    },
  ]);
  expect(rect('b').top - rect('a').bottom).toBe(8);
  expect(rect('c').top - rect('b').bottom).toBe(30);
  expect(rect('corner').top).toBe(rect('a').top);
});

test('a bubble keeps its size, and long words wrap or end in dots as asked', () => {
  const long = '很長的文字'.repeat(20);
  const container = draw([text(long), text(`${long}!`, { wrap: true, maxLines: 2 })], { size: 'micro' });
  const bubble = container.querySelector('.fx-bubble') as HTMLElement;
  expect(bubble.getBoundingClientRect().width).toBe(160);
  expect(rect(long).height).toBeLessThan(25);
  expect(Math.round(rect(`${long}!`).height)).toBe(45);
});

test('a message cannot bring markup, and an unknown component is left out', () => {
  const container = draw([text('<img src=x onerror=alert(1)>'), { type: 'hologram' } as unknown as FlexNode]);
  expect(container.querySelector('img')).toBeNull();
  expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
});

test('the innermost action wins', async () => {
  const done: string[] = [];
  draw(
    [
      {
        type: 'box',
        layout: 'vertical',
        action: { type: 'message', label: 'box', text: 'box' },
        contents: [
          text('in the box'),
          { type: 'button', action: { type: 'message', label: 'button', text: 'button' } },
          { type: 'image', url: 'data:,', action: { type: 'message', label: 'image', text: 'image' } },
        ],
      },
      text('outside'),
    ],
    { action: { type: 'message', label: 'bubble', text: 'bubble' } },
    (a) => done.push(a.text ?? ''),
  );
  const at = (t: string) => {
    const r = rect(t);
    return document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2) as HTMLElement;
  };
  await userEvent.click(at('in the box'));
  await userEvent.click(at('button'));
  await userEvent.click(at('outside'));
  await userEvent.click(screen.getByRole('button', { name: 'image' }));
  expect(done).toEqual(['box', 'button', 'bubble', 'image']);
});

test('a drawn bubble has no serious accessibility problem', async () => {
  const container = draw(
    [
      text('標題', { weight: 'bold', size: 'xl' }),
      { type: 'separator', margin: 'md' },
      { type: 'button', style: 'secondary', action: { type: 'message', label: '好', text: '好' } },
    ],
    {
      hero: {
        type: 'image',
        url: 'data:,',
        size: 'full',
        action: { type: 'uri', label: '看', uri: 'https://a.tw' },
      },
    },
  );
  const { violations } = await axe.run(container, { resultTypes: ['violations'] });
  expect(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')).toEqual([]);
});
