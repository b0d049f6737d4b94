import { openUri } from '../actions';
import { linkify } from '../chat/linkify';
import { t } from '../i18n';
import { usePhone } from '../phone';
import { phones } from '../state';
import { each } from '../ui/each';
import type { Emoji, Mention, Substitution } from '../wire';

/** A text in its parts: plain words (which may hold links), mentions, and LINE's own emoji. */
export type Part =
  | { kind: 'words'; text: string }
  | { kind: 'mention'; name: string }
  | { kind: 'emoji'; id: string };

/** text: emoji and mentions are named by their place, counted in UTF-16 units. */
export function partsOf(text: string, emojis: Emoji[] = [], mention?: Mention): Part[] {
  const marks = [
    ...emojis.map((e) => ({
      at: e.index,
      length: e.length ?? 1,
      part: { kind: 'emoji', id: `${e.productId}/${e.emojiId}` } as Part,
    })),
    ...(mention?.mentionees ?? []).map((m) => ({
      at: m.index,
      length: m.length,
      part: { kind: 'mention', name: text.slice(m.index, m.index + m.length) } as Part,
    })),
  ].sort((a, b) => a.at - b.at);
  const parts: Part[] = [];
  let end = 0;
  for (const mark of marks) {
    if (mark.at < end || mark.at >= text.length) continue;
    if (mark.at > end) parts.push({ kind: 'words', text: text.slice(end, mark.at) });
    parts.push(mark.part);
    end = mark.at + mark.length;
  }
  if (end < text.length) parts.push({ kind: 'words', text: text.slice(end) });
  return parts;
}

/** textV2: {key} stands for a mention or an emoji, doubled braces for themselves. */
export function partsOfV2(
  text: string,
  values: Record<string, Substitution> = {},
  nameOf = knownName,
): Part[] {
  const parts: Part[] = [];
  const say = (more: string) => {
    const last = parts.at(-1);
    if (last?.kind === 'words') last.text += more;
    else if (more) parts.push({ kind: 'words', text: more });
  };
  let end = 0;
  for (const match of text.matchAll(/\{\{|\}\}|\{(\w{1,20})\}/g)) {
    say(text.slice(end, match.index));
    end = match.index + match[0].length;
    const key = match[1];
    const value = key === undefined ? undefined : values[key];
    if (key === undefined) say(match[0][0] ?? '');
    else if (value?.type === 'mention')
      parts.push({ kind: 'mention', name: `@${mentioned(value, key, nameOf)}` });
    else if (value?.type === 'emoji') {
      const { productId = '', emojiId = '' } = value as { productId?: string; emojiId?: string };
      parts.push({ kind: 'emoji', id: `${productId}/${emojiId}` });
    } else say(match[0]);
  }
  say(text.slice(end));
  return parts;
}

function mentioned(value: Substitution, key: string, nameOf: (id: string) => string | undefined): string {
  const who = 'mentionee' in value ? value.mentionee : undefined;
  if (who?.type === 'all') return 'All';
  return (who?.userId && nameOf(who.userId)) || key;
}

const knownName = (id: string) => phones.value.find((p) => p.id === id)?.person.value.displayName;

/** A message of nothing but one to three emoji is drawn large and without a bubble's padding. */
const FEW_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s*){1,3}$/u;

export function TextBubble({ parts }: { parts: Part[] }) {
  const only = parts.length === 1 ? parts[0] : undefined;
  const large = only?.kind === 'emoji' || (only?.kind === 'words' && FEW_EMOJI.test(only.text));
  return (
    <div class={large ? 'bubble is-emoji' : 'bubble'}>
      {each(parts, (part) =>
        part.kind === 'words' ? (
          <Words text={part.text} />
        ) : part.kind === 'mention' ? (
          <span class="mention">{part.name}</span>
        ) : (
          <LineEmoji id={part.id} />
        ),
      )}
    </div>
  );
}

function Words({ text }: { text: string }) {
  const phone = usePhone();
  return (
    <>
      {each(linkify(text), (piece) =>
        piece.href ? (
          <a
            href={piece.href}
            rel="noreferrer"
            onClick={(e) => {
              e.preventDefault();
              void openUri(phone, piece.href as string);
            }}
          >
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

const FACES = ['😀', '😄', '😊', '😍', '😆', '🥳', '😎', '🤗', '😉', '😋'];

/** LINE's emoji belong to their makers: a face of Unicode stands in for each, always the same for one id. */
function LineEmoji({ id }: { id: string }) {
  const face = FACES[[...id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % FACES.length];
  return (
    <span class="line-emoji" role="img" aria-label={`${t('emoji')} ${id}`}>
      {face}
    </span>
  );
}
