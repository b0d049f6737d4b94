// A running Line.Emulator, and a browser for which it is LINE: the resolver knows LINE's hosts by its port, and trusts one certificate.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';

const PROGRAM = ['Release', 'Debug']
  .map((configuration) =>
    fileURLToPath(
      new URL(`../../../src/Line.Emulator/bin/${configuration}/net10.0/Line.Emulator.dll`, import.meta.url),
    ),
  )
  .find(existsSync);

export interface Person {
  userId: string;
  displayName: string;
}

export class LineEmulator {
  private readonly process: ChildProcess;
  readonly url: string;
  private readonly https: string;
  private readonly pin: string;

  private constructor(process: ChildProcess, url: string, https: string, pin: string) {
    this.process = process;
    this.url = url;
    this.https = https;
    this.pin = pin;
  }

  static async start(liffEndpoint: string, ...more: string[]): Promise<LineEmulator> {
    if (!PROGRAM) throw new Error('Build the emulator first: dotnet build src/Line.Emulator -c Release');
    const ports = ['--port', '0', '--https', '0', '--seed-users', '0'];
    const process = spawn('dotnet', [PROGRAM, ...ports, '--liff-endpoint', liffEndpoint, ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    const [, url, https, pin] = await new Promise<RegExpExecArray>((done, fail) => {
      process.once('exit', (code) => fail(new Error(`The emulator ended with ${code}: ${said}`)));
      process.stdout?.on('data', (text: Buffer) => {
        said += text;
        const found = /emulator at (\S+),[\s\S]*host names at (\S+), certificate pin (\S+)/.exec(said);
        if (found) done(found);
      });
    });
    return new LineEmulator(process, url ?? '', https ?? '', pin ?? '');
  }

  /** LINE's hosts lead here and nowhere else; what is not LINE's and not on this machine does not exist. */
  async browser(): Promise<Browser> {
    const port = new URL(this.https).port;
    const rules = ['line.me', 'line-scdn.net', 'line-apps.com'].map(
      (host) => `MAP *.${host}:443 127.0.0.1:${port}`,
    );
    return chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        `--host-resolver-rules=${rules.join(',')},EXCLUDE 127.0.0.1,EXCLUDE localhost,MAP * ~NOTFOUND`,
        `--ignore-certificate-errors-spki-list=${this.pin}`,
      ],
    });
  }

  async control<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/emulator${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  person(displayName: string): Promise<Person> {
    return this.control('/users', { displayName });
  }

  /** LINE's own judgement of an ID token: its claims, or its complaint. */
  async verify(idToken: string, channel: string): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({ id_token: idToken, client_id: channel });
    const response = await fetch(`${this.url}/oauth2/v2.1/verify`, { method: 'POST', body });
    return (await response.json()) as Record<string, unknown>;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await gone;
  }
}
