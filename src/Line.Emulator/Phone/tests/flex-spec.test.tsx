import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import differences from '../FLEX.md?raw';
import { Flex } from '../src/flex';
import type { FlexBox, FlexBubble, FlexContainer, FlexNode } from '../src/wire';
import { flexProperties, flexWords } from './support/flex-spec';

// Every property of LINE's specification is drawn with and without, and the two drawings are compared: FLEX.md says what this finds.

afterEach(cleanup);

type Props = Record<string, unknown>;
type Make = (props: Props) => FlexContainer;
type Case = {
  /** Where the usual surroundings would hide it. */
  make?: Make;
  /** Values to try; the specification's own words come by themselves. */
  values?: unknown[];
  /** What else the object needs for the property to show. */
  given?: Props;
  /** Words that mean the same drawing as leaving the property out. */
  normal?: string;
};

const action = { type: 'message', label: 'tap', text: 'tap' };
const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>')}`;
const text = (t: string, more: Props = {}) => ({ type: 'text', text: t, ...more }) as FlexNode;
const box = (contents: FlexNode[], more: Props = {}): FlexBox => ({
  type: 'box',
  layout: 'vertical',
  contents,
  ...more,
});
const bubble = (more: Partial<FlexBubble>): FlexBubble => ({ type: 'bubble', ...more });
const long = '一二三四五六七八九十'.repeat(4);

/** A component between two others in a row that is higher than itself. */
const between = (node: Props) =>
  bubble({
    body: box([], {
      layout: 'horizontal',
      contents: [box([], { width: '40px', height: '160px', flex: 0 }), node as FlexNode, text('after')],
    }),
  });
const inBaseline = (node: Props) =>
  bubble({
    body: box([], {
      layout: 'baseline',
      contents: [text('before', { flex: 0 }), node as FlexNode, text('after')],
    }),
  });

const make: Record<string, Make> = {
  FlexBubble: (p) => bubble({ body: box([text('body')]), ...p }),
  FlexCarousel: (p) =>
    ({ type: 'carousel', contents: [bubble({ body: box([text('one')]) })], ...p }) as FlexContainer,
  FlexBubbleStyles: (p) =>
    bubble({
      header: box([text('header')]),
      hero: box([text('hero')]),
      body: box([text('body')]),
      footer: box([text('footer')]),
      styles: p as never,
    }),
  FlexBlockStyle: (p) =>
    bubble({ header: box([text('header')]), body: box([text('body')]), styles: { body: p } }),
  FlexBox: (p) =>
    between({
      type: 'box',
      layout: 'vertical',
      contents: [text('a', { flex: 0 }), text('b', { flex: 0 })],
      ...p,
    }),
  FlexButton: (p) => between({ type: 'button', action, ...p }),
  FlexImage: (p) => between({ type: 'image', url: picture, size: 'xs', ...p }),
  FlexVideo: (p) =>
    bubble({
      hero: { type: 'video', url: 'https://a.tw/v.mp4', previewUrl: picture, ...p } as FlexNode,
      body: box([text('b')]),
    }),
  FlexIcon: (p) => inBaseline({ type: 'icon', url: picture, ...p }),
  FlexText: (p) => between({ type: 'text', text: 'word', ...p }),
  FlexSpan: (p) =>
    between({
      type: 'text',
      contents: [
        { type: 'span', text: 'word', ...p },
        { type: 'span', text: 'next' },
      ],
    }),
  FlexSeparator: (p) =>
    bubble({ body: box([text('a'), { type: 'separator', ...p } as FlexNode, text('b')]) }),
  FlexFiller: (p) =>
    bubble({
      body: box([], { layout: 'horizontal', contents: [text('a'), { type: 'filler', ...p } as FlexNode] }),
    }),
  FlexBoxLinearGradient: (p) =>
    between(
      box([text('a')], {
        background: {
          type: 'linearGradient',
          angle: '0deg',
          startColor: '#112233',
          endColor: '#ffffff',
          ...p,
        },
      }) as Props,
    ),
};

const sizes = (schema: string) => [...flexWords(schema), '18px'];
const spaces = [...flexWords('FlexMargin'), '7px'];
const lengths = ['90px', '30%'];
// Half a pixel is a whole one on a screen with one pixel per point.
const borders = flexWords('FlexBoxBorderWidth').filter((w) => w !== 'light' || devicePixelRatio > 1);
const color = ['#ff0000', '#00ff0080'];

