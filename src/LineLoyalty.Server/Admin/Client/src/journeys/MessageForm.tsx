import { useState } from 'preact/hooks';
import { Parts } from '../composer/Parts';
import type { Content, Part } from '../composer/wire';
import type { Say } from '../composer/words';
import { noWords } from './graph';
import { OutsideForm } from './OutsideForm';
import { Check } from './parts';
import type { Node, Setup } from './wire';

/** What a step says in LINE, and to those whom LINE does not reach. */
export function MessageForm({
  node,
  setup,
  say,
  onChange,
}: {
  node: Extract<Node, { type: 'message' }>;
  setup: Setup;
  say: Say;
  onChange: (node: Node) => void;
}) {
  const [language, setLanguage] = useState<'zh-TW' | 'en'>('zh-TW');
  const { content } = node;
  const english = language === 'en';
  const keep = (changed: Partial<Content>) => onChange({ ...node, content: { ...content, ...changed } });
  const without = () => {
    const { english: _, ...rest } = content;
    onChange({ ...node, content: rest });
  };
  return (
    <>
      <div class="chips mb-3">
        {(['zh-TW', 'en'] as const).map((code) => (
          <button
            key={code}
            type="button"
            class={`chip ${language === code ? 'on' : ''}`}
            aria-pressed={language === code}
            onClick={() => setLanguage(code)}
          >
            {code === 'en' ? 'English' : '中文'}
          </button>
        ))}
      </div>
      {english && !content.english ? (
        <div class="mb-3">
          <p class="form-hint">
            {say('沒有英文版時，英文會員也會收到中文。', 'Without it, readers of English get the Chinese.')}
          </p>
          <button
            type="button"
            class="btn btn-sm"
            onClick={() => keep({ english: structuredClone(content.messages) })}
          >
            {say('＋ 加入英文版', '＋ Add English')}
          </button>
        </div>
      ) : (
        <Parts
          parts={english ? (content.english ?? []) : content.messages}
          root={english ? 'english' : 'messages'}
          onChange={(parts: Part[]) => keep(english ? { english: parts } : { messages: parts })}
          coupons={setup.coupons}
          ratios={setup.ratios}
          most={setup.most}
          problems={[]}
          say={say}
        />
      )}
      {english && content.english && (
        <button type="button" class="btn btn-sm mb-3" onClick={without}>
          {say('移除英文版', 'Remove English')}
        </button>
      )}
      <p class="form-hint">
        {say(
          '還可使用 {daysAway}（距上次消費天數）；到期提醒另有 {expiringPoints}、{expiringCoupons}、{expiresOn}。',
          'Also {daysAway}; reminders of expiry also {expiringPoints}, {expiringCoupons}, {expiresOn}.',
        )}
      </p>
      <Check
        label={say(
          '不受每週訊息上限限制（仍遵守勿擾時段）',
          'Not held back by the weekly limit (quiet hours still count)',
        )}
        checked={node.always}
        onChange={(always) => onChange({ ...node, always })}
      />
      <Check
        label={say('LINE 送不到的會員，改用電子郵件或簡訊', 'By e-mail or SMS to those LINE does not reach')}
        checked={node.outside !== undefined}
        onChange={(checked) => {
          const { outside: _, ...rest } = node;
          onChange(checked ? { ...rest, outside: noWords() } : rest);
        }}
      />
      {node.outside && (
        <OutsideForm
          words={node.outside}
          setup={setup}
          say={say}
          onChange={(outside) => onChange({ ...node, outside })}
        />
      )}
    </>
  );
}
