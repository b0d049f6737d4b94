import { defineConfig } from 'vite';

export default defineConfig({
  base: '/phone/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['es2022', 'safari16', 'chrome108'],
    modulePreload: { polyfill: false },
    outDir: '../wwwroot/phone',
    emptyOutDir: true,
  },
  // In development the page comes from Vite and everything else from a running emulator.
  server: { proxy: { '/emulator': process.env.EMULATOR_URL ?? 'http://localhost:5090' } },
});
