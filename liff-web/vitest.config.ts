import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Every test runs in the browser of the system: real dialogs, storage and layout. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  optimizeDeps: {
    include: [
      'preact',
      'preact/jsx-runtime',
      'preact/jsx-dev-runtime',
      'preact/hooks',
      '@preact/signals',
      'lean-qr',
      'lean-qr/extras/svg',
      'axe-core',
      '@testing-library/preact',
      '@testing-library/user-event',
      '@testing-library/jest-dom/vitest',
    ],
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/support/setup.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 390, height: 844 },
      instances: [{ browser: 'chromium' }],
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
          args: FLAGS.split(' '),
        },
        contextOptions: { locale: 'zh-TW', timezoneId: 'Asia/Taipei', reducedMotion: 'reduce' },
      }),
    },
  },
});
