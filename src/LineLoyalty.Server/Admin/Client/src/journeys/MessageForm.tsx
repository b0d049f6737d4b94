import { useEffect, useState } from 'preact/hooks';
import { MoreVariables, type Variable } from '../composer/MessageForm';
import { Parts } from '../composer/Parts';
import { Phone } from '../composer/Phone';
import type { Content, LineMessage, Part, Problem } from '../composer/wire';
import type { Say } from '../composer/words';
import { noWords } from './graph';
import { OutsideForm } from './OutsideForm';
import { Check } from './parts';
import { ask, type Node, type Setup, type Trigger } from './wire';

const PAUSE = 300;
const DAYS_AWAY: Variable = { token: '{daysAway}', zh: '幾天沒來', en: 'Days away' };
const EXPIRES: Variable = { token: '{expiresOn}', zh: '到期日', en: 'Ends on' };

/** What only this journey's trigger knows. */
const variablesOf = (trigger: Trigger['type']): Variable[] =>
  trigger === 'pointsExpiring'
    ? [{ token: '{expiringPoints}', zh: '到期點數', en: 'Points ending' }, EXPIRES]
    : trigger === 'couponExpiring'
      ? [{ token: '{expiringCoupons}', zh: '到期張數', en: 'Coupons ending' }, EXPIRES]
      : [DAYS_AWAY];

/** What a step says in LINE, and to those whom LINE does not reach. */
export function MessageForm({
  node,
  setup,
  trigger,
  say,
  onChange,
}: {
  node: Extract<Node, { type: 'message' }>;
  setup: Setup;
  trigger: Trigger['type'];
  say: Say;
  onChange: (node: Node) => void;
}) {
  const [language, setLanguage] = useState<'zh-TW' | 'en'>('zh-TW');
  const [preview, setPreview] = useState<LineMessage[]>([]);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const { content } = node;
  const key = JSON.stringify({ content, language });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the message is compared by what it says.
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(async () => {
      try {
        const got = await ask<{ messages: LineMessage[]; problems: Problem[] }>(setup.id, 'Preview', {
          content,
          language,
        });
        if (stale || !('ok' in got)) return;
        setPreview(got.ok.messages);
        // An empty field shows on the drawing; here it has yet to be typed.
        setProblems(got.ok.problems.filter((p) => p.code !== 'campaign.required'));
      } catch {
        // The next change asks again.
      }
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key]);
  const test = async () => {
    try {
      const got = await ask<object>(setup.id, 'Test', { content, language });
      setTold(
        'ok' in got
          ? { text: say('測試訊息已送到您的 LINE。', 'The test is on its way to your LINE.'), bad: false }
          : { text: got.refused.title, bad: true },
      );
    } catch {
      setTold({ text: say('連線中斷，請再試一次。', 'The connection is gone; try again.'), bad: true });
    }
  };
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
        <MoreVariables.Provider value={variablesOf(trigger)}>
          <Parts
            parts={english ? (content.english ?? []) : content.messages}
            root={english ? 'english' : 'messages'}
            onChange={(parts: Part[]) => keep(english ? { english: parts } : { messages: parts })}
            coupons={setup.coupons}
            ratios={setup.ratios}
            most={setup.most}
            problems={problems}
            say={say}
          />
        </MoreVariables.Provider>
      )}
      {english && content.english && (
        <button type="button" class="btn btn-sm mb-3" onClick={without}>
          {say('移除英文版', 'Remove English')}
        </button>
      )}
      <div class="journey-phone mb-3" data-preview>
        <Phone brand={setup.brand} messages={preview} />
        <div class="text-center mt-2">
          {setup.testReady ? (
            <button type="button" class="btn btn-sm" onClick={test}>
              {say('測試給自己', 'Test on myself')}
            </button>
          ) : (
            <a class="btn btn-sm" href="/admin/account#test">
              {say('設定測試帳號', 'Set up tests')}
            </a>
          )}
        </div>
        {told && (
          <div class={`small text-center mt-1 ${told.bad ? 'text-danger' : 'text-secondary'}`} role="status">
            {told.text}
          </div>
        )}
      </div>
      <Check
        label={say(
          '不受訊息次數上限限制（仍遵守勿擾時段）',
          'Not held back by the most messages a member gets (quiet hours still count)',
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
