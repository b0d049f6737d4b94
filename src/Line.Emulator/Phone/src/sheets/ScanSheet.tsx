import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { codeShownOn, readCode, watchForCode } from '../liff/codes';
import { type Phone, usePhone } from '../phone';
import { phones } from '../state';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import { SheetFrame } from './SheetFrame';

/** The code scanner: another phone's screen, this computer's camera, a picture, or typed. */
export function ScanSheet({ done }: { done: (value: string | null) => void }) {
  const phone = usePhone();
  const typed = useSignal('');
  const camera = useSignal(false);
  const looking = useSignal(false);
  const problem = useSignal('');

  const give = (value: string) => {
    phone.sheet.value = null;
    done(value);
  };
  const look = async (find: () => Promise<string | null>, nothing: string) => {
    problem.value = '';
    looking.value = true;
    try {
      const code = await find();
      if (code) give(code);
      else problem.value = nothing;
    } catch (e) {
      problem.value = t('failed', { reason: e instanceof Error ? e.message : String(e) });
    } finally {
      looking.value = false;
    }
  };

  const others = phones.value.filter((p) => p !== phone && p.liff.value);
  return (
    <SheetFrame label={t('scanTitle')} tall>
      {camera.value && (
        <Finder
          onCode={give}
          onFailed={(reason) => {
            camera.value = false;
            problem.value = t('noCamera', { reason });
          }}
        />
      )}
      <p class="quiet">{t(others.length > 0 ? 'scanHint' : 'scanNobody')}</p>
      <ul class="choices">
        {others.map((other) => (
          <li key={other.id}>
            <button
              type="button"
              disabled={looking.value}
              onClick={() => look(() => codeShownOn(other), t('noCodeOn', { name: nameOf(other) }))}
            >
              <Avatar name={nameOf(other)} id={other.id} url={other.person.value.pictureUrl} size={32} />
              {t('scanPhone', { name: nameOf(other) })}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            onClick={() => {
              problem.value = '';
              camera.value = !camera.value;
            }}
          >
            <Icon name="camera" />
            {t(camera.value ? 'cameraOff' : 'useCamera')}
          </button>
        </li>
        <li>
          <label class="choice-file">
            <Icon name="picture" />
            {t('scanPicture')}
            <input
              type="file"
              accept="image/*"
              onChange={(e) => {
                const file = e.currentTarget.files?.[0];
                if (file)
                  void look(async () => readCode(await createImageBitmap(file)), t('noCodeInPicture'));
              }}
            />
          </label>
        </li>
      </ul>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault();
          give(typed.value.trim());
        }}
      >
        <input
          type="text"
          required
          value={typed.value}
          aria-label={t('scanLabel')}
          placeholder={t('scanLabel')}
          onInput={(e) => {
            typed.value = e.currentTarget.value;
          }}
        />
        <p class="problem" role="status">
          {looking.value ? t('looking') : problem.value}
        </p>
        <div class="sheet-buttons">
          <button type="button" class="plain" onClick={() => phone.dismissSheet()}>
            {t('cancel')}
          </button>
          <button type="submit" class="primary">
            {t('done')}
          </button>
        </div>
      </form>
    </SheetFrame>
  );
}

const nameOf = (phone: Phone) => phone.person.value.displayName;

/** The camera's picture, until a code is in it. */
function Finder({
  onCode,
  onFailed,
}: {
  onCode: (code: string) => void;
  onFailed: (reason: string) => void;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const hear = useRef({ onCode, onFailed });
  hear.current = { onCode, onFailed };
  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      if (!navigator.mediaDevices) throw new Error('HTTPS');
      return video.current && watchForCode(video.current, stop.signal);
    };
    look().then(
      (code) => code && !stop.signal.aborted && hear.current.onCode(code),
      (e: Error) => !stop.signal.aborted && hear.current.onFailed(e.message),
    );
    return () => stop.abort();
  }, []);
  return <video class="finder" ref={video} muted playsInline aria-label={t('useCamera')} />;
}
