import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import type { Coupon } from '../api/types.ts';
import { now } from '../clock.ts';
import { day } from '../format.ts';
import { type Key, t } from '../i18n/index.ts';
import { href, onLink, path } from '../router.ts';
import { useLoad } from '../ui/load.ts';
import { Empty, Failed, Page, Rows, Segments } from '../ui/states.tsx';
import { CouponDetail } from './CouponDetail.tsx';
import { type Filter, filterOf, hurryOf, minimumOf, titleOf, usedText, worthOf } from './coupon-text.ts';

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
  return (
    <Page title={t('tab.coupons')}>
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
    <ul class="coupons">
      {coupons.map((coupon) => (
        <li key={coupon.id}>
          <Ticket coupon={coupon} />
        </li>
      ))}
    </ul>
  );
}

function Ticket({ coupon }: { coupon: Coupon }) {
  const hurry = hurryOf(coupon, now());
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
        <span>{coupon.state === 'redeemed' ? usedText(coupon) : minimumOf(coupon)}</span>
        {coupon.state !== 'redeemed' && (
          <span>
            {coupon.state === 'revoked'
              ? t('coupons.revoked')
              : t('coupons.until', { date: day(coupon.validUntil) })}
          </span>
        )}
        {hurry && <em class="hurry">{hurry}</em>}
      </span>
    </a>
  );
}
