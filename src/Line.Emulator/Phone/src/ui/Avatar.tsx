const HUES = [212, 158, 28, 262, 340, 190, 46, 8];

/** A picture, or the first letter on a colour that stays the same for the same id. */
export function Avatar({
  name,
  id,
  url,
  size,
}: {
  name: string;
  id: string;
  url?: string | null | undefined;
  size: number;
}) {
  const hue = HUES[[...id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % HUES.length];
  return (
    <span
      class="avatar"
      aria-hidden="true"
      style={{
        width: `${size}px`,
        height: `${size}px`,
        fontSize: `${size * 0.42}px`,
        background: `hsl(${hue} 45% 38%)`,
      }}
    >
      {url ? <img src={url} alt="" /> : [...name.trim()][0]}
    </span>
  );
}
