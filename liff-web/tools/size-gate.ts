// Fails the build when the page grows past what a phone on a slow network can open in two seconds.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../../src/LineLoyalty.Server/wwwroot/liff/', import.meta.url);
const gz = (file: string) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const sum = (files: string[]) => files.reduce((total, file) => total + gz(file), 0);

const html = readFileSync(new URL('index.html', dist), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/liff\/(assets\/[^"]+\.js)"/g)].map(
  (match) => match[1] ?? '',
);
const scripts = readdirSync(new URL('assets/', dist))
  .filter((file) => file.endsWith('.js'))
  .map((file) => `assets/${file}`);
const sdk = scripts.filter((file) => /\/liff-/.test(file));
const later = scripts.filter((file) => !first.includes(file) && !sdk.includes(file));

const rows: [string, number, number][] = [
  ['index.html with CSS', sum(['index.html']), 8_000],
  ['first JS', sum(first), 30_000],
  ['LIFF SDK', sum(sdk), 32_000],
  ...later.map((file): [string, number, number] => [file, gz(file), 6_000]),
  // A ceiling over all pages, which come one by one: what a phone waits for is above.
  ['all JS', sum(scripts), 110_000],
];
for (const [name, size, limit] of rows)
  console.log(`${name.padEnd(36)} ${String(size).padStart(6)} of ${limit} bytes gz`);

// What the first scripts import statically is loaded with them, preloaded or not.
const pulled = first.filter((file) =>
  /(?:from|import)\s*["']\.\/liff-/.test(readFileSync(new URL(file, dist), 'utf8')),
);
const broken = rows
  .filter(([, size, limit]) => size > limit)
  .map(([name, size, limit]) => `${name}: ${size} > ${limit}`);
if (first.length === 0) broken.push('no first script found in index.html');
if (sdk.length === 0) broken.push('no LIFF chunk found');
if (first.some((file) => sdk.includes(file)) || pulled.length > 0)
  broken.push('the LIFF SDK is in the first load');
if (broken.length > 0) {
  console.error(`Over budget: ${broken.join('; ')}`);
  process.exit(1);
}
