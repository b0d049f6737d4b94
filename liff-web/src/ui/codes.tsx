import { correction, generate, mode } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';
import { useMemo } from 'preact/hooks';
import { code128 } from './code128.ts';

const QR_QUIET = 4;
const LEAST_QR = 240;
const BAR_QUIET = 10;

/** The largest side up to `most` CSS pixels that gives every module the same whole number of screen pixels. */
export function wholePixels(modules: number, most: number, ratio: number = window.devicePixelRatio): number {
  return (Math.max(1, Math.floor((most * ratio) / modules)) * modules) / ratio;
}

// Naming the mode: working it out from the text builds a Shift-JIS table, 34 ms on a slow phone.
function qrMode(text: string) {
  if (/^\d+$/.test(text)) return mode.numeric(text);
  return /^[\dA-Z $%*+\-./:]+$/.test(text) ? mode.alphaNumeric(text) : mode.utf8(text);
}

export function Qr({ text, size, label }: { text: string; size: number; label: string }) {
  const { path, side } = useMemo(() => {
    const code = generate(qrMode(text), { minCorrectionLevel: correction.M });
    return { path: toSvgPath(code), side: code.size + QR_QUIET * 2 };
  }, [text]);
  // On a coarse screen whole pixels may cost too much: size comes before sharpness.
  const sharp = wholePixels(side, size);
  const px = sharp < LEAST_QR ? Math.min(size, LEAST_QR) : sharp;
  return (
    <svg
      class="qr"
      data-code={text}
      role="img"
      aria-label={label}
      width={px}
      height={px}
      viewBox={`${-QR_QUIET} ${-QR_QUIET} ${side} ${side}`}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}

export function Barcode({
  text,
  width,
  height,
  label,
}: {
  text: string;
  width: number;
  height: number;
  label: string;
}) {
  const bars = useMemo(() => code128(text), [text]);
  const modules = bars.width + BAR_QUIET * 2;
  return (
    <svg
      class="barcode"
      data-code={text}
      role="img"
      aria-label={label}
      width={wholePixels(modules, width)}
      height={height}
      viewBox={`${-BAR_QUIET} 0 ${modules} 1`}
      preserveAspectRatio="none"
      shape-rendering="crispEdges"
    >
      <path d={bars.path} />
    </svg>
  );
}

/** How much of a code's life is left, as a ring with the seconds inside. */
export function Ring({ left, of, label }: { left: number; of: number; label: string }) {
  const share = Math.max(0, Math.min(1, left / of));
  return (
    <span class="ring" role="img" aria-label={label}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle class="ring-track" cx="18" cy="18" r="15.5" />
        <circle class="ring-left" cx="18" cy="18" r="15.5" pathLength={1} stroke-dasharray={`${share} 1`} />
      </svg>
      <span aria-hidden="true">{Math.max(0, Math.ceil(left))}</span>
    </span>
  );
}
