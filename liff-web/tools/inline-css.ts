import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** Puts the one stylesheet into index.html (a request less before the first paint) and writes its hash for the server's CSP. */
export function inlineCss(): Plugin {
  return {
    name: 'inline-css',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const html = bundle['index.html'];
        const sheets = Object.values(bundle).filter((file) => file.fileName.endsWith('.css'));
        const css = sheets[0];
        if (sheets.length !== 1 || css?.type !== 'asset' || html?.type !== 'asset') {
          this.error(`expected index.html and one stylesheet, found ${sheets.length}`);
        }
        const text = String(css.source).trim();
        const page = String(html.source);
        const inlined = page.replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${text}</style>`);
        if (inlined === page) this.error('index.html does not link the stylesheet');
        html.source = inlined;
        delete bundle[css.fileName];
        const hash = `sha256-${createHash('sha256').update(text).digest('base64')}`;
        this.emitFile({
          type: 'asset',
          fileName: 'csp.json',
          source: `${JSON.stringify({ styleHashes: [hash] })}\n`,
        });
      },
    },
  };
}
