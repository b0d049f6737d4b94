import { copy } from '../actions';
import { api } from '../api';
import { lang, setLang, t } from '../i18n';
import { summary } from '../messages/summary';
import { People } from '../people/People';
import { type Sheet, usePhone } from '../phone';
import { attempt, follow, putAway, unfollow } from '../session';
import { bot, isFriend, letters, phones, setLetters } from '../state';
import { ClockPanel } from '../tools/ClockPanel';
import { inspect, WireBody } from '../tools/Wire';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/icons';
import type { Item } from '../wire';
import { DateSheet, PhotoSheet, PlaceSheet, PlusSheet } from './Giving';
import { ScanSheet } from './ScanSheet';
import { ShareSheet } from './ShareSheet';
import { SheetFrame } from './SheetFrame';

export function Sheets() {
  const phone = usePhone();
  const open = phone.sheet.value;
  if (!open) return null;
  return <Body key={open.kind} open={open} />;
}

function Body({ open }: { open: Sheet }) {
  const phone = usePhone();
  switch (open.kind) {
    case 'menu':
      return <MenuSheet />;
    case 'plus':
      return <PlusSheet />;
    case 'people':
      return (
        <SheetFrame label={t('people')} tall>
          <People onChosen={() => phone.dismissSheet()} />
        </SheetFrame>
      );
    case 'clock':
      return (
        <SheetFrame label={t('clock')}>
          <ClockPanel />
        </SheetFrame>
      );
    case 'wire':
      return (
        <SheetFrame label={t('wire')} tall>
          <WireBody />
        </SheetFrame>
      );
    case 'link':
      return <LinkSheet url={open.url} />;
    case 'picture':
      return <PictureViewer url={open.url} />;
    case 'date':
      return <DateSheet action={open.action} />;
    case 'photo':
      return <PhotoSheet camera={open.camera} />;
    case 'place':
      return <PlaceSheet />;
    case 'message':
      return <MessageSheet item={open.item} />;
    case 'scan':
      return <ScanSheet done={open.done} />;
    case 'share':
      return <ShareSheet {...open} />;
  }
}

function MenuSheet() {
  const phone = usePhone();
  const person = phone.person.value;
  const account = bot.value;
  if (!account) return null;
  const friend = isFriend(person);
  const then = (work: () => unknown) => () => {
    phone.dismissSheet();
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
          aria-label={t('copyId')}
          onClick={() => copy(phone, person.userId)}
        >
          <Icon name="copy" size={18} />
        </button>
      </p>
      <ul class="choices">
        <li>
          <button type="button" onClick={then(() => (friend ? unfollow(phone) : follow(phone)))}>
            <Icon name={friend ? 'block' : 'addUser'} />
            {friend ? t('block') : person.blocked ? t('unblock') : t('addFriend')}
          </button>
        </li>
        <li class="only-narrow">
          <button
            type="button"
            onClick={() => {
              phone.sheet.value = { kind: 'people' };
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
              phone.sheet.value = { kind: 'clock' };
            }}
          >
            <Icon name="clock" />
            {t('clock')}
          </button>
        </li>
        <li class="only-small">
          <button
            type="button"
            onClick={() => {
              phone.sheet.value = { kind: 'wire' };
            }}
          >
            <Icon name="code" />
            {t('wire')}
          </button>
        </li>
        <li class="letters">
          <Icon name="letters" />
          <span id={`letters-${phone.id}`}>{t('letters')}</span>
          <span class="tabs" role="radiogroup" aria-labelledby={`letters-${phone.id}`}>
            {(
              [
                ['lettersNormal', 1],
                ['lettersLarge', 1.2],
                ['lettersHuge', 1.45],
              ] as const
            ).map(([key, scale]) => (
              // biome-ignore lint/a11y/useSemanticElements: a radio drawn as a segment; the arrow keys are not needed for three.
              <button
                key={key}
                type="button"
                role="radio"
                aria-checked={letters.value === scale}
                onClick={() => setLetters(scale)}
              >
                {t(key)}
              </button>
            ))}
          </span>
        </li>
        <li>
          <button type="button" onClick={then(() => setLang(lang.value === 'en' ? 'zh-TW' : 'en'))}>
            <Icon name="globe" />
            {t('language')}
          </button>
        </li>
        {phones.value.length > 1 && (
          <li>
            <button type="button" onClick={then(() => putAway(phone))}>
              <Icon name="close" />
              {t('putAway')}
            </button>
          </li>
        )}
      </ul>
    </SheetFrame>
  );
}

/** What can be done with one message: copy it, take it back, look at what was really sent. */
function MessageSheet({ item }: { item: Item }) {
  const phone = usePhone();
  const { message, messageId } = item;
  const words = message ? summary(message) : '';
  return (
    <SheetFrame label={t('messageOptions')}>
      {words && <p class="share-preview">{words}</p>}
      <ul class="choices">
        {words && (
          <li>
            <button
              type="button"
              onClick={() => {
                phone.dismissSheet();
                void copy(phone, words);
              }}
            >
              <Icon name="copy" />
              {t('copyText')}
            </button>
          </li>
        )}
        {item.from === 'user' && !item.friend && messageId && (
          <li>
            <button
              type="button"
              onClick={() => {
                phone.dismissSheet();
                void attempt(phone, () => api.unsend(phone.id, messageId));
              }}
            >
              <Icon name="trash" />
              {t('unsend')}
            </button>
          </li>
        )}
        <li>
          <button
            type="button"
            onClick={() => {
              phone.dismissSheet();
              inspect(phone, item);
            }}
          >
            <Icon name="code" />
            {t('inspect')}
          </button>
        </li>
      </ul>
    </SheetFrame>
  );
}

function LinkSheet({ url }: { url: string }) {
  const phone = usePhone();
  return (
    <SheetFrame label={t('leaving')}>
      <p class="address">
        <Icon name="link" size={18} />
        <span>{url}</span>
      </p>
      <p class="quiet">{t('leavingHint')}</p>
      <div class="sheet-buttons">
        <button type="button" class="plain" onClick={() => copy(phone, url)}>
          {t('copyLink')}
        </button>
        <a
          class="primary"
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          onClick={() => phone.dismissSheet()}
        >
          {t('open')}
        </a>
      </div>
    </SheetFrame>
  );
}

/** A picture over the whole screen, on black, as phones show one. */
function PictureViewer({ url }: { url: string }) {
  const phone = usePhone();
  return (
    <div
      class="viewer"
      role="dialog"
      aria-modal="true"
      aria-label={t('picture')}
      onKeyDown={(e) => {
        if (e.key === 'Escape') phone.dismissSheet();
      }}
    >
      <button
        type="button"
        class="icon-button on-dark"
        aria-label={t('close')}
        ref={(el) => el?.focus({ preventScroll: true })}
        onClick={() => phone.dismissSheet()}
      >
        <Icon name="close" />
      </button>
      <img src={url} alt={t('picture')} />
    </div>
  );
}
