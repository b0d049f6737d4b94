import { t } from '../i18n';

const MOUTHS = ['M34 58c8 12 24 12 32 0', 'M36 62c7-8 21-8 28 0', 'M40 60h20', 'M38 56c0 16 24 16 24 0Z'];
const EYES = [
  'M36 42h.01M64 42h.01',
  'M31 43c3-5 8-5 11 0M58 43c3-5 8-5 11 0',
  'M32 38l8 5-8 4M68 38l-8 5 8 4',
];

/** A face of our own for every sticker id: the pictures of real stickers belong to their makers. */
export function Sticker({ packageId, stickerId }: { packageId: string; stickerId: string }) {
  const n = Number.parseInt(stickerId, 10) || 0;
  const hue = (n * 47 + (Number.parseInt(packageId, 10) || 0) * 13) % 360;
  return (
    <svg
      class="sticker"
      viewBox="0 0 100 100"
      role="img"
      aria-label={`${t('sticker')} ${packageId}/${stickerId}`}
    >
      <path
        d="M50 8c26 0 40 18 40 40 0 26-16 42-40 42S10 74 10 48C10 26 24 8 50 8Z"
        fill={`hsl(${hue} 70% 78%)`}
        stroke="#fff"
        stroke-width="6"
      />
      <path
        d={EYES[n % EYES.length]}
        stroke="#2b2f36"
        stroke-width="7"
        stroke-linecap="round"
        stroke-linejoin="round"
        fill="none"
      />
      <path
        d={MOUTHS[n % MOUTHS.length]}
        stroke="#2b2f36"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
        fill={n % 4 === 3 ? '#a53b46' : 'none'}
      />
      <circle cx="26" cy="56" r="6" fill="#ff7f8a" opacity=".55" />
      <circle cx="74" cy="56" r="6" fill="#ff7f8a" opacity=".55" />
    </svg>
  );
}
