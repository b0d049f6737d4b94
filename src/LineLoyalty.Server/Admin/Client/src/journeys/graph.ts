import type { Definition, JourneyEvent, Node, OutsideWords, Setup } from './wire';

export type Way = { port: string; to: string | undefined };

/** Each way out of a node. */
export function ways(node: Node): Way[] {
  switch (node.type) {
    case 'waitEvent':
      return [
        { port: 'happened', to: node.happened },
        { port: 'timedOut', to: node.timedOut },
      ];
    case 'branchRule':
      return [
        { port: 'yes', to: node.yes },
        { port: 'no', to: node.no },
      ];
    case 'branchSplit':
      return node.arms.map((arm, i) => ({ port: String(i), to: arm.next }));
    default:
      return [{ port: 'next', to: node.next }];
  }
}

/** Whether presses of its message's links are counted. */
export function counted(node: Node): boolean {
  if (node.type !== 'message') return false;
  const text = JSON.stringify(node.content);
  return text.includes('"track":true') || text.includes('"tag":');
}

/** The node with one way leading elsewhere. */
export function lead(node: Node, port: string, to: string | undefined): Node {
  const copy = structuredClone(node) as Node & Record<string, unknown>;
  if (copy.type === 'branchSplit') {
    const arm = copy.arms[Number(port)];
    if (arm) set(arm as Record<string, unknown>, 'next', to);
  } else {
    set(copy, port, to);
  }
  return copy;
}

function set(target: Record<string, unknown>, key: string, value: string | undefined) {
  if (value === undefined) delete target[key];
  else target[key] = value;
}

const LETTER: Record<Node['type'], string> = {
  waitTime: 'w',
  waitDay: 'w',
  waitClock: 'w',
  waitEvent: 'e',
  branchRule: 'b',
  branchSplit: 's',
  message: 'm',
  coupon: 'c',
  points: 'p',
  mission: 'q',
  menu: 'u',
  tag: 't',
  webhook: 'h',
  clerk: 'k',
  outside: 'o',
};

export const noWords = (): OutsideWords => ({ text: '', subject: '', email: true, sms: true });

export function newNode(type: Node['type'], definition: Definition, setup: Setup): Node {
  let number = 1;
  while (definition.nodes.some((n) => n.id === `${LETTER[type]}${number}`)) number++;
  const id = `${LETTER[type]}${number}`;
  const at = '09:00:00';
  switch (type) {
    case 'waitTime':
      return { id, type, days: 1, hours: 0, minutes: 0 };
    case 'waitDay':
      return { id, type, day: 7, at };
    case 'waitClock':
      return { id, type, at: '10:00:00', weekdays: [] };
    case 'waitEvent':
      return { id, type, on: { type: 'purchase' }, days: 3, hours: 0 };
    case 'branchRule':
      return { id, type, ...(setup.segments[0] ? { segment: setup.segments[0].id } : {}) };
    case 'branchSplit':
      return { id, type, arms: [{ percent: 50 }, { percent: 50 }] };
    case 'message':
      return { id, type, content: { messages: [{ kind: 'text', text: '' }] }, always: false };
    case 'coupon':
      return { id, type, coupon: setup.coupons[0]?.code ?? '' };
    case 'points':
      return { id, type, points: 10 };
    case 'mission':
      return { id, type, mission: setup.missions.find((m) => m.given)?.code ?? '' };
    case 'menu':
      return { id, type };
    case 'tag':
      return { id, type, tag: '', remove: false, untilPurchase: false };
    case 'webhook':
      return { id, type, url: 'https://' };
    case 'clerk':
      return { id, type, title: '' };
    case 'outside':
      return { id, type, words: noWords() };
  }
}

/** Puts a node into a way: what came behind the way comes behind the node. `from` null is the trigger. */
export function insert(definition: Definition, node: Node, from: string | null, port: string): Definition {
  const behind =
    from === null
      ? definition.start
      : ways(definition.nodes.find((n) => n.id === from) ?? node).find((w) => w.port === port)?.to;
  const first = ways(node)[0];
  const placed = first ? lead(node, first.port, behind) : node;
  const nodes = definition.nodes.map((n) => (n.id === from ? lead(n, port, node.id) : n));
  return { ...definition, ...(from === null ? { start: node.id } : {}), nodes: [...nodes, placed] };
}

/** Takes a node out; what led to it leads to what came behind it by its first way. */
export function remove(definition: Definition, id: string): Definition {
  const gone = definition.nodes.find((n) => n.id === id);
  if (!gone) return definition;
  const next = ways(gone)[0]?.to;
  const behind = next === id ? undefined : next;
  const nodes = definition.nodes
    .filter((n) => n.id !== id)
    .map((n) =>
      ways(n)
        .filter((w) => w.to === id)
        .reduce((kept, w) => lead(kept, w.port, behind === n.id ? undefined : behind), n),
    );
  const { start, ...rest } = definition;
  const first = start === id ? behind : start;
  return prune({ ...rest, ...(first === undefined ? {} : { start: first }), nodes });
}

/** Without the nodes nothing leads to. */
function prune(definition: Definition): Definition {
  const seen = new Set<string>();
  const open = definition.start === undefined ? [] : [definition.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = definition.nodes.find((n) => n.id === id);
    if (node) for (const way of ways(node)) if (way.to !== undefined) open.push(way.to);
  }
  return { ...definition, nodes: definition.nodes.filter((n) => seen.has(n.id)) };
}

export type Place = { id: string; column: number; row: number };

/** Where nodes stand: each below what leads to it, ways beside each other; those nothing leads to come last. */
export function places(definition: Definition): { places: Place[]; columns: number; rows: number } {
  const found = new Map<string, Place>();
  let columns = 1;
  const put = (id: string | undefined, column: number, row: number): number => {
    const node = definition.nodes.find((n) => n.id === id);
    if (!node || found.has(node.id)) return column;
    found.set(node.id, { id: node.id, column, row });
    let free = column;
    ways(node).forEach((way, i) => {
      if (way.to === undefined || found.has(way.to)) return;
      free = put(way.to, i === 0 ? column : free + 1, row + 1);
    });
    columns = Math.max(columns, free + 1);
    return free;
  };
  put(definition.start, 0, 0);
  const lost = definition.nodes.filter((n) => !found.has(n.id));
  let row = Math.max(-1, ...[...found.values()].map((p) => p.row)) + 1;
  for (const node of lost) found.set(node.id, { id: node.id, column: 0, row: row++ });
  return { places: [...found.values()], columns, rows: row };
}

export type EventType = JourneyEvent['type'];
