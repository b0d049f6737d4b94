import { useSignal } from '@preact/signals';
import { local } from '../api';

const HUES = [212, 158, 28, 262, 340, 190, 46, 8];

type AvatarProps = { name: string; id: string; url?: string | null | undefined; size: number };

/** A picture; without one, or when it does not load, the first letter on a colour that stays the same for the id. */
export function Avatar({ name, id, url, size }: AvatarProps) {
  const broken = useSignal<string | null>(null);
  const hue = HUES[[...id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % HUES.length];
  const style = {
    width: `${size}px`,
    height: `${size}px`,
    fontSize: `${size * 0.42}px`,
    background: `hsl(${hue} 45% 38%)`,
  };
  return (
    <span class="avatar" aria-hidden="true" style={style}>
      {url && broken.value !== url ? (
        <img
          src={local(url)}
          alt=""
          onError={() => {
            broken.value = url;
          }}
        />
      ) : (
        [...name.trim()][0]
      )}
    </span>
  );
}
