import type { IncomingMessage } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { Loyalty } from '../tests/support/loyalty.ts';

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

/**
 * `npm run dev` without the server: the member API of the tests, and an emulator that logs everybody in as the same person.
 * `/dev?session=guest|member|none` starts over with somebody else opening the page; `/dev?redeem=c1` plays the clerk.
 */
export function devApi(loyalty = new Loyalty()): Plugin {
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const redirect = (to: string, cookie?: string) =>
      response.writeHead(302, { location: to, ...(cookie && { 'set-cookie': cookie }) }).end();
    if (url.pathname.startsWith('/emulated/liff/open/')) {
      const rest = url.pathname.split('/').slice(5).join('/');
      const token = `h.${btoa(JSON.stringify({ sub: 'U1' }))}.s`;
      redirect(`/liff/?liff.state=${encodeURIComponent(`/${rest}${url.search}`)}#id_token=${token}`);
    } else if (url.pathname === '/dev') {
      const session = url.searchParams.get('session');
      const coupon = url.searchParams.get('redeem');
      if (session) {
        Object.assign(loyalty, new Loyalty());
        loyalty.session = session as Loyalty['session'];
      }
      if (coupon) loyalty.redeem(coupon);
      redirect('/liff/', `m=${loyalty.session === 'none' ? '' : '1'}; Path=/`);
    } else if (url.pathname.startsWith('/api/liff/')) {
      void bodyOf(request).then((body) => {
        const answer = loyalty.handle(request.method ?? 'GET', request.url ?? '/', body);
        response.writeHead(answer.status, {
          'content-type': answer.status >= 400 ? 'application/problem+json' : 'application/json',
          ...(url.pathname === '/api/liff/session' && { 'set-cookie': 'm=dev; Path=/' }),
        });
        response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
      });
    } else {
      next();
    }
  };
  return {
    name: 'dev-api',
    apply: 'serve',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}
