import { Wrong } from './Wrong';
import type { Button, Problem } from './wire';
import type { Say } from './words';

type Props = {
  path: string;
  title: string;
  button: Button;
  onChange: (button: Button) => void;
  onRemove?: () => void;
  problems: Problem[];
  say: Say;
};

/** Where a press leads, whether it is counted, and the tag it brings. */
export function ButtonFields({ path, title, button, onChange, onRemove, problems, say }: Props) {
  const change = (changed: Partial<Button>) => onChange({ ...button, ...changed });
  return (
    <fieldset class="mb-3">
      <legend class="form-label d-flex">
        {title}
        {onRemove && (
          <button
            type="button"
            class="btn-x ms-auto"
            aria-label={say(`刪除${title}`, `Remove ${title}`)}
            onClick={onRemove}
          >
            ×
          </button>
        )}
      </legend>
      <div class="row g-2">
        <div class="col-sm-4">
          <input
            class="form-control"
            aria-label={say(`${title}：文字`, `${title}: label`)}
            placeholder={say('按鈕文字', 'Label')}
            value={button.label}
            onInput={(e) => change({ label: e.currentTarget.value })}
          />
          <Wrong path={`${path}.label`} problems={problems} />
        </div>
        <div class="col-sm-8">
          <input
            class="form-control"
            type="url"
            aria-label={say(`${title}：連結`, `${title}: link`)}
            placeholder="https://"
            value={button.url}
            onInput={(e) => change({ url: e.currentTarget.value })}
          />
          <Wrong path={`${path}.url`} problems={problems} />
        </div>
        <div class="col-sm-6">
          <label class="form-check mb-0">
            <input
              class="form-check-input"
              type="checkbox"
              checked={button.track ?? false}
              onChange={(e) => change({ track: e.currentTarget.checked })}
            />
            <span class="form-check-label">{say('計算點擊人數', 'Count who presses it')}</span>
          </label>
          <Wrong path={`${path}.track`} problems={problems} />
        </div>
        <div class="col-sm-6">
          <input
            class="form-control"
            maxLength={40}
            aria-label={say('點擊後貼上標籤', 'Tag on pressing')}
            placeholder={say('點擊後貼上標籤（選填）', 'Tag on pressing (optional)')}
            value={button.tag ?? ''}
            onInput={(e) => change({ tag: e.currentTarget.value })}
          />
          <Wrong path={`${path}.tag`} problems={problems} />
        </div>
      </div>
    </fieldset>
  );
}
