import { icons } from './icons';
import { boxes, templateOf } from './templates';
import type { Box, Drawing } from './wire';

const font = '"PingFang TC", "Noto Sans TC", "Noto Sans CJK TC", "Microsoft JhengHei", system-ui, sans-serif';

type Rgb = number[];

/** Readable under white words, as the server colours its own drawings. */
function readable(colour: string): Rgb {
  let rgb = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const linear = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = () => {
    const [r, g, b] = rgb.map(linear);
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
  };
  while (1.05 / (light() + 0.05) < 4) rgb = rgb.map((c) => c * 0.95);
  return rgb;
}

/** So much of a colour, the rest black (0) or white (255). */
const shade = (rgb: Rgb, share: number, rest: number) =>
  `rgb(${rgb.map((c) => Math.round(c * share + rest * (1 - share))).join(', ')})`;

function fit(context: CanvasRenderingContext2D, text: string, weight: number, size: number, room: number) {
  context.font = `${weight} ${size}px ${font}`;
  const wide = context.measureText(text).width;
  if (wide > room) context.font = `${weight} ${Math.floor((size * room) / wide)}px ${font}`;
}

function drawIcon(
  context: CanvasRenderingContext2D,
  icon: string,
  x: number,
  y: number,
  size: number,
  thickness: number,
) {
  const path = icons[icon]?.path;
  if (!path) return;
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 48, size / 48);
  context.lineWidth = thickness;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(path));
  context.restore();
}

function drawCell(
  context: CanvasRenderingContext2D,
  box: Box,
  cell: Drawing['cells'][number],
  rgb: Rgb,
  filled: boolean,
  unit: number,
) {
  const brand = shade(rgb, 1, 0);
  const gap = unit * 0.012;
  context.fillStyle = filled ? brand : '#fff';
  context.beginPath();
  context.roundRect(box.x + gap, box.y + gap, box.width - 2 * gap, box.height - 2 * gap, unit * 0.05);
  context.fill();
  const short = Math.min(box.width, box.height);
  const [middle, centre] = [box.x + box.width / 2, box.y + box.height / 2];
  const size = Math.min(short * 0.34, unit * 0.4);
  const title = Math.min(short * 0.15, unit * 0.16);
  const hasIcon = cell.icon in icons;
  const tall = (hasIcon ? size * 1.25 : 0) + (cell.text ? title * 1.3 : 0) + (cell.hint ? title * 0.95 : 0);
  let y = centre - tall / 2;
  if (hasIcon) {
    if (!filled) {
      context.fillStyle = shade(rgb, 0.1, 255);
      context.beginPath();
      context.arc(middle, y + size / 2, size * 0.62, 0, Math.PI * 2);
      context.fill();
    }
    context.strokeStyle = filled ? '#fff' : brand;
    drawIcon(context, cell.icon, middle, y + size / 2, size * 0.8, 2.8);
    y += size * 1.25;
  }
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const room = box.width - unit * 0.12;
  if (cell.text) {
    context.fillStyle = filled ? '#fff' : '#1c2420';
    fit(context, cell.text, 700, title, room);
    context.fillText(cell.text, middle, y + title * 0.6);
    y += title * 1.3;
  }
  if (cell.hint) {
    context.fillStyle = filled ? 'rgb(255 255 255 / .92)' : '#56605b';
    fit(context, cell.hint, 400, title * 0.6, room);
    context.fillText(cell.hint, middle, y + title * 0.45);
  }
}

/** Draws icons and words into the cells of a template. */
export function draw(drawing: Drawing, width: number, height: number, colour: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  const rgb = readable(colour);
  const template = templateOf(drawing.template);
  context.fillStyle = drawing.style === 'solid' ? shade(rgb, 0.8, 0) : shade(rgb, 0.14, 255);
  context.fillRect(0, 0, width, height);
  const unit = template.size === 'large' ? height / 2 : height;
  boxes(template, width, height).forEach((box, i) => {
    const cell = drawing.cells[i] ?? { icon: '', text: '', hint: '' };
    drawCell(
      context,
      box,
      cell,
      rgb,
      drawing.style === 'solid' || (drawing.style === 'accent' && i === 0),
      unit,
    );
  });
  return canvas;
}

const blob = (canvas: HTMLCanvasElement, type: string, quality?: number) =>
  new Promise<Blob>((done, failed) =>
    canvas.toBlob((b) => (b ? done(b) : failed(new Error('no picture'))), type, quality),
  );

/** As PNG, or as JPEG when that is too heavy for LINE. */
export async function toFile(canvas: HTMLCanvasElement, mostBytes: number): Promise<Blob> {
  const png = await blob(canvas, 'image/png');
  return png.size <= mostBytes ? png : blob(canvas, 'image/jpeg', 0.85);
}
