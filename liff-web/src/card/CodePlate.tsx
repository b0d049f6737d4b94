import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Card } from '../api/types.ts';
import { useSecond } from '../clock.ts';
import { byFour } from '../format.ts';
import { t } from '../i18n/index.ts';
import { Barcode, Qr, Ring } from '../ui/codes.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Segments } from '../ui/states.tsx';
import { shownAt } from './codes.ts';

const KEPT = 'liff.codeKind';
const QR_SIDE = 268;

type Kind = 'qr' | 'barcode';

const kind = signal<Kind>(localStorage.getItem(KEPT) === 'barcode' ? 'barcode' : 'qr');

function choose(next: Kind): void {
  kind.value = next;
  localStorage.setItem(KEPT, next);
}

/** Width of a white plate between the page's edges. */
function usePlateWidth(): number {
  const measure = () => Math.min(window.innerWidth, 480) - 88;
  const [width, set] = useState(measure);
  useEffect(() => {
    const onResize = () => set(measure());
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  });
  return width;
}

/** The white plate of the card: QR or barcode in one place, the digits, and how long they live. */
export function CodePlate({ card, onExpand }: { card: Card; onExpand: () => void }) {
  const shown = shownAt(card, useSecond());
  const width = usePlateWidth();
  const number = byFour(card.cardNumber);
  const digits = kind.value === 'barcode' && shown.barcode ? byFour(shown.barcode) : number;
  return (
    <div class="plate">
      <div class="plate-head">
        <Segments
          label={t('card.codeKind')}
          value={kind.value}
          onChange={choose}
          choices={[
            { value: 'qr', label: t('card.qr') },
            { value: 'barcode', label: t('card.barcode') },
          ]}
        />
        <button type="button" class="plate-expand" onClick={onExpand}>
          <Icon name="expand" size={18} /> {t('card.showStaff')}
        </button>
      </div>
      <div class="plate-code">
        {kind.value === 'qr' ? (
          <Qr text={shown.qr} size={QR_SIDE} label={t('card.qrLabel', { digits: number })} />
        ) : shown.barcode ? (
          <Barcode
            text={shown.barcode}
            width={width}
            height={132}
            label={t('card.barcodeLabel', { digits })}
          />
        ) : (
          <p class="plate-note">{t('card.noBarcode')}</p>
        )}
      </div>
      <div class="plate-foot">
        <p class="digits">{digits}</p>
        {shown.left !== null && (
          <Ring left={shown.left} of={shown.life} label={t('card.renews', { n: Math.ceil(shown.left) })} />
        )}
      </div>
      {shown.left === null && (
        <p class="plate-offline">
          <Icon name="offline" size={18} /> {t('card.offlineCode')}
        </p>
      )}
    </div>
  );
}
