// The built emulator as a process of its own, with its controls.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(
  new URL('../../../../src/Line.Emulator/bin/Release/net10.0/Line.Emulator.dll', import.meta.url),
);

export const CHANNEL = { id: '1656000001', secret: 'test_secret' };
export const LOGIN = { id: '1656000002', secret: 'fedcba9876543210fedcba9876543210' };

export class Emulator {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(...options: string[]): Promise<Emulator> {
    const args = [PROGRAM, '--port', '0', '--channel-secret', CHANNEL.secret, '--no-rate-limits', ...options];
    const child = spawn('dotnet', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((found, failed) => {
      child.once('exit', (code) => failed(new Error(`the emulator ended with ${code}`)));
      child.stdout.on('data', (text: Buffer) => {
        const match = /LINE emulator at (\S+),/.exec(text.toString());
        if (match?.[1]) found(match[1]);
      });
    });
    return new Emulator(url, child);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill('SIGTERM');
    await ended;
  }

  /** A call to the emulator's own controls. */
  async control<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/emulator${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((later) => setTimeout(later, 25));
  }
  throw new Error('waited in vain');
}
