import { useRef, useState } from 'preact/hooks';
import type { Say } from '../composer/words';
import { icons } from './icons';
import { templateOf, templates } from './templates';
import { type Drawing, type Face, type Language, upload } from './wire';

type Props = {
  face: Face;
  language: Language;
  drawn: boolean;
  onFace: (change: Partial<Face>) => void;
  onUploaded: (picture: string, width: number, height: number) => void;
  onTemplate: (id: string) => void;
  /** No drawing any more: a file will come. */
  onPlain: () => void;
  problems: string[];
  mostBytes: number;
  say: Say;
};

/** The picture of a tab in one language: a file, or icons and words on a template. */
export function FaceForm({
  face,
  language,
  drawn,
  onFace,
  onUploaded,
  onTemplate,
  onPlain,
  problems,
  mostBytes,
  say,
}: Props) {
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setRefused(null);
    if (chosen.size > mostBytes) {
      const size = (chosen.size / 1048576).toFixed(2);
      setRefused(
        say(
          `圖片大小 ${size} MB，LINE 上限為 1 MB。請壓縮後再上傳（例如存成 JPEG、品質 80）。`,
          `The picture weighs ${size} MB; LINE takes 1 MB at most. Save it with stronger compression (JPEG, quality 80).`,
        ),
      );
      return;
    }
    setBusy(true);
    const answer = await upload(chosen);
    setBusy(false);
    if ('refused' in answer) setRefused(answer.refused.title);
    else onUploaded(answer.ok.hash, answer.ok.width, answer.ok.height);
    if (file.current) file.current.value = '';
  };

  const drawing = face.drawing;
  const redraw = (change: Partial<Drawing>) => drawing && onFace({ drawing: { ...drawing, ...change } });

  return (
    <div>
      <fieldset class="btn-group w-100 mb-3" aria-label={say('圖片來源', 'Where the picture comes from')}>
        <button
          type="button"
          class={`btn ${drawn ? '' : 'active'}`}
          aria-pressed={!drawn}
          onClick={() => drawn && onPlain()}
        >
          {say('上傳圖片', 'Upload a picture')}
        </button>
        <button
          type="button"
          class={`btn ${drawn ? 'active' : ''}`}
          aria-pressed={drawn}
          onClick={() => drawn || onTemplate('2+3')}
        >
          {say('用範本製作', 'Make one from a template')}
        </button>
      </fieldset>
      {!drawn && (
        <section
          class="drop"
          aria-label={say('上傳圖片', 'Upload a picture')}
          onDragOver={(e) => e.preventDefault()}
          onDrop={(e) => {
            e.preventDefault();
            void take(e.dataTransfer?.files[0]);
          }}
        >
          <label class="btn">
            <span class="i icon-photo me-1" aria-hidden="true" />
            {busy
              ? say('上傳中…', 'Uploading…')
              : face.picture
                ? say('換一張圖片', 'Choose another')
                : say('選擇圖片', 'Choose a picture')}
            <input
              ref={file}
              class="visually-hidden"
              type="file"
              name={`file-${language}`}
              accept="image/png,image/jpeg"
              onChange={(e) => void take(e.currentTarget.files?.[0])}
            />
          </label>
          <span class="text-secondary small">
            {face.picture.startsWith('shipped:') &&
              say(
                '目前是內建圖片，會跟著品牌色變化；要改文字或圖示請用範本製作。',
                'This is the built-in picture in your brand’s colour; to change words or icons, make one from a template. ',
              )}
            {say(
              'PNG 或 JPEG，1 MB 以內。建議 2500 × 1686（大）或 2500 × 843（小）',
              'PNG or JPEG up to 1 MB. Best 2500 × 1686 (large) or 2500 × 843 (compact)',
            )}
          </span>
        </section>
      )}
      {refused && (
        <div class="alert alert-danger mt-2 mb-0" role="alert" data-refused>
          {refused}
        </div>
      )}
      {drawn && drawing && (
        <div>
          <div class="templates" role="radiogroup" aria-label={say('版型', 'Layout')}>
            {templates.map((t) => (
              // biome-ignore lint/a11y/useSemanticElements: a drawing of the layout is the choice itself.
              <button
                key={t.id}
                type="button"
                role="radio"
                aria-checked={drawing.template === t.id}
                aria-label={`${t.id} ${t.size === 'large' ? say('大', 'large') : say('小', 'compact')}`}
                class={`template ${t.size} ${drawing.template === t.id ? 'on' : ''}`}
                data-template={t.id}
                onClick={() => onTemplate(t.id)}
              >
                {t.cells.map(([x, y, w, h]) => (
                  <span
                    key={`${x}.${y}`}
                    style={{
                      left: `${(x / 12) * 100}%`,
                      width: `${(w / 12) * 100}%`,
                      top: `${(y / (t.size === 'large' ? 2 : 1)) * 100}%`,
                      height: `${(h / (t.size === 'large' ? 2 : 1)) * 100}%`,
                    }}
                  />
                ))}
              </button>
            ))}
          </div>
          <label class="d-block my-3">
            <span class="form-label">{say('配色', 'Colours')}</span>
            <select
              class="form-select w-auto"
              value={drawing.style}
              onChange={(e) => redraw({ style: e.currentTarget.value })}
            >
              <option value="accent">{say('第一格用品牌色', 'First cell in the brand’s colour')}</option>
              <option value="tiles">{say('全部白底', 'All white')}</option>
              <option value="solid">{say('全部品牌色', 'All in the brand’s colour')}</option>
            </select>
          </label>
          {templateOf(drawing.template).cells.map((_, i) => {
            const cell = drawing.cells[i] ?? { icon: '', text: '', hint: '' };
            const set = (change: Partial<typeof cell>) =>
              redraw({
                cells: templateOf(drawing.template).cells.map((__, j) => ({
                  icon: '',
                  text: '',
                  hint: '',
                  ...drawing.cells[j],
                  ...(i === j ? change : {}),
                })),
              });
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell has no name but its place.
              <fieldset key={i} class="cell-form" data-cell={i}>
                <legend class="visually-hidden">{say(`第 ${i + 1} 格`, `Cell ${i + 1}`)}</legend>
                <span class="cell-number" aria-hidden="true">
                  {i + 1}
                </span>
                <select
                  class="form-select"
                  aria-label={say(`第 ${i + 1} 格圖示`, `Icon of cell ${i + 1}`)}
                  value={cell.icon}
                  onChange={(e) => set({ icon: e.currentTarget.value })}
                >
                  <option value="">{say('無圖示', 'no icon')}</option>
                  {Object.entries(icons).map(([key, icon]) => (
                    <option key={key} value={key}>
                      {say(...icon.name)}
                    </option>
                  ))}
                </select>
                <input
                  class="form-control"
                  maxLength={20}
                  aria-label={say(`第 ${i + 1} 格標題`, `Title of cell ${i + 1}`)}
                  placeholder={say('標題', 'Title')}
                  value={cell.text}
                  onInput={(e) => set({ text: e.currentTarget.value })}
                />
                <input
                  class="form-control"
                  maxLength={30}
                  aria-label={say(`第 ${i + 1} 格說明`, `Line of cell ${i + 1}`)}
                  placeholder={say('說明（選填）', 'Line (optional)')}
                  value={cell.hint}
                  onInput={(e) => set({ hint: e.currentTarget.value })}
                />
              </fieldset>
            );
          })}
        </div>
      )}
      <label class="d-block mt-3">
        <span class="form-label">{say('選單列文字（最多 14 字）', 'Text of the chat bar (at most 14)')}</span>
        <input
          class="form-control"
          name={`barText-${language}`}
          value={face.barText}
          onInput={(e) => onFace({ barText: e.currentTarget.value })}
        />
      </label>
      {problems.map((text) => (
        <div key={text} class="text-danger small mt-2" role="alert">
          {text}
        </div>
      ))}
    </div>
  );
}
