import { useSignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { each } from '../ui/each';
import type {
  Action,
  BlockStyle,
  FlexBox,
  FlexBubble,
  FlexButton,
  FlexContainer,
  FlexImage,
  FlexNode,
  FlexSpan,
  FlexText,
  FlexVideo,
} from '../wire';
import { Carousel } from './Carousel';
import {
  BUBBLE_WIDTH,
  before,
  blockPadding,
  boxStyle,
  color,
  gap,
  imageWidth,
  letterSize,
  placed,
  ratio,
  type Style,
  scaled,
  share,
} from './style';

type Act = (action: Action) => void;
const ActContext = createContext<Act>(() => {});

/** Draws a Flex container. Every text goes through Preact, so a message can never bring its own markup. */
export function Flex({
  contents,
  altText,
  onAction,
}: {
  contents: FlexContainer;
  altText: string;
  onAction: Act;
}) {
  return (
    <ActContext.Provider value={onAction}>
      {contents.type === 'carousel' ? (
        <Carousel label={altText}>
          {each(contents.contents, (bubble) => (
            <Bubble bubble={bubble} />
          ))}
        </Carousel>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this names the card by its alternative text.
        <div role="group" aria-label={altText}>
          <Bubble bubble={contents} />
        </div>
      )}
    </ActContext.Provider>
  );
}

function Bubble({ bubble }: { bubble: FlexBubble }) {
  const size = bubble.size && BUBBLE_WIDTH[bubble.size] ? bubble.size : 'mega';
  const block = (name: 'header' | 'body' | 'footer', box: FlexBox | undefined) =>
    box && (
      <Block look={bubble.styles?.[name]} name={name}>
        <Box box={box} style={{ padding: blockPadding(name, bubble), ...boxStyle(box) }} depth={1} />
      </Block>
    );
  return (
    <div
      class={`fx-bubble fx-${size}`}
      style={{ width: `${BUBBLE_WIDTH[size]}px` }}
      dir={bubble.direction ?? 'ltr'}
    >
      {block('header', bubble.header)}
      {bubble.hero && (
        <Block look={bubble.styles?.hero} name="hero">
          <Node node={bubble.hero} parent={HERO} index={0} depth={1} />
        </Block>
      )}
      {block('body', bubble.body)}
      {block('footer', bubble.footer)}
      {bubble.action && <Tap action={bubble.action} depth={0} fallback="" />}
    </div>
  );
}

const HERO: FlexBox = { type: 'box', layout: 'vertical', contents: [] };

function Block({
  look,
  name,
  children,
}: {
  look: BlockStyle | undefined;
  name: string;
  children: preact.ComponentChildren;
}) {
  const line = look?.separator && name !== 'header';
  return (
    <div class={`fx-block fx-block-${name}`} style={{ backgroundColor: color(look?.backgroundColor) }}>
      {line && <div class="fx-separator" style={{ backgroundColor: color(look.separatorColor) }} />}
      {children}
    </div>
  );
}

/** An invisible button over a whole box, image or bubble; a deeper one lies above, so the innermost action wins. */
function Tap({ action, depth, fallback }: { action: Action; depth: number; fallback: string }) {
  const act = useContext(ActContext);
  const name = action.label || fallback || action.text || action.displayText || action.uri || action.type;
  return (
    <button
      type="button"
      class="fx-tap"
      style={{ zIndex: depth }}
      aria-label={name}
      onClick={() => act(action)}
    />
  );
}

type NodeProps = { node: FlexNode; parent: FlexBox; index: number; depth: number };

function Node({ node, parent, index, depth }: NodeProps) {
  const style: Style = { ...share(node, parent.layout), ...before(node, parent, index), ...placed(node) };
  switch (node.type) {
    case 'box':
      return <Box box={node} style={{ ...style, ...boxStyle(node) }} depth={depth} />;
    case 'text':
      return <Text node={node} style={style} depth={depth} />;
    case 'button':
      return <Button node={node} style={style} depth={depth} />;
    case 'image':
      return <Image node={node} style={style} depth={depth} />;
    case 'video':
      return <Video node={node} depth={depth} />;
    case 'icon':
      return (
        <div class="fx-icon" style={{ ...style, fontSize: scaled(letterSize(node.size), node.scaling) }}>
          <img src={node.url} alt="" style={{ aspectRatio: ratio(node.aspectRatio) }} />
        </div>
      );
    case 'separator':
      return (
        <div
          class={parent.layout === 'vertical' ? 'fx-separator' : 'fx-separator fx-upright'}
          style={{ ...style, backgroundColor: color(node.color) }}
        />
      );
    case 'filler':
      return <div style={style} />;
    case 'spacer':
      return (
        <div
          style={{ ...style, [parent.layout === 'vertical' ? 'height' : 'width']: gap(node.size ?? 'md') }}
        />
      );
    default:
      return null;
  }
}

function Box({ box, style, depth }: { box: FlexBox; style: Style; depth: number }) {
  return (
    <div class="fx-box" style={style}>
      {each(box.contents, (node, i) => (
        <Node node={node} parent={box} index={i} depth={depth + 1} />
      ))}
      {box.action && <Tap action={box.action} depth={depth} fallback={plainText(box)} />}
    </div>
  );
}

function lettering(node: FlexSpan | FlexText): Style {
  const style: Style = {};
  const c = color(node.color);
  if (c) style.color = c;
  if (node.weight) style.fontWeight = node.weight === 'bold' ? 700 : 400;
  if (node.style) style.fontStyle = node.style;
  if (node.decoration) style.textDecoration = node.decoration;
  return style;
}

const GRAVITY = { top: 'flex-start', center: 'center', bottom: 'flex-end' } as const;

function Text({ node, style, depth }: { node: FlexText; style: Style; depth: number }) {
  const fit = useShrink(node.adjustMode === 'shrink-to-fit' && !node.wrap, node.text);
  const size = scaled(letterSize(node.size), node.scaling);
  const letters: Style = { ...lettering(node), fontSize: size, textAlign: node.align ?? 'start' };
  if (node.lineSpacing && /^\d+(\.\d+)?px$/.test(node.lineSpacing))
    letters.lineHeight = `calc(1.4em + ${node.lineSpacing})`;
  if (node.wrap && node.maxLines) Object.assign(letters, { '-webkit-line-clamp': node.maxLines });
  return (
    <div class="fx-text" style={{ ...style, justifyContent: GRAVITY[node.gravity ?? 'top'] }}>
      <p
        class={node.wrap ? (node.maxLines ? 'fx-wrap fx-clamp' : 'fx-wrap') : undefined}
        style={letters}
        ref={fit}
      >
        {node.contents?.length
          ? each(node.contents, (span) => (
              <span
                style={{
                  ...lettering(span),
                  ...(span.size ? { fontSize: scaled(letterSize(span.size), node.scaling) } : {}),
                }}
              >
                {span.text}
              </span>
            ))
          : node.text}
      </p>
      {node.action && <Tap action={node.action} depth={depth} fallback={plainText(node)} />}
    </div>
  );
}

function Button({ node, style, depth }: { node: FlexButton; style: Style; depth: number }) {
  const act = useContext(ActContext);
  const kind = node.style ?? 'link';
  const own = color(node.color);
  const fit = useShrink(node.adjustMode === 'shrink-to-fit', node.action.label);
  return (
    <div class="fx-button" style={{ ...style, justifyContent: GRAVITY[node.gravity ?? 'top'] }}>
      <button
        type="button"
        class={`fx-${kind}${node.height === 'sm' ? ' fx-low' : ''}`}
        style={{
          zIndex: depth,
          ...(node.scaling ? { fontSize: scaled('16px', true) } : {}),
          ...(own ? { [kind === 'link' ? 'color' : 'backgroundColor']: own } : {}),
        }}
        onClick={() => act(node.action)}
      >
        <span ref={fit}>{node.action.label}</span>
      </button>
    </div>
  );
}

function Image({ node, style, depth }: { node: FlexImage; style: Style; depth: number }) {
  const align = { start: 'flex-start', center: 'center', end: 'flex-end' }[node.align ?? 'center'];
  return (
    <div
      class="fx-image"
      style={{ ...style, alignItems: align, justifyContent: GRAVITY[node.gravity ?? 'top'] }}
    >
      <div
        style={{
          width: imageWidth(node.size),
          aspectRatio: ratio(node.aspectRatio),
          backgroundColor: color(node.backgroundColor),
        }}
      >
        <img src={node.url} alt="" style={{ objectFit: node.aspectMode === 'cover' ? 'cover' : 'contain' }} />
      </div>
      {node.action && <Tap action={node.action} depth={depth} fallback="" />}
    </div>
  );
}

function Video({ node, depth }: { node: FlexVideo; depth: number }) {
  const act = useContext(ActContext);
  const broken = useSignal(false);
  const { action } = node;
  if (!node.url || (broken.value && node.altContent))
    return node.altContent ? <Node node={node.altContent} parent={HERO} index={0} depth={depth} /> : null;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: the message brings no captions, and LINE has no field for them. */}
      <video
        class="fx-video"
        controls
        preload="none"
        playsInline
        src={node.url}
        poster={node.previewUrl}
        style={{ aspectRatio: ratio(node.aspectRatio, '16 / 9') }}
        onError={() => {
          broken.value = true;
        }}
      />
      {action && (
        <button type="button" class="fx-video-link" style={{ zIndex: depth }} onClick={() => act(action)}>
          {action.label ?? action.uri}
        </button>
      )}
    </>
  );
}

/** adjustMode shrink-to-fit: smaller letters until the line fits, as small as LINE goes (about half). */
function useShrink(wanted: boolean, text: string | undefined) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const el = ref.current;
    if (!wanted || !el || text === undefined) return;
    el.style.fontSize = '';
    const full = el.scrollWidth;
    if (full > el.clientWidth && el.clientWidth > 0)
      el.style.fontSize = `${Math.max(0.5, el.clientWidth / full) * Number.parseFloat(getComputedStyle(el).fontSize)}px`;
  }, [wanted, text]);
  return ref as preact.RefObject<never>;
}

/** The words inside a component, to name a button that has no label. */
export function plainText(node: FlexNode): string {
  if (node.type === 'text') return node.text ?? node.contents?.map((s) => s.text ?? '').join('') ?? '';
  if (node.type === 'box') return (node.contents ?? []).map(plainText).filter(Boolean).join(' ');
  return '';
}
