import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Say } from '../composer/words';
import { formToken } from '../token';

type Kept = { url: string; width: number; height: number };

/** Flex messages show no more; a phone of today needs no more. */
const MOST_PIXELS = 1024;
const MOST_BYTES = 1024 * 1024;
const FITS = ['image/jpeg', 'image/png'];

/** The file as LINE shows it: a JPEG no larger than a phone can use. What fits already stays as it is. */
async function fitted(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= MOST_BYTES && FITS.includes(file.type)) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/jpeg', 0.86),
  );
}

type Answer = { ok: unknown } | { refused: string };

async function ask(query: string, body: BodyInit | null): Promise<Answer> {
  const answer = await fetch(`/admin/pictures${query}`, {
    method: 'POST',
    headers: { 'X-Form-Token': formToken(), 'HX-Request': 'true' },
    body,
  });
  if (answer.status === 401) location.reload();
  const json = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : null;
  return answer.ok && json ? { ok: json } : { refused: json?.title ?? `HTTP ${answer.status}` };
}

function keep(file: File) {
  const form = new FormData();
  form.append('file', file);
  return ask('', form);
}

/** What a phone can load; anything else being typed is no picture yet. */
const SHOWABLE = /^(https:\/\/|\/pictures\/|\/samples\/)/;

/** A picture: a file, one used before, or an address elsewhere. */
export function PictureField({
  label,
  value,
  onChange,
  hint,
  children,
  say,
}: {
  label: string;
  value: string;
  onChange: (url: string) => void;
  /** Which shape looks best. */
  hint?: string;
  /** What is wrong with it. */
  children?: ComponentChildren;
  say: Say;
}) {
  const file = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const [earlier, setEarlier] = useState<Kept[] | null>(null);
  const broken = say('連線中斷，請再試一次。', 'The connection broke. Please try again.');
  const take = async () => {
    const chosen = file.current?.files?.[0];
    if (!chosen) return;
    setTold({ text: say('上傳中…', 'Uploading…'), bad: false });
    let picture: Blob | null = null;
    try {
      picture = await fitted(chosen);
    } catch {
      setTold({
        text: say(
          '無法讀取這個檔案，請選擇 JPEG 或 PNG 圖片。',
          'This file cannot be read: choose a JPEG or PNG.',
        ),
        bad: true,
      });
    }
    try {
      const answer = picture && (await keep(new File([picture], chosen.name, { type: picture.type })));
      if (answer && 'ok' in answer) {
        onChange((answer.ok as Kept).url);
        setTold(null);
        setEarlier(null);
      } else if (answer) {
        setTold({ text: answer.refused, bad: true });
      }
    } catch {
      setTold({ text: broken, bad: true });
    }
    if (file.current) file.current.value = '';
  };
  const show = async () => {
    if (earlier) {
      setEarlier(null);
      return;
    }
    try {
      const answer = await ask('?handler=Recent', null);
      if ('ok' in answer) setEarlier((answer.ok as { pictures: Kept[] }).pictures);
      else setTold({ text: answer.refused, bad: true });
    } catch {
      setTold({ text: broken, bad: true });
    }
  };
  return (
    <div class="mb-3 picture-field">
      <span class="form-label">{label}</span>
      <div class="d-flex gap-3">
        {SHOWABLE.test(value) && (
          <img class="picture-thumb" src={value} alt={say('目前的圖片', 'The picture now')} />
        )}
        <div class="flex-fill">
          <div class="d-flex gap-2 flex-wrap mb-2">
            <label class="btn btn-sm mb-0">
              {value === '' ? say('上傳圖片', 'Upload') : say('換一張', 'Another one')}
              <input
                ref={file}
                class="visually-hidden"
                type="file"
                aria-label={say(`${label}：上傳圖片`, `${label}: upload`)}
                accept="image/*"
                onChange={take}
              />
            </label>
            <button type="button" class="btn btn-sm" aria-expanded={earlier !== null} onClick={show}>
              {say('用過的圖片', 'Used before')}
            </button>
            {value !== '' && (
              <button type="button" class="btn btn-sm btn-ghost-danger" onClick={() => onChange('')}>
                {say('移除', 'Remove')}
              </button>
            )}
          </div>
          {earlier && (
            <div class="picture-grid mb-2">
              {earlier.length === 0 && (
                <span class="text-secondary small">{say('還沒有上傳過圖片', 'None yet')}</span>
              )}
              {earlier.map((p) => (
                <button
                  key={p.url}
                  type="button"
                  class="picture-pick"
                  onClick={() => {
                    onChange(p.url);
                    setEarlier(null);
                  }}
                >
                  <img
                    src={p.url}
                    alt={say(
                      `選用 ${p.width}×${p.height} 的圖片`,
                      `Take the picture of ${p.width}×${p.height}`,
                    )}
                  />
                </button>
              ))}
            </div>
          )}
          {hint && <div class="text-secondary small mb-1">{hint}</div>}
          {!value.startsWith('/') && (
            <details open={value !== ''}>
              <summary class="small text-secondary">
                {say('或使用其他網站上的圖片', 'or a picture on another site')}
              </summary>
              <input
                class="form-control form-control-sm mt-1"
                type="text"
                inputMode="url"
                maxLength={2000}
                aria-label={say(`${label}：網址`, `${label}: address`)}
                placeholder="https://"
                value={value}
                onInput={(e) => onChange(e.currentTarget.value)}
              />
            </details>
          )}
        </div>
      </div>
      {told && (
        <div
          class={`small mt-1 ${told.bad ? 'text-danger' : 'text-secondary'}`}
          role={told.bad ? 'alert' : 'status'}
        >
          {told.text}
        </div>
      )}
      {children}
    </div>
  );
}