/** What to try where the specification names no words. `*` stands for every component. */
const tries: Record<string, Case> = {
  '*.flex': { values: [0, 3] },
  '*.margin': { values: spaces, normal: 'none' },
  '*.position': { given: { offsetTop: '3px' }, normal: 'relative' },
  '*.offsetTop': { values: spaces, normal: 'none' },
  '*.offsetBottom': { values: spaces, normal: 'none' },
  '*.offsetStart': { values: spaces, normal: 'none' },
  '*.offsetEnd': { values: spaces, normal: 'none' },
  '*.action': { values: [action] },
  '*.scaling': { values: [true] },
  '*.color': { values: color },
  '*.backgroundColor': { values: color },
  '*.aspectRatio': { values: ['20:13', '3:1'] },
  '*.url': { values: [`${picture}#other`] },
  'FlexBubble.direction': { normal: 'ltr' },
  'FlexBubble.size': { normal: 'mega' },
  'FlexBubble.styles': { values: [{ body: { backgroundColor: '#ff0000' } }] },
  'FlexBubble.header': { values: [box([text('header')])] },
  'FlexBubble.hero': { values: [{ type: 'image', url: picture }] },
  'FlexBubble.body': { values: [box([text('other')])] },
  'FlexBubble.footer': { values: [box([text('footer')])] },
  'FlexCarousel.contents': {
    values: [[bubble({ body: box([text('one')]) }), bubble({ body: box([text('two')]) })]],
  },
  'FlexBubbleStyles.header': { values: [{ backgroundColor: '#ff0000' }] },
  'FlexBubbleStyles.hero': { values: [{ backgroundColor: '#ff0000' }] },
  'FlexBubbleStyles.body': { values: [{ backgroundColor: '#ff0000' }] },
  'FlexBubbleStyles.footer': { values: [{ backgroundColor: '#ff0000' }] },
  'FlexBlockStyle.separator': { values: [true] },
  'FlexBlockStyle.separatorColor': { values: color, given: { separator: true } },
  'FlexBox.layout': { normal: 'vertical' },
  'FlexBox.contents': { values: [[text('other')]] },
  'FlexBox.spacing': { values: spaces, normal: 'none' },
  'FlexBox.borderColor': { values: color, given: { borderWidth: '2px' } },
  'FlexBox.borderWidth': { values: [...borders, '7px'], normal: 'none' },
  'FlexBox.cornerRadius': { values: [...flexWords('FlexBoxCornerRadius'), '7px'], normal: 'none' },
  'FlexBox.width': { values: lengths },
  'FlexBox.maxWidth': { values: lengths },
  'FlexBox.height': { values: lengths },
  'FlexBox.maxHeight': { values: ['20px', '40px'], given: { height: '100px' } },
  'FlexBox.paddingAll': { values: spaces, normal: 'none' },
  'FlexBox.paddingTop': { values: spaces, normal: 'none' },
  'FlexBox.paddingBottom': { values: spaces, given: { justifyContent: 'flex-end' }, normal: 'none' },
  'FlexBox.paddingStart': { values: spaces, normal: 'none' },
  'FlexBox.paddingEnd': { values: spaces, normal: 'none' },
  'FlexBox.justifyContent': { given: { height: '160px' }, normal: 'flex-start' },
  'FlexBox.background': {
    values: [{ type: 'linearGradient', angle: '9deg', startColor: '#000000', endColor: '#ffffff' }],
  },
  'FlexButton.style': { normal: 'link' },
  'FlexButton.gravity': { normal: 'top' },
  'FlexButton.height': { normal: 'md' },
  'FlexButton.action': { values: [{ ...action, label: 'other' }] },
  'FlexButton.adjustMode': { given: { action: { ...action, label: long } } },
  'FlexImage.align': { normal: 'center' },
  'FlexImage.gravity': { normal: 'top' },
  'FlexImage.size': {
    make: (p) => bubble({ body: box([{ type: 'image', url: picture, ...p } as FlexNode]) }),
    values: sizes('FlexImageSize'),
    normal: 'md',
  },
  'FlexImage.aspectMode': { normal: 'fit' },
  'FlexImage.animated': { values: [true] },
  'FlexVideo.previewUrl': { values: [`${picture}#other`] },
  'FlexVideo.altContent': { values: [{ type: 'image', url: picture }], given: { url: '' } },
  'FlexIcon.size': { values: sizes('FlexIconSize'), normal: 'md' },
  'FlexText.text': { values: ['other'] },
  'FlexText.contents': { values: [[{ type: 'span', text: 'span' }]] },
  'FlexText.size': { values: sizes('FlexTextFontSize'), normal: 'md' },
  'FlexText.align': { normal: 'start' },
  'FlexText.gravity': { normal: 'top' },
  'FlexText.weight': { normal: 'regular' },
  'FlexText.style': { normal: 'normal' },
  'FlexText.decoration': { normal: 'none' },
  'FlexText.wrap': { values: [true], given: { text: long } },
  'FlexText.lineSpacing': { values: ['20px'], given: { text: long, wrap: true } },
  'FlexText.maxLines': { values: [2], given: { text: long, wrap: true } },
  'FlexText.adjustMode': { given: { text: '一二三四五六七八九十' } },
  'FlexSpan.text': { values: ['other'] },
  'FlexSpan.size': { values: sizes('FlexSpanSize'), normal: 'md' },
  'FlexSpan.weight': { normal: 'regular' },
  'FlexSpan.style': { normal: 'normal' },
  'FlexSpan.decoration': { normal: 'none' },
  'FlexBoxLinearGradient.angle': { values: ['45deg', '90.5deg'] },
  'FlexBoxLinearGradient.startColor': { values: color },
  'FlexBoxLinearGradient.endColor': { values: color },
  'FlexBoxLinearGradient.centerColor': { values: color },
  'FlexBoxLinearGradient.centerPosition': { values: ['10%', '70%'], given: { centerColor: '#ff0000' } },
};

