import type { Say } from '../composer/words';
import { number } from '../composer/words';
import type { Audience, Content, Problem, Setup } from './wire';

type Props = {
  content: Content;
  onChange: (change: Partial<Content>) => void;
  setup: Setup;
  viewers: number | null;
  problems: Problem[];
  say: Say;
};

const toggled = <T,>(list: T[], item: T) =>
  list.includes(item) ? list.filter((i) => i !== item) : [...list, item];

export function AudienceForm({ content, onChange, setup, viewers, problems, say }: Props) {
  const { audience } = content;
  const set = (change: Partial<Audience>) => onChange({ audience: { ...audience, ...change } });
  const whos: [Audience['who'], string][] = [
    ['members', say('會員', 'Members')],
    ['guests', say('還沒加入的好友', 'Friends who have not joined')],
    ['everyone', say('所有好友', 'Every friend')],
  ];
  const segments = audience.segments ?? [];
  const tags = [...new Set([...setup.tags, ...audience.tags])];
  return (
    <div class="card mb-3">
      <div class="card-header">
        <h2 class="card-title">{say('給誰看', 'Who sees it')}</h2>
      </div>
      <div class="card-body">
        <fieldset class="mb-3">
          <legend class="visually-hidden">{say('對象', 'Audience')}</legend>
          {whos.map(([who, text]) => (
            <label class="form-check" key={who}>
              <input
                class="form-check-input"
                type="radio"
                name="who"
                value={who}
                checked={audience.who === who}
                onChange={() =>
                  set({ who, ...(who === 'members' ? {} : { tierLevels: [], tags: [], segments: [] }) })
                }
              />
              <span class="form-check-label">{text}</span>
            </label>
          ))}
        </fieldset>
        {audience.who === 'members' && (
          <>
            <fieldset class="mb-3">
              <legend class="form-label">{say('會員等級（不選＝全部）', 'Tier (none chosen: all)')}</legend>
              <div class="chips">
                {setup.tiers.map((t) => (
                  <button
                    key={t.level}
                    type="button"
                    class={`chip ${audience.tierLevels.includes(t.level) ? 'on' : ''}`}
                    aria-pressed={audience.tierLevels.includes(t.level)}
                    onClick={() => set({ tierLevels: toggled(audience.tierLevels, t.level) })}
                  >
                    {t.name}
                  </button>
                ))}
              </div>
            </fieldset>
            {tags.length > 0 && (
              <fieldset class="mb-3">
                <legend class="form-label">{say('標籤（符合任一個）', 'Tags (any of them)')}</legend>
                <div class="chips">
                  {tags.map((tag) => (
                    <button
                      key={tag}
                      type="button"
                      class={`chip ${audience.tags.includes(tag) ? 'on' : ''}`}
                      aria-pressed={audience.tags.includes(tag)}
                      onClick={() => set({ tags: toggled(audience.tags, tag) })}
                    >
                      {tag}
                    </button>
                  ))}
                </div>
              </fieldset>
            )}
            {setup.segments.length > 0 && (
              <fieldset class="mb-3">
                <legend class="form-label">{say('分眾（符合任一個）', 'Segments (any of them)')}</legend>
                {segments.length > 0 && (
                  <div class="chips mb-2">
                    {segments.map((id) => {
                      const name = setup.segments.find((s) => s.id === id)?.name ?? '?';
                      return (
                        <button
                          key={id}
                          type="button"
                          class="chip on"
                          aria-pressed
                          title={say('點一下移除', 'Tap to take it off')}
                          onClick={() => set({ segments: segments.filter((s) => s !== id) })}
                        >
                          {name} ✕
                        </button>
                      );
                    })}
                  </div>
                )}
                <select
                  class="form-select"
                  aria-label={say('加入分眾', 'Add a segment')}
                  value=""
                  onChange={(e) => {
                    const id = Number(e.currentTarget.value);
                    e.currentTarget.value = '';
                    if (id) set({ segments: [...segments, id] });
                  }}
                >
                  <option value="">{say('加入分眾…', 'Add a segment…')}</option>
                  {setup.segments
                    .filter((s) => !segments.includes(s.id))
                    .map((s) => (
                      <option key={s.id} value={s.id}>
                        {s.name}
                      </option>
                    ))}
                </select>
                <p class="form-hint mb-0">
                  {say(
                    '分眾名單每天凌晨更新，也可以在選單列表頁立即更新。',
                    'Segments are looked at every night, and on demand on the list of menus.',
                  )}
                </p>
              </fieldset>
            )}
          </>
        )}
        <div class="mb-3" aria-live="polite">
          {viewers === null ? (
            <span class="text-secondary">{say('計算中…', 'Counting…')}</span>
          ) : (
            <span>
              {say('發布後約 ', 'Once published, ')}
              <strong class="num" data-viewers>
                {number(viewers)}
              </strong>
              {say(' 位好友會看到（依目前的順序）', ' friends will see it (in the present order)')}
            </span>
          )}
        </div>
        <label class="form-check form-switch mb-0">
          <input
            class="form-check-input"
            type="checkbox"
            checked={content.selected}
            onChange={(e) => onChange({ selected: e.currentTarget.checked })}
          />
          <span class="form-check-label">{say('進入聊天室時自動展開', 'Opens by itself in the chat')}</span>
        </label>
        {problems
          .filter((p) => p.path.startsWith('audience'))
          .map((p) => (
            <div key={p.text} class="text-danger small mt-2" role="alert">
              {p.text}
            </div>
          ))}
      </div>
    </div>
  );
}
