import type { Say } from '../composer/words';
import type { Action, ActionKind, Area, Tab } from './wire';

type Props = {
  tab: Tab;
  tabs: Tab[];
  index: number;
  area: Area;
  bilingual: boolean;
  onChange: (area: Area) => void;
  onRemove: () => void;
  problems: string[];
  say: Say;
};

const pages = (say: Say): [string, string][] => [
  ['card', say('會員卡', 'Member card')],
  ['coupons', say('優惠券', 'Coupons')],
  ['history', say('消費紀錄', 'History')],
  ['profile', say('會員資料', 'Profile')],
  ['join', say('加入會員', 'Join')],
];

const commands = (say: Say): [string, string][] => [
  ['points', say('點數', 'Points')],
  ['coupons', say('優惠券', 'Coupons')],
  ['history', say('消費紀錄', 'History')],
  ['card', say('會員卡', 'Card')],
  ['help', say('說明', 'Help')],
  ['join', say('加入會員', 'Join')],
];

const kinds = (say: Say): [ActionKind, string][] => [
  ['page', say('開啟會員頁面', 'Open a member page')],
  ['ask', say('由機器人回覆', 'The bot answers')],
  ['message', say('以好友身分送出文字', 'Send a text as the friend')],
  ['uri', say('開啟網址或電話', 'Open a link or phone number')],
  ['tab', say('切換到其他分頁', 'Switch to another tab')],
  ['postback', say('回傳資料（串接用）', 'Postback data (integrations)')],
];

const firstValue: Record<ActionKind, string> = {
  page: 'card',
  ask: 'points',
  message: '',
  uri: 'https://',
  tab: '',
  postback: '',
};

/** What tapping an area does, in a few words. */
export function describe(action: Action, tabs: Tab[], say: Say): string {
  const named = (list: [string, string][]) =>
    list.find(([key]) => key === action.value)?.[1] ?? say('未選擇', 'not chosen');
  switch (action.kind) {
    case 'page':
      return say(`開啟「${named(pages(say))}」頁面`, `opens “${named(pages(say))}”`);
    case 'ask':
      return say(`機器人回覆「${named(commands(say))}」`, `the bot answers “${named(commands(say))}”`);
    case 'message':
      return say(`送出「${action.value}」`, `sends “${action.value}”`);
    case 'uri':
      return say(`開啟 ${action.value}`, `opens ${action.value}`);
    case 'tab': {
      const tab = tabs.find((t) => t.id === action.value);
      return tab
        ? say(`切換到「${tab.name || tab.id}」`, `switches to “${tab.name || tab.id}”`)
        : say('切換分頁（未選擇）', 'switches (not chosen)');
    }
    case 'postback':
      return say(`回傳 ${action.value}`, `posts back ${action.value}`);
  }
}

export function AreaForm({ tab, tabs, index, area, bilingual, onChange, onRemove, problems, say }: Props) {
  const { action } = area;
  const act = (change: Partial<Action>) => onChange({ ...area, action: { ...action, ...change } });
  const choices: [string, string][] | null =
    action.kind === 'page'
      ? pages(say)
      : action.kind === 'ask'
        ? commands(say)
        : action.kind === 'tab'
          ? tabs.filter((t) => t.id !== tab.id).map((t) => [t.id, t.name || t.id])
          : null;
  const numbers: ['x' | 'y' | 'width' | 'height', string][] = [
    ['x', say('左', 'Left')],
    ['y', say('上', 'Top')],
    ['width', say('寬', 'Width')],
    ['height', say('高', 'Height')],
  ];
  const valueName =
    action.kind === 'message'
      ? say('文字', 'Text')
      : action.kind === 'uri'
        ? say('網址', 'Link')
        : say('資料', 'Data');
  return (
    <div class="card mb-3" data-area-form={index}>
      <div class="card-header">
        <h2 class="card-title">{say(`區域 ${index + 1}`, `Area ${index + 1}`)}</h2>
        <button type="button" class="btn btn-ghost-danger btn-sm ms-auto" onClick={onRemove}>
          {say('刪除區域', 'Remove')}
        </button>
      </div>
      <div class="card-body">
        <div class="row g-3">
          <label class="col-sm-6">
            <span class="form-label">{say('點了之後', 'When tapped')}</span>
            <select
              class="form-select"
              name="kind"
              value={action.kind}
              onChange={(e) => {
                const kind = e.currentTarget.value as ActionKind;
                const value =
                  kind === 'tab' ? (tabs.find((t) => t.id !== tab.id)?.id ?? '') : firstValue[kind];
                act({ kind, value, valueEn: '' });
              }}
            >
              {kinds(say)
                .filter(([kind]) => kind !== 'tab' || tabs.length > 1)
                .map(([kind, text]) => (
                  <option key={kind} value={kind}>
                    {text}
                  </option>
                ))}
            </select>
          </label>
          {choices ? (
            <label class="col-sm-6">
              <span class="form-label">
                {action.kind === 'tab' ? say('分頁', 'Tab') : say('內容', 'What')}
              </span>
              <select
                class="form-select"
                name="value"
                value={action.value}
                onChange={(e) => act({ value: e.currentTarget.value, valueEn: '' })}
              >
                {!choices.some(([key]) => key === action.value) && (
                  <option value={action.value}>{say('請選擇', 'choose')}</option>
                )}
                {choices.map(([key, text]) => (
                  <option key={key} value={key}>
                    {text}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <>
              <label class="col-sm-6">
                <span class="form-label">{valueName}</span>
                <input
                  class="form-control"
                  name="value"
                  value={action.value}
                  inputMode={action.kind === 'uri' ? 'url' : 'text'}
                  placeholder={action.kind === 'uri' ? 'https://… / tel:02…' : ''}
                  onInput={(e) => act({ value: e.currentTarget.value })}
                />
              </label>
              {bilingual && (
                <label class="col-sm-6">
                  <span class="form-label">
                    {say(`${valueName}（英文，選填）`, `${valueName} (English, optional)`)}
                  </span>
                  <input
                    class="form-control"
                    name="valueEn"
                    value={action.valueEn}
                    onInput={(e) => act({ valueEn: e.currentTarget.value })}
                  />
                </label>
              )}
            </>
          )}
          <label class="col-sm-6">
            <span class="form-label">{say('名稱（報讀用）', 'Name (read aloud)')}</span>
            <input
              class="form-control"
              name="label"
              value={action.label}
              onInput={(e) => act({ label: e.currentTarget.value })}
            />
          </label>
          {bilingual && (
            <label class="col-sm-6">
              <span class="form-label">{say('名稱（英文）', 'Name (English)')}</span>
              <input
                class="form-control"
                name="labelEn"
                value={action.labelEn}
                onInput={(e) => act({ labelEn: e.currentTarget.value })}
              />
            </label>
          )}
          {numbers.map(([key, text]) => (
            <label key={key} class="col-3">
              <span class="form-label">{text}</span>
              <input
                class="form-control num px-2"
                type="number"
                name={key}
                value={area[key]}
                onInput={(e) => {
                  const value = e.currentTarget.valueAsNumber;
                  if (Number.isFinite(value)) onChange({ ...area, [key]: Math.round(value) });
                }}
              />
            </label>
          ))}
        </div>
        {problems.map((text) => (
          <div key={text} class="text-danger small mt-2" role="alert">
            {text}
          </div>
        ))}
      </div>
    </div>
  );
}
