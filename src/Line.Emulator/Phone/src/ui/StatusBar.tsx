import { statusTime } from '../chat/time';
import { demoNow } from '../state';

/** The top of a phone: the demo's own time at the left, drawn signs of a full battery and signal at the right. */
export function StatusBar() {
  return (
    <div class="status-bar" aria-hidden="true">
      <span>{statusTime(demoNow.value)}</span>
      <svg width="66" height="14" viewBox="0 0 66 14" fill="currentColor" aria-hidden="true">
        <path d="M0 9h3v4H0zM5 7h3v6H5zM10 4h3v9h-3zM15 1h3v12h-3z" />
        <path d="M31 13l-2.5-3a4 4 0 0 1 5 0zM27.5 8.5l-1.6-1.9a8.3 8.3 0 0 1 10.2 0l-1.6 1.9a5.8 5.8 0 0 0-7 0zM24.5 5l-1.5-1.8a13 13 0 0 1 16 0L37.5 5a10.4 10.4 0 0 0-13 0z" />
        <rect x="43.5" y="1.5" width="19" height="11" rx="3" fill="none" stroke="currentColor" opacity=".5" />
        <rect x="45" y="3" width="16" height="8" rx="1.7" />
        <path d="M64 5v4c1.3-.4 1.3-3.6 0-4z" opacity=".5" />
      </svg>
    </div>
  );
}
