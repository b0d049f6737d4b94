import { useRef } from 'preact/hooks';
import type { Say } from '../composer/words';
import type { Area, Box, Tab } from './wire';

type Props = {
  tab: Tab;
  picture: string | null;
  selected: number | null;
  onSelect: (index: number | null) => void;
  onAreas: (areas: Area[]) => void;
  onDraw: (box: Box) => void;
  wrong: (index: number) => boolean;
  describe: (area: Area) => string;
  say: Say;
};

type Edge = 'n' | 's' | 'w' | 'e' | 'nw' | 'ne' | 'sw' | 'se';
const edges: Edge[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];
const smallest = 40;
const step = 10;
const snapWithin = 18;

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** The picture with its areas: draw with the pointer, move and resize with pointer or arrow keys. */
export function AreaBoard({
  tab,
  picture,
  selected,
  onSelect,
  onAreas,
  onDraw,
  wrong,
  describe,
  say,
}: Props) {
  const board = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);

  const change = (index: number, box: Box) =>
    onAreas(tab.areas.map((a, i) => (i === index ? { ...a, ...box } : a)));

  const at = (event: PointerEvent) => {
    const frame = board.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: clamp(Math.round(((event.clientX - frame.left) / frame.width) * tab.width), 0, tab.width),
      y: clamp(Math.round(((event.clientY - frame.top) / frame.height) * tab.height), 0, tab.height),
    };
  };

  // Lines worth meeting exactly: the picture's rim and the other areas' edges.
  const snap = (value: number, axis: 'x' | 'y', but: number | null) => {
    const others = tab.areas.filter((_, i) => i !== but);
    const lines =
      axis === 'x'
        ? [0, tab.width, ...others.flatMap((a) => [a.x, a.x + a.width])]
        : [0, tab.height, ...others.flatMap((a) => [a.y, a.y + a.height])];
    const near = lines.find((line) => Math.abs(line - value) <= snapWithin);
    return near ?? value;
  };

  const follow = (
    event: PointerEvent,
    move: (event: PointerEvent) => void,
    end?: (event: PointerEvent) => void,
  ) => {
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const stop = (last: PointerEvent) => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', stop);
      target.removeEventListener('pointercancel', stop);
      end?.(last);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', stop);
    target.addEventListener('pointercancel', stop);
  };

  const startDrawing = (event: PointerEvent) => {
    if (event.button !== 0 || event.target !== event.currentTarget) return;
    const from = at(event);
    onSelect(null);
    const boxTo = (last: PointerEvent): Box => {
      const to = at(last);
      const [x1, x2] = [snap(Math.min(from.x, to.x), 'x', null), snap(Math.max(from.x, to.x), 'x', null)];
      const [y1, y2] = [snap(Math.min(from.y, to.y), 'y', null), snap(Math.max(from.y, to.y), 'y', null)];
      return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
    };
    follow(
      event,
      (moved) => {
        const box = boxTo(moved);
        if (!ghost.current) return;
        ghost.current.hidden = false;
        Object.assign(ghost.current.style, place(box, tab));
      },
      (last) => {
        if (ghost.current) ghost.current.hidden = true;
        const box = boxTo(last);
        if (last.type === 'pointerup' && box.width >= smallest && box.height >= smallest) onDraw(box);
      },
    );
  };

  const startMoving = (event: PointerEvent, index: number, area: Area) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    onSelect(index);
    const from = at(event);
    follow(event, (moved) => {
      const to = at(moved);
      const x = clamp(area.x + to.x - from.x, 0, tab.width - area.width);
      const y = clamp(area.y + to.y - from.y, 0, tab.height - area.height);
      const right = snap(x + area.width, 'x', index) - area.width;
      const bottom = snap(y + area.height, 'y', index) - area.height;
      const left = snap(x, 'x', index);
      const top = snap(y, 'y', index);
      change(index, {
        x: clamp(left !== x ? left : right, 0, tab.width - area.width),
        y: clamp(top !== y ? top : bottom, 0, tab.height - area.height),
        width: area.width,
        height: area.height,
      });
    });
  };

  const startResizing = (event: PointerEvent, index: number, area: Area, edge: Edge) => {
    event.stopPropagation();
    follow(event, (moved) => {
      const to = at(moved);
      let [x1, y1, x2, y2] = [area.x, area.y, area.x + area.width, area.y + area.height];
      if (edge.includes('w')) x1 = clamp(snap(to.x, 'x', index), 0, x2 - smallest);
      if (edge.includes('e')) x2 = clamp(snap(to.x, 'x', index), x1 + smallest, tab.width);
      if (edge.includes('n')) y1 = clamp(snap(to.y, 'y', index), 0, y2 - smallest);
      if (edge.includes('s')) y2 = clamp(snap(to.y, 'y', index), y1 + smallest, tab.height);
      change(index, { x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
    });
  };

  const onKey = (event: KeyboardEvent, index: number, area: Area) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onAreas(tab.areas.filter((_, i) => i !== index));
      onSelect(null);
      return;
    }
    const by = event.altKey ? 1 : step;
    const [dx, dy] =
      event.key === 'ArrowLeft'
        ? [-by, 0]
        : event.key === 'ArrowRight'
          ? [by, 0]
          : event.key === 'ArrowUp'
            ? [0, -by]
            : event.key === 'ArrowDown'
              ? [0, by]
              : [0, 0];
    if (dx === 0 && dy === 0) return;
    event.preventDefault();
    change(
      index,
      event.shiftKey
        ? {
            x: area.x,
            y: area.y,
            width: clamp(area.width + dx, 1, tab.width - area.x),
            height: clamp(area.height + dy, 1, tab.height - area.y),
          }
        : {
            ...area,
            x: clamp(area.x + dx, 0, Math.max(0, tab.width - area.width)),
            y: clamp(area.y + dy, 0, Math.max(0, tab.height - area.height)),
          },
    );
  };

  return (
    <div class="board-frame">
      <div
        class="board"
        ref={board}
        style={{
          aspectRatio: `${tab.width} / ${tab.height}`,
          ...(picture ? { backgroundImage: `url("${picture}")` } : {}),
        }}
        onPointerDown={startDrawing}
      >
        {!picture && (
          <span class="board-empty">
            {say(
              '先上傳圖片或用範本製作，再在這裡畫點擊區域',
              'Upload a picture or use a template, then draw areas here',
            )}
          </span>
        )}
        {tab.areas.map((area, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: an area has no name but its place.
            key={index}
            type="button"
            class={`area ${selected === index ? 'on' : ''} ${wrong(index) ? 'wrong' : ''}`}
            style={place(area, tab)}
            data-area={index}
            aria-pressed={selected === index}
            aria-label={say(
              `區域 ${index + 1} ${describe(area)}。位置 ${area.x}, ${area.y}，大小 ${area.width} × ${area.height}。方向鍵移動，Shift 加方向鍵改變大小，Delete 刪除`,
              `Area ${index + 1} ${describe(area)}. At ${area.x}, ${area.y}, ${area.width} by ${area.height}. Arrow keys move, with Shift they resize, Delete removes`,
            )}
            onPointerDown={(e) => startMoving(e, index, area)}
            onFocus={() => onSelect(index)}
            onKeyDown={(e) => onKey(e, index, area)}
          >
            <span class="area-number">{index + 1}</span> <span class="area-what">{describe(area)}</span>
            {selected === index &&
              edges.map((edge) => (
                <span
                  key={edge}
                  class={`grip grip-${edge}`}
                  data-grip={edge}
                  onPointerDown={(e) => startResizing(e, index, area, edge)}
                />
              ))}
          </button>
        ))}
        <div class="area ghost" ref={ghost} hidden />
      </div>
    </div>
  );
}

export const place = (box: Box, size: { width: number; height: number }) => ({
  left: `${(box.x / size.width) * 100}%`,
  top: `${(box.y / size.height) * 100}%`,
  width: `${(box.width / size.width) * 100}%`,
  height: `${(box.height / size.height) * 100}%`,
});
