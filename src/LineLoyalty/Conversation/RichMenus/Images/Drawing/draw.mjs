// Draws the rich menus of menus.html as 8-bit grey PNGs beside this folder. Run: node draw.mjs [path of chromium]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const here = import.meta.dirname;
const chromium = process.argv[2] ?? 'chromium';
const sizes = { member: [2500, 1686], guest: [2500, 843] };
const work = mkdtempSync(join(tmpdir(), 'richmenu-'));

for (const [menu, [width, height]] of Object.entries(sizes)) {
  for (const lang of ['zh-TW', 'en']) {
    const shot = join(work, 'shot.png');
    execFileSync(chromium, [
      '--headless', '--no-sandbox', '--hide-scrollbars', '--force-device-scale-factor=1', '--disable-lcd-text', '--virtual-time-budget=2000',
      `--window-size=${width},${height + 200}`, `--screenshot=${shot}`, `file://${here}/menus.html?menu=${menu}&lang=${lang}`,
    ], { stdio: 'ignore' });
    const grey = greyPng(readFileSync(shot), width, height);
    writeFileSync(join(here, '..', `${menu}.${lang}.png`), grey);
    console.log(`${menu}.${lang}.png ${Math.round(grey.length / 1024)} KB`);
  }
}
rmSync(work, { recursive: true });

// Chromium writes 8-bit RGB or RGBA without interlace; the drawing is grey, so one channel says all.
function greyPng(png, width, height) {
  const data = [];
  let channels = 4;
  let shotWidth = 0;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') [shotWidth, channels] = [png.readUInt32BE(at + 8), png[at + 17] === 6 ? 4 : 3];
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  if (shotWidth !== width) throw new Error(`Chromium drew ${shotWidth} pixels instead of ${width}.`);
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const value = raw[y * (stride + 1) + 1 + x];
      const a = x >= channels ? pixels[y * stride + x - channels] : 0;
      const b = y > 0 ? pixels[(y - 1) * stride + x] : 0;
      const c = x >= channels && y > 0 ? pixels[(y - 1) * stride + x - channels] : 0;
      pixels[y * stride + x] = value + [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter];
    }
  }
  // Up-filtered lines: flat areas and upright edges become zeros.
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    lines[y * (width + 1)] = 2;
    for (let x = 0; x < width; x++) {
      const up = y > 0 ? pixels[(y - 1) * stride + x * channels] : 0;
      lines[y * (width + 1) + 1 + x] = pixels[y * stride + x * channels] - up;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
