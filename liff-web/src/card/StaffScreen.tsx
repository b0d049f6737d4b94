import type { Card } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { byFour, clockTime } from '../format.ts';
import { t } from '../i18n/index.ts';
import { Barcode, Qr, Ring } from '../ui/codes.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { useWakeLock } from '../ui/wake-lock.ts';
import { shownAt } from './codes.ts';

/** The whole screen for the clerk: both codes as large as they go, the digits, and a clock that shows it is alive. */
export function StaffScreen({ card, onClose }: { card: Card; onClose: () => void }) {
  useWakeLock();
  const now = useSecond();
  const shown = shownAt(card, now);
  const width = Math.min(window.innerWidth, 480);
  const number = byFour(card.cardNumber);
  return (
    <Sheet title={card.name} onClose={onClose} full>
      <div class="staff">
        {shown.barcode && (
          <figure>
            <Barcode
              text={shown.barcode}
              width={width - 8}
              height={110}
              label={t('card.barcodeLabel', { digits: byFour(shown.barcode) })}
            />
            <figcaption class="digits">{byFour(shown.barcode)}</figcaption>
          </figure>
        )}
        <Qr text={shown.qr} size={Math.min(width - 24, 340)} label={t('card.qrLabel', { digits: number })} />
        <p class="staff-number">
          {t('card.number')} <b>{number}</b>
        </p>
        <div class="staff-foot">
          {shown.left === null ? (
            <p class="plate-offline">{t('card.offlineCode')}</p>
          ) : (
            <Ring left={shown.left} of={shown.life} label={t('card.renews', { n: Math.ceil(shown.left) })} />
          )}
          <p class="alive">{clockTime(now)}</p>
        </div>
        <p class="plate-note">{t('card.staffHint')}</p>
      </div>
    </Sheet>
  );
}
