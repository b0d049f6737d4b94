import { blank, MessageForm } from './MessageForm';
import type { Part, Problem } from './wire';
import type { Say } from './words';

type Props = {
  parts: Part[];
  /** <c>messages</c> or <c>english</c>, as the server names the place of a fault. */
  root: string;
  onChange: (parts: Part[]) => void;
  coupons: { code: string; title: string }[];
  ratios: string[];
  most: { messages: number; cards: number };
  problems: Problem[];
  say: Say;
};

/** The bubbles of one version in one language. */
export function Parts({ parts, root, onChange, coupons, ratios, most, problems, say }: Props) {
  const names: [Part['kind'], string][] = [
    ['text', say('文字', 'Text')],
    ['image', say('圖片', 'Picture')],
    ['card', say('圖文卡片', 'Card')],
    ['carousel', say('輪播卡片', 'Row of cards')],
    ['lineCoupon', say('LINE 優惠券', 'LINE coupon')],
    ['json', 'JSON'],
  ];
  const replace = (at: number, part: Part) => onChange(parts.map((p, i) => (i === at ? part : p)));
  const move = (from: number, to: number) => {
    const next = [...parts];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message has no name but its place.
        <div class="card mb-3" key={index}>
          <div class="card-header flex-wrap gap-2">
            <h2 class="card-title">{say(`第 ${index + 1} 則`, `Message ${index + 1}`)}</h2>
            <div class="card-actions d-flex gap-2 align-items-center flex-wrap">
              <div class="chips">
                {names.map(([kind, name]) => (
                  <button
                    key={kind}
                    type="button"
                    class={`chip chip-sm ${part.kind === kind ? 'on' : ''}`}
                    aria-pressed={part.kind === kind}
                    onClick={() => part.kind !== kind && replace(index, blank(kind))}
                  >
                    {name}
                  </button>
                ))}
              </div>
              {index > 0 && (
                <button
                  type="button"
                  class="btn-x"
                  aria-label={say(`第 ${index + 1} 則上移`, `Move message ${index + 1} up`)}
                  onClick={() => move(index, index - 1)}
                >
                  ↑
                </button>
              )}
              {parts.length > 1 && (
                <button
                  type="button"
                  class="btn-x"
                  aria-label={say(`刪除第 ${index + 1} 則`, `Remove message ${index + 1}`)}
                  onClick={() => onChange(parts.filter((_, i) => i !== index))}
                >
                  ×
                </button>
              )}
            </div>
          </div>
          <div class="card-body">
            <MessageForm
              part={part}
              path={`${root}[${index}]`}
              onChange={(changed) => replace(index, changed)}
              coupons={coupons}
              ratios={ratios}
              mostCards={most.cards}
              problems={problems}
              say={say}
            />
          </div>
        </div>
      ))}
      {parts.length < most.messages && (
        <button type="button" class="btn w-100 mb-3" onClick={() => onChange([...parts, blank('card')])}>
          {say('＋ 再加一則', '+ Add a message')}
        </button>
      )}
    </>
  );
}
