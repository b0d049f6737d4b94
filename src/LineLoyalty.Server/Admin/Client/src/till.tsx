import './till.css';
import { render } from 'preact';
import { App } from './till/App';
import { start } from './till/state';

const host = document.getElementById('till');
if (host) {
  host.replaceChildren();
  render(<App />, host);
  void start();
}

/** So that the page opens again when the network is gone. Without it the till works as long as it stays open. */
async function keepPage() {
  await navigator.serviceWorker.register('/till/worker.js', { scope: '/till' });
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage([
    location.origin + location.pathname,
    ...performance.getEntriesByType('resource').map((r) => r.name),
  ]);
}
if ('serviceWorker' in navigator) void keepPage().catch(() => undefined);
