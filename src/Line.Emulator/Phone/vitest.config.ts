import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

// Everything runs in a real Chromium: layout, dialogs, clipboard and EventSource are what this page is made of.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  optimizeDeps: {
    include: [
      'preact',
      'preact/jsx-runtime',
      'preact/jsx-dev-runtime',
      'preact/hooks',
      '@preact/signals',
      'axe-core',
      'barcode-detector/ponyfill',
      'lean-qr',
      '@testing-library/preact',
      '@testing-library/user-event',
    ],
  },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 390, height: 844 },
      instances: [{ browser: 'chromium' }],
      provider: playwright({
        launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args },
        contextOptions: { locale: 'zh-TW', timezoneId: 'America/New_York', reducedMotion: 'reduce' },
      }),
    },
  },
});
