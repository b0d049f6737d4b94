import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

// The back office, its composer and the till. Names are stable; the pages add a version to the address.
const entries = {
  admin: 'src/admin.ts',
  composer: 'src/composer.tsx',
  journeys: 'src/journeys.tsx',
  menus: 'src/menus.tsx',
  // Drawn by the composer and the journeys' editor alike; an entry of its own gives its style sheet a name.
  phone: 'src/composer/Phone.tsx',
  segments: 'src/segments.tsx',
  till: 'src/till.tsx',
  'till-worker': 'src/till-worker.ts',
};

export default defineConfig({
  base: '/admin-assets/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['es2022', 'safari16', 'chrome110'],
    outDir: resolve(import.meta.dirname, '../../wwwroot/admin-assets'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(entries).filter(([, file]) => existsSync(resolve(import.meta.dirname, file))),
      ),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        assetFileNames: (asset) =>
          asset.names.some((n) => n.endsWith('.css')) ? '[name][extname]' : 'files/[name]-[hash][extname]',
      },
    },
  },
});
