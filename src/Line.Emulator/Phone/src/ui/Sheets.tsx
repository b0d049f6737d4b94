import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { copy, pickDate, sampleLocation, sampleStickers, send } from '../actions';
import { lang, setLang, t } from '../i18n';
import { Sticker } from '../messages/Sticker';
import { summary } from '../messages/summary';
import { People, PeoplePicker } from '../people/People';
import { follow, unfollow } from '../session';
import { bot, dismissSheet, isFriend, me, type Sheet, sheet } from '../state';
import { ClockPanel } from '../tools/ClockPanel';
import type { Action, Message } from '../wire';
import { Avatar } from './Avatar';
import { Icon } from './icons';

const close = dismissSheet;

export function Sheets() {
  const open = sheet.value;
  if (!open) return null;
  return <Body key={open.kind} open={open} />;
}

function Body({ open }: { open: Sheet }) {
  switch (open.kind) {
    case 'menu':
      return <MenuSheet />;
    case 'plus':
      return <PlusSheet />;
    case 'people':
      return (
        <SheetFrame label={t('people')} tall>
          <People />
        </SheetFrame>
      );
    case 'clock':
      return (
        <SheetFrame label={t('clock')}>
          <ClockPanel />
        </SheetFrame>
      );
    case 'link':
      return <LinkSheet url={open.url} />;
    case 'picture':
      return <PictureSheet url={open.url} />;
    case 'date':
      return <DateSheet action={open.action} />;
    case 'scan':
      return <ScanSheet done={open.done} />;
    case 'share':
      return <ShareSheet {...open} />;
  }
}

/** A sheet over the phone's screen: takes the focus, gives it back, closes on Escape and on the dimmed part. */
function SheetFrame({
  label,
  tall,
  children,
}: {
  label: string;
  tall?: boolean;
  children: ComponentChildren;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <div class="sheet-layer">
      <button type="button" class="sheet-behind" aria-label={t('close')} tabIndex={-1} onClick={close} />
      <div
        ref={ref}
        class={tall ? 'sheet is-tall' : 'sheet'}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={(e) => {
          if (e.key === 'Escape') close();
        }}
      >
        <header class="sheet-header">
          <h2>{label}</h2>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </div>
  );
}

function MenuSheet() {
  const person = me.value;
  const account = bot.value;
  if (!person || !account) return null;
  const friend = isFriend(person);
  const then = (work: () => unknown) => () => {
    close();
    void work();
  };
  return (
    <SheetFrame label={account.displayName}>
      <p class="me-line">
        <Avatar name={person.displayName} id={person.userId} url={person.pictureUrl} size={40} />
        <span>
          <strong>{person.displayName}</strong>
          <code>{person.userId}</code>
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={`${t('copyLink')}: ID`}
          onClick={() => copy(person.userId)}
        >
          <Icon name="copy" size={18} />
        </button>
      </p>
      <ul class="choices">
        <li>
          <button type="button" onClick={then(friend ? unfollow : follow)}>
            <Icon name={friend ? 'block' : 'addUser'} />
            {friend ? t('block') : person.blocked ? t('unblock') : t('addFriend')}
          </button>
        </li>
        <li class="only-narrow">
          <button
            type="button"
            onClick={() => {
              sheet.value = { kind: 'people' };
            }}
          >
            <Icon name="people" />
            {t('people')}
          </button>
        </li>
        <li class="only-small">
          <button
            type="button"
            onClick={() => {
              sheet.value = { kind: 'clock' };
            }}
          >
            <Icon name="clock" />
            {t('clock')}
          </button>
        </li>
        <li>
          <button type="button" onClick={then(() => setLang(lang.value === 'en' ? 'zh-TW' : 'en'))}>
            <Icon name="globe" />
            {t('language')}
          </button>
        </li>
      </ul>
    </SheetFrame>
  );
}

function PlusSheet() {
  const give = (message: Message) => () => {
    close();
    void send(message);
  };
  return (
    <SheetFrame label={t('plus')}>
      <div class="stickers">
        {sampleStickers.map(
          (m) =>
            m.type === 'sticker' && (
              <button key={m.stickerId} type="button" onClick={give(m)}>
                <Sticker packageId={m.packageId} stickerId={m.stickerId} />
              </button>
            ),
        )}
      </div>
      <ul class="choices">
        <li>
          <button type="button" onClick={give({ type: 'image' })}>
            <Icon name="picture" />
            {t('picture')}
          </button>
        </li>
        <li>
          <button type="button" onClick={give(sampleLocation())}>
            <Icon name="pin" />
            {t('location')}
          </button>
        </li>
      </ul>
    </SheetFrame>
  );
}

function LinkSheet({ url }: { url: string }) {
  return (
    <SheetFrame label={t('leaving')}>
      <p class="address">
        <Icon name="link" size={18} />
        <span>{url}</span>
      </p>
      <p class="quiet">{t('leavingHint')}</p>
      <div class="sheet-buttons">
        <button type="button" class="plain" onClick={() => copy(url)}>
          {t('copyLink')}
        </button>
        <a class="primary" href={url} target="_blank" rel="noreferrer noopener" onClick={close}>
          {t('open')}
        </a>
      </div>
    </SheetFrame>
  );
}

function PictureSheet({ url }: { url: string }) {
  return (
    <SheetFrame label={t('picture')} tall>
      <img class="full-picture" src={url} alt={t('picture')} />
    </SheetFrame>
  );
}

const INPUT = { date: 'date', time: 'time', datetime: 'datetime-local' } as const;
const PICK = { date: 'datePick', time: 'timePick', datetime: 'dateTimePick' } as const;

function DateSheet({ action }: { action: Action }) {
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
          void pickDate(action, value.value);
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
          <button type="button" class="plain" onClick={close}>
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

type ShareProps = { messages: Message[]; multiple: boolean; done: (to: string[] | null) => void };

function ShareSheet({ messages, multiple, done }: ShareProps) {
  const chosen = useSignal<string[]>([]);
  const toggle = (id: string) => {
    const without = chosen.value.filter((c) => c !== id);
    chosen.value = without.length < chosen.value.length ? without : multiple ? [...without, id] : [id];
  };
  return (
    <SheetFrame label={t('shareTitle')} tall>
      <p class="share-preview">{messages.map(summary).join(' · ')}</p>
      <PeoplePicker chosen={chosen.value} onToggle={toggle} />
      <div class="sheet-buttons">
        <button
          type="button"
          class="primary"
          disabled={chosen.value.length === 0}
          onClick={() => {
            sheet.value = null;
            done(chosen.value);
          }}
        >
          {t('share')}
          {chosen.value.length > 0 && ` (${chosen.value.length})`}
        </button>
      </div>
    </SheetFrame>
  );
}

function ScanSheet({ done }: { done: (value: string | null) => void }) {
  const value = useSignal('');
  return (
    <SheetFrame label={t('scanTitle')}>
      <form
        class="sheet-form"
        onSubmit={(e) => {
          e.preventDefault();
          sheet.value = null;
          done(value.value.trim());
        }}
      >
        <p class="quiet">{t('scanHint')}</p>
        <input
          type="text"
          required
          value={value.value}
          aria-label={t('scanLabel')}
          placeholder={t('scanLabel')}
          onInput={(e) => {
            value.value = e.currentTarget.value;
          }}
        />
        <div class="sheet-buttons">
          <button type="button" class="plain" onClick={close}>
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
