const PATHS = {
  card: 'M3 7.5A2.5 2.5 0 0 1 5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5zM3 10h18M7 15h4',
  coupon:
    'M4 6h16a1 1 0 0 1 1 1v2.6a2.5 2.5 0 0 0 0 4.8V17a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-2.6a2.5 2.5 0 0 0 0-4.8V7a1 1 0 0 1 1-1zM14 9v1.2M14 13.8V15',
  history: 'M12 7v5l3.2 2M12 21a9 9 0 1 1 8.5-6M20.5 19v-4h-4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6L6 18',
  expand: 'M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4',
  point: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z',
  bag: 'M6 8h12l1 12H5zM9 8V7a3 3 0 0 1 6 0v1',
  undo: 'M9 14L4 9l5-5M4 9h9a6 6 0 0 1 0 12h-2',
  clock: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  pencil: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z',
  check: 'M4.5 12.5l5 5L19.5 7',
  offline:
    'M3 3l18 18M8.5 16a5 5 0 0 1 5-1.2M5 12.5a10 10 0 0 1 4-2.3M2 9a15 15 0 0 1 4.5-2.8M12 5c3.7 0 7.2 1.4 10 4M19 12.5a10 10 0 0 0-3.5-2.1M12 19.5h.01',
  gift: 'M4 11h16v9H4zM3 7.5h18V11H3zM12 7.5V20M12 7.5c-1.5-4-6-4-5.5-1.2C6.800 7.5 12 7.5 12 7.5zm0 0c1.5-4 6-4 5.5-1.2C17.200 7.5 12 7.5 12 7.5z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
