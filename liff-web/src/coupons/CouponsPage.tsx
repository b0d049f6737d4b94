import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { now, useSecond } from '../clock.ts';
import { day } from '../format.ts';
import { type Key, t } from '../i18n/index.ts';
import { href, onLink, path } from '../router.ts';
import { refresh } from '../session.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Page, Rows, Segments } from '../ui/states.tsx';
import { CodeSheet } from './CodeSheet.tsx';
import { CouponDetail } from './CouponDetail.tsx';
import {
  betweenOf,
  type Filter,
  filterOf,
  fits,
  hurryOf,
  leftOf,
  minimumOf,
  type Narrow,
  titleOf,
  usedText,
  worthOf,
} from './coupon-text.ts';

export default function CouponsPage() {
  const id = path.value.split('/')[2];
  return id ? <CouponDetail key={id} id={decodeURIComponent(id)} /> : <CouponList />;
}

const EMPTY: Record<Filter, Key> = {
  usable: 'coupons.emptyUsable',
  used: 'coupons.emptyUsed',
  expired: 'coupons.emptyExpired',
};

function CouponList() {
  const { loaded, retry } = useLoad('coupons', api.coupons);
  const [filter, setFilter] = useState<Filter>('usable');
  const [entering, setEntering] = useState(false);
  return (
    <Page title={t('tab.coupons')}>
      <button type="button" class="button button-quiet enter-code" onClick={() => setEntering(true)}>
        <Icon name="gift" size={18} /> {t('coupons.enterCode')}
      </button>
      {entering && (
        <CodeSheet
          onClose={(got) => {
            setEntering(false);
            if (!got) return;
            setFilter('usable');
            retry();
            void refresh();
          }}
        />
      )}
      <Segments
        label={t('coupons.filter')}
        value={filter}
        onChange={setFilter}
        choices={[
          { value: 'usable', label: t('coupons.usable') },
          { value: 'used', label: t('coupons.used') },
          { value: 'expired', label: t('coupons.expired') },
        ]}
      />
      {loaded.state === 'loading' && <Rows count={4} height={112} />}
      {loaded.state === 'failed' && <Failed error={loaded.error} onRetry={retry} />}
      {loaded.state === 'ready' && (
        <Shown coupons={loaded.value.filter((coupon) => filterOf(coupon) === filter)} filter={filter} />
      )}
    </Page>
  );
}

function Shown({ coupons, filter }: { coupons: Coupon[]; filter: Filter }) {
  const [narrow, setNarrow] = useState<Narrow>('all');
  const at = now();
  // A chip that would show nothing, or everything, helps nobody.
  const chips = (['soon', 'kept'] as const).filter((one) => {
    const left = coupons.filter((coupon) => fits(coupon, one, at)).length;
    return left > 0 && left < coupons.length;
  });
  const wanted = filter === 'usable' && chips.some((one) => one === narrow) ? narrow : 'all';
  if (coupons.length === 0) {
    return (
      <Empty
        icon="gift"
        title={t(EMPTY[filter])}
        {...(filter === 'usable' ? { hint: t('coupons.emptyUsableHint') } : {})}
      />
    );
  }
  return (
    <>
      {filter === 'usable' && chips.length > 0 && (
        <fieldset class="chips" aria-label={t('coupons.kinds')}>
          {(['all', ...chips] as const).map((one) => (
            <button key={one} type="button" aria-pressed={wanted === one} onClick={() => setNarrow(one)}>
              {t(`coupons.${one}`)}
            </button>
          ))}
        </fieldset>
      )}
      <ul class="coupons">
        {coupons
          .filter((coupon) => fits(coupon, wanted, at))
          .map((coupon) => (
            <li key={coupon.id}>
              <Ticket coupon={coupon} />
            </li>
          ))}
      </ul>
    </>
  );
}

function Ticket({ coupon }: { coupon: Coupon }) {
  const hurry = hurryOf(coupon, useSecond());
  const between = betweenOf(coupon);
  const past = coupon.state === 'redeemed' || coupon.state === 'given';
  return (
    <a
      class={`ticket ticket-${coupon.state}`}
      href={href(`/coupons/${encodeURIComponent(coupon.id)}`)}
      onClick={onLink}
    >
      <span class="ticket-stub">
        {coupon.imageUrl ? <img src={coupon.imageUrl} alt="" loading="lazy" /> : worthOf(coupon)}
      </span>
      <span class="ticket-text">
        <b>{titleOf(coupon)}</b>
        <span>{past ? usedText(coupon) : (leftOf(coupon) ?? minimumOf(coupon))}</span>
        {!past && (
          <span>
            {coupon.state === 'revoked'
              ? t('coupons.revoked')
              : coupon.neverExpires
                ? t('coupons.never')
                : t('coupons.until', { date: day(coupon.validUntil) })}
          </span>
        )}
        {between ? <em class="between">{between}</em> : hurry && <em class="hurry">{hurry}</em>}
      </span>
    </a>
  );
}
