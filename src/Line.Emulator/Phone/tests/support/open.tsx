import { cleanup, render } from '@testing-library/preact';
import axe from 'axe-core';
import { App } from '../../src/app';
import { setLang } from '../../src/i18n';
import { seen } from '../../src/people/seen';
import { start, watchReading } from '../../src/session';
import { inspected, setLetters, wireOpen } from '../../src/state';
import type { Person } from '../../src/wire';
import { Platform } from './platform';
import '../../src/styles/page.css';
import '../../src/styles/chat.css';
import '../../src/styles/overlays.css';

let stop = () => {};

/** A platform of its own for a test, and nothing left of the test before. */
export function newPlatform(): Platform {
  const platform = new Platform();
  platform.install();
  platform.person.friend = true;
  wireOpen.value = false;
  inspected.value = null;
  seen.value = {};
  setLetters(1);
  document.body.style.height = '844px';
  stop = watchReading();
  return platform;
}

export function tidyUp() {
  stop();
  cleanup();
  setLang('zh-TW');
}

/** Opens the page with these people's phones. */
export async function openPhones(...people: Person[]) {
  const query = new URLSearchParams(people.map((p) => ['user', p.userId]));
  history.replaceState(null, '', `${location.pathname}?${query}`);
  render(<App />);
  await start();
}

export async function seriousProblems(): Promise<string[]> {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`);
}
