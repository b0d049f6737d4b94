import { defineConfig } from 'vite';
import { devApi } from './tools/dev-api.ts';
import { inlineCss } from './tools/inline-css.ts';

export default defineConfig({
  base: '/liff/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../src/LineLoyalty.Server/wwwroot/liff',
    emptyOutDir: true,
    // The oldest web views that still open LIFF.
    target: ['es2020', 'safari15.4', 'chrome108'],
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Packages only: with our own file in here the first load would import the SDK.
            { name: 'liff', test: /@line[\\/]liff|@liff[\\/]|tiny-sha256|tslib/ },
            // One file for what the first paint needs: no forms, no long texts.
            {
              name: 'app',
              test: /node_modules[\\/](preact|@preact|lean-qr)|src[\\/](api|ui[\\/](?!fields|Markdown)|card|i18n[\\/](index|zh-TW)|[\w-]+\.tsx?$)/,
            },
          ],
        },
      },
    },
  },
  plugins: [inlineCss(), devApi()],
});