const STYLES = [
  'color',
  'backgroundColor',
  'backgroundImage',
  'borderTopWidth',
  'borderTopColor',
  'borderTopLeftRadius',
  'fontSize',
  'fontWeight',
  'fontStyle',
  'textDecorationLine',
  'textAlign',
  'objectFit',
  'webkitLineClamp',
  'position',
  'direction',
  'aspectRatio',
  'flexGrow',
] as const;

/** All that can be seen: where each element lies, how it looks, what it says. */
function look(contents: FlexContainer, altText = 'alt'): string {
  const { container } = render(
    <main style={{ width: '340px', '--letters': 1.45 }}>
      <Flex contents={contents} altText={altText} onAction={() => {}} />
    </main>,
  );
  const seen = [...container.querySelectorAll<HTMLElement>('*')].map((el) => {
    const r = el.getBoundingClientRect();
    const style = getComputedStyle(el);
    const own = [...el.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent);
    return [
      el.tagName,
      ...[r.left, r.top, r.width, r.height].map((n) => Math.round(n * 4)),
      ...STYLES.map((name) => style[name]),
      el.getAttribute('src'),
      el.getAttribute('poster'),
      el.getAttribute('aria-label'),
      ...own,
    ].join('|');
  });
  cleanup();
  return seen.join('\n');
}

/** FLEX.md's rows: what is drawn as LINE does, and what differs. */
const rows = new Map(
  [...differences.matchAll(/^\| `(Flex\w+\.\w+)` \| (.+?) \|$/gm)].map((m) => [
    m[1] as string,
    m[2] as string,
  ]),
);
const properties = flexProperties();

test('FLEX.md has a row for each property of the specification, and none besides', () => {
  expect(properties.length).toBeGreaterThan(100);
  expect([...rows.keys()].sort()).toEqual(properties.map((p) => p.name).sort());
});

test.each(properties.map((p) => p.name).filter((name) => !name.startsWith('FlexMessage.')))('%s', (name) => {
  const [schema = '', property = ''] = name.split('.');
  const tried = tries[name] ?? tries[`*.${property}`] ?? {};
  const draw = tried.make ?? (make[schema] as Make);
  const { values = properties.find((p) => p.name === name)?.values ?? [], given = {}, normal } = tried;
  expect(values.length).toBeGreaterThan(0);
  const without = look(draw(given));
  const looks = values
    .filter((value) => value !== normal)
    .map((value) => [JSON.stringify(value), look(draw({ ...given, [property]: value }))] as const);
  const same = looks.filter(([, drawing]) => drawing === without).map(([value]) => value);
  const twins = looks
    .filter(([, d], i) => looks.findIndex(([, other]) => other === d) !== i)
    .map(([value]) => value);
  const drawn = same.length === 0 && twins.length === 0;
  // Only a row that says so may stay without an effect.
  if (rows.get(name)?.startsWith('not drawn')) expect(drawn).toBe(false);
  else expect({ same, twins }).toEqual({ same: [], twins: [] });
  if (normal !== undefined) expect(look(draw({ ...given, [property]: normal }))).toBe(without);
});

test('the alternative text names a card for those who cannot see it', () => {
  expect(look(bubble({ body: box([text('x')]) }), '新品')).toContain('新品');
  expect(look({ type: 'carousel', contents: [bubble({ body: box([text('x')]) })] }, '新品')).toContain(
    '新品',
  );
});
