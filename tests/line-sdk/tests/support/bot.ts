// A bot whose webhook is guarded by the SDK's middleware.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { middleware, type webhook } from '@line/bot-sdk';
import { CHANNEL } from './emulator.ts';

export interface Call {
  raw: string;
  signature: string;
  /** What the middleware objected to. */
  error?: Error;
}

export class Bot {
  readonly events: webhook.Event[] = [];
  readonly calls: Call[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/callback`;
  }

  static async start(): Promise<Bot> {
    const check = middleware({ channelSecret: CHANNEL.secret });
    const server = createServer(async (request, response) => {
      const raw = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
      const call: Call = {
        raw: raw.toString(),
        signature: String(request.headers['x-line-signature'] ?? ''),
      };
      bot.calls.push(call);
      const seen = Object.assign(request as IncomingMessage, { body: raw as unknown, rawBody: raw });
      check(seen as never, response, (error?: Error) => {
        if (error) call.error = error;
        else bot.events.push(...(seen.body as webhook.CallbackRequest).events);
        response.statusCode = error ? 401 : 200;
        response.end();
      });
    });
    const bot = new Bot(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return bot;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
