import { number, type Say } from '../composer/words';
import { counted, places, ways } from './graph';
import type { Definition, Node, Numbers, Problem, Setup } from './wire';
import { nodeWords, portWords, triggerWords, typeIcon, typeWords } from './words';

const WIDE = 216;
const HIGH = 104;
const GAP_X = 44;
const GAP_Y = 66;

const x = (column: number) => column * (WIDE + GAP_X);
const y = (row: number) => row * (HIGH + GAP_Y);

const look = (type: Node['type']) =>
  type.startsWith('wait') ? 'is-wait' : type.startsWith('branch') ? 'is-branch' : 'is-act';

export type Spot = { from: string | null; port: string };
type Props = {
  definition: Definition;
  setup: Setup;
  say: Say;
  problems: Problem[];
  chosen: string | null;
  adding: Spot | null;
  numbers: Numbers | null;
  tried: Record<string, number> | null;
  path: string[];
  onChoose: (id: string) => void;
  onAdd: (spot: Spot) => void;
};

/** The journey drawn: boxes one can reach by keyboard, lines between them, and on each line a place for another step. */
export function Canvas(props: Props) {
  const { definition, setup, say, problems, chosen, numbers, tried, path } = props;
  const plan = places(definition);
  const at = new Map(plan.places.map((p) => [p.id, { left: x(p.column), top: y(p.row + 1), row: p.row }]));
  const edges = [
    { from: null as string | null, port: 'next', to: definition.start, left: 0, top: 0, index: 0, count: 1 },
    ...definition.nodes.flatMap((node) => {
      const place = at.get(node.id);
      const all = ways(node);
      return place
        ? all.map((way, index) => ({
            from: node.id,
            port: way.port,
            to: way.to,
            left: place.left,
            top: place.top,
            index,
            count: all.length,
          }))
        : [];
    }),
  ];
  const drawn = edges.map((edge) => {
    const startX = edge.left + (WIDE * (edge.index + 1)) / (edge.count + 1);
    const startY = edge.top + HIGH;
    const target = edge.to === undefined ? undefined : at.get(edge.to);
    const down = target !== undefined && target.top > edge.top;
    const endX = target ? target.left + WIDE / 2 : startX;
    const endY = target ? (down ? target.top : target.top + HIGH / 2) : startY + 24;
    const line = !target
      ? `M ${startX} ${startY} V ${endY}`
      : down
        ? `M ${startX} ${startY} C ${startX} ${startY + 40}, ${endX} ${endY - 40}, ${endX} ${endY}`
        : `M ${startX} ${startY} v 16 H ${target.left - 18} V ${endY} H ${target.left}`;
    return {
      ...edge,
      startX,
      startY,
      line,
      plus: { left: startX, top: startY + (target && down ? 40 : 28) },
    };
  });
  const counts = new Map(numbers?.nodes.map((n) => [n.node, n]));
  const walked = (from: string | null, to: string | undefined) =>
    to !== undefined &&
    path.some((node, i) => node === to && (i === 0 ? from === null : path[i - 1] === from));
  return (
    <section
      class="journey-board card"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard.
      tabIndex={0}
      aria-label={say('旅程圖', 'The journey')}
    >
      <div
        class="journey-map"
        style={{ width: `${x(plan.columns)}px`, height: `${y(plan.rows + 1) + 40}px` }}
      >
        <svg width="100%" height="100%" aria-hidden="true">
          {drawn.map((e) => (
            <path
              key={`${e.from}:${e.port}`}
              d={e.line}
              class={`journey-edge ${walked(e.from, e.to) ? 'on-path' : ''}`}
            />
          ))}
        </svg>
        <button
          type="button"
          class={`journey-node is-trigger ${chosen === 'trigger' ? 'on' : ''} ${problems.some((p) => p.path === 'trigger' || p.path === 'entry' || p.path === 'ends') ? 'is-wrong' : ''}`}
          style={{ left: 0, top: 0, width: `${WIDE}px`, height: `${HIGH}px` }}
          aria-pressed={chosen === 'trigger'}
          onClick={() => props.onChoose('trigger')}
        >
          <span class="journey-kind">
            <span class="i icon-refresh" aria-hidden="true" />
            {say('觸發條件', 'Trigger')}
          </span>
          <span class="journey-what">{triggerWords(definition.trigger, setup, say)}</span>
          {numbers && (
            <span class="journey-numbers">
              {say(
                `進入 ${number(numbers.totals.entered)} 人次`,
                `${number(numbers.totals.entered)} entered`,
              )}
            </span>
          )}
        </button>
        {definition.nodes.map((node) => {
          const place = at.get(node.id);
          if (!place) return null;
          const count = counts.get(node.id);
          return (
            <button
              key={node.id}
              type="button"
              data-node={node.id}
              class={`journey-node ${look(node.type)} ${chosen === node.id ? 'on' : ''} ${path.includes(node.id) ? 'on-path' : ''} ${problems.some((p) => p.path === node.id) ? 'is-wrong' : ''}`}
              style={{
                left: `${place.left}px`,
                top: `${place.top}px`,
                width: `${WIDE}px`,
                height: `${HIGH}px`,
              }}
              aria-pressed={chosen === node.id}
              onClick={() => props.onChoose(node.id)}
            >
              <span class="journey-kind">
                <span class={`i icon-${typeIcon(node.type)}`} aria-hidden="true" />
                {typeWords(node.type, say)}
              </span>
              <span class="journey-what">{nodeWords(node, setup, say)}</span>
              {tried ? (
                <span class="journey-numbers">
                  {say(
                    `試算 ${number(tried[node.id] ?? 0)} 人次`,
                    `${number(tried[node.id] ?? 0)} would come`,
                  )}
                </span>
              ) : (
                count && (
                  <span class="journey-numbers">
                    {say(
                      `進入 ${number(count.entered)}・停留 ${number(count.waiting)}・離開 ${number(count.left + count.ended)}`,
                      `in ${number(count.entered)} · here ${number(count.waiting)} · out ${number(count.left + count.ended)}`,
                    )}
                    {counted(node) && (
                      <span data-clicked={count.clicked}>
                        {say(`・點擊 ${number(count.clicked)}`, ` · clicked ${number(count.clicked)}`)}
                      </span>
                    )}
                  </span>
                )
              )}
            </button>
          );
        })}
        {drawn.map((e) => {
          const node = definition.nodes.find((n) => n.id === e.from);
          const port = node ? portWords(e.port, node, say) : '';
          const here = props.adding?.from === e.from && props.adding?.port === e.port;
          return (
            <div key={`add:${e.from}:${e.port}`}>
              {port && (
                <span class="journey-port" style={{ left: `${e.startX}px`, top: `${e.startY + 10}px` }}>
                  {port}
                </span>
              )}
              <button
                type="button"
                class={`journey-add ${here ? 'on' : ''}`}
                style={{ left: `${e.plus.left}px`, top: `${e.plus.top}px` }}
                aria-label={say(
                  `在「${node ? nodeWords(node, setup, say) : say('觸發條件', 'trigger')}${port ? `・${port}` : ''}」之後加入步驟`,
                  `Add a step after ${node ? nodeWords(node, setup, say) : 'the trigger'}${port ? `, ${port}` : ''}`,
                )}
                aria-pressed={here}
                onClick={() => props.onAdd({ from: e.from, port: e.port })}
              >
                <span aria-hidden="true">＋</span>
              </button>
            </div>
          );
        })}
      </div>
    </section>
  );
}
