import { useSignal } from '@preact/signals';
import { pickDate, places, sampleStickers, send } from '../actions';
import { t } from '../i18n';
import { Sticker } from '../messages/Sticker';
import { OFFICIAL, usePhone } from '../phone';
import { Icon } from '../ui/icons';
import type { Action, Message } from '../wire';
import { SheetFrame } from './SheetFrame';

export function PlusSheet() {
  const phone = usePhone();
  const give = (message: Message) => () => {
    phone.dismissSheet();
    void send(phone, message);
  };
  return (
    <SheetFrame label={t('plus')}>
      <div class="stickers">
        {sampleStickers.map((m) => (
          <button key={m.stickerId} type="button" onClick={give(m)}>
            <Sticker packageId={m.packageId} stickerId={m.stickerId} />
          </button>
        ))}
      </div>
      <ul class="choices">
        {phone.room.value === OFFICIAL && (
          <li>
            <button
              type="button"
              onClick={() => {
                phone.sheet.value = { kind: 'photo', camera: false };
              }}
            >
              <Icon name="picture" />
              {t('picture')}
            </button>
          </li>
        )}
        <li>
          <button
            type="button"
            onClick={() => {
              phone.sheet.value = { kind: 'place' };
            }}
          >
            <Icon name="pin" />
            {t('location')}
          </button>
        </li>
      </ul>
    </SheetFrame>
  );
}

const MOST_BYTES = 10 * 1024 * 1024;

/** Camera and camera roll: a picture of one's own, or the sample the emulator keeps. */
export function PhotoSheet({ camera }: { camera: boolean }) {
  const phone = usePhone();
  const give = (dataUrl?: string) => {
    phone.dismissSheet();
    void send(phone, { type: 'image', ...(dataUrl ? { dataUrl } : {}) });
  };
  const read = (file: File) => {
    if (file.size > MOST_BYTES) return phone.say(t('tooLarge'));
    const reader = new FileReader();
    reader.onload = () => give(String(reader.result));
    reader.readAsDataURL(file);
  };
  return (
    <SheetFrame label={t(camera ? 'camera' : 'cameraRoll')}>
      <ul class="choices">
        <li>
          <label class="choice-file">
            <Icon name={camera ? 'camera' : 'picture'} />
            {t(camera ? 'takePhoto' : 'ownPicture')}
            <input
              type="file"
              accept="image/png,image/jpeg"
              {...(camera ? { capture: 'environment' as const } : {})}
              onChange={(e) => {
                const file = e.currentTarget.files?.[0];
                if (file) read(file);
              }}
            />
          </label>
        </li>
        <li>
          <button type="button" onClick={() => give()}>
            <Icon name="check" />
            {t('samplePicture')}
          </button>
        </li>
      </ul>
    </SheetFrame>
  );
}

export function PlaceSheet() {
  const phone = usePhone();
  const latitude = useSignal('');
  const longitude = useSignal('');
  const give = (message: Message) => {
    phone.dismissSheet();
    void send(phone, message);
  };
  return (
    <SheetFrame label={t('sendPlace')}>
      <ul class="choices">
        {places.map((place) => (
          <li key={place.title}>
            <button type="button" onClick={() => give(place)}>
              <Icon name="pin" />
              <span class="two-lines">
                {place.title}
                <small>{place.address}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <form
        class="sheet-form coordinates"
        onSubmit={(e) => {
          e.preventDefault();
          give({
            type: 'location',
            title: t('location'),
            address: `${latitude.value}, ${longitude.value}`,
            latitude: Number(latitude.value),
            longitude: Number(longitude.value),
          });
        }}
      >
        <label>
          {t('latitude')}
          <input
            type="number"
            step="any"
            min={-90}
            max={90}
            required
            value={latitude.value}
            onInput={(e) => {
              latitude.value = e.currentTarget.value;
            }}
          />
        </label>
        <label>
          {t('longitude')}
          <input
            type="number"
            step="any"
            min={-180}
            max={180}
            required
            value={longitude.value}
            onInput={(e) => {
              longitude.value = e.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="primary">
          {t('send')}
        </button>
      </form>
    </SheetFrame>
  );
}

const INPUT = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;
const PICK = { date: 'datePick', time: 'timePick', datetime: 'dateTimePick' } as const;

export function DateSheet({ action }: { action: Action }) {
  const phone = usePhone();
  const mode = action.mode ?? 'date';
  // LINE accepts both a T and a t between date and time.
  const tidy = (v: string | undefined) => v?.replace('t', 'T');
  const value = useSignal(tidy(action.initial) ?? '');
  return (
    <SheetFrame label={t(PICK[mode])}>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault();
          void pickDate(phone, action, value.value);
        }}
      >
        <input
          type={INPUT[mode]}
          required
          value={value.value}
          min={tidy(action.min)}
          max={tidy(action.max)}
          aria-label={t(PICK[mode])}
          onInput={(e) => {
            value.value = e.currentTarget.value;
          }}
        />
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
