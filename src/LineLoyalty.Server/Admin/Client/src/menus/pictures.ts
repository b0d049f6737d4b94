import { draw, toFile } from './draw';
import { boxes, ideas, templateOf } from './templates';
import {
  type Action,
  type Cell,
  type Content,
  type Drawing,
  emptyAction,
  type Face,
  type Language,
  pictureUrl,
  type Refused,
  sizes,
  type Tab,
  upload,
} from './wire';

const languages: Language[] = ['chinese', 'english'];

/** What the editor has drawn and not yet sent: by tab and language, the drawing it shows. */
export type Drawn = Map<string, { key: string; url: string }>;

const nameOf = (tab: Tab, language: Language) => `${tab.id}.${language}`;
const keyOf = (tab: Tab, drawing: Drawing, colour: string) =>
  JSON.stringify([drawing, tab.width, tab.height, colour]);

/** A face whose drawing has changed since its picture was kept has an empty picture. */
export function shownPicture(tab: Tab, language: Language, drawn: Drawn, colour: string): string | null {
  const face = tab[language];
  if (face.picture) return pictureUrl(face.picture);
  if (!face.drawing) return null;
  const key = keyOf(tab, face.drawing, colour);
  const known = drawn.get(nameOf(tab, language));
  if (known?.key === key) return known.url;
  const url = draw(face.drawing, tab.width, tab.height, colour).toDataURL('image/jpeg', 0.7);
  drawn.set(nameOf(tab, language), { key, url });
  return url;
}

/** Sends what was drawn, so that every face names a kept picture. */
export async function keepDrawn(
  content: Content,
  colour: string,
  mostBytes: number,
): Promise<{ ok: Content } | { refused: Refused }> {
  const tabs: Tab[] = [];
  for (const tab of content.tabs) {
    let kept = tab;
    for (const language of languages) {
      const face = tab[language];
      if (face.picture || !face.drawing) continue;
      const answer = await upload(await toFile(draw(face.drawing, tab.width, tab.height, colour), mostBytes));
      if ('refused' in answer) return answer;
      kept = { ...kept, [language]: { ...face, picture: answer.ok.hash } };
    }
    tabs.push(kept);
  }
  return { ok: { ...content, tabs } };
}

/** A tab in another layout: cells and actions stay in order, new cells get what most brands put there. */
export function inTemplate(tab: Tab, id: string, language: Language): Tab {
  const template = templateOf(id);
  const size = sizes[template.size];
  const face = (which: Language): Face => {
    const old = tab[which];
    if (which !== language && !old.drawing) return old;
    const cells = template.cells.map(
      (_, i) => old.drawing?.cells[i] ?? offered(tab.areas[i]?.action, i, which),
    );
    return { ...old, picture: '', drawing: { template: id, style: old.drawing?.style ?? 'accent', cells } };
  };
  const areas = boxes(template, size.width, size.height).map((box, i) => ({
    ...box,
    action: tab.areas[i]?.action ?? {
      ...emptyAction(),
      ...ideas[i]?.action,
      label: ideas[i]?.text[0] ?? '',
      labelEn: ideas[i]?.text[1] ?? '',
    },
  }));
  return { ...tab, ...size, chinese: face('chinese'), english: face('english'), areas };
}

// An area that was there already keeps its name; what it does tells the icon.
function offered(action: Action | undefined, index: number, language: Language): Cell {
  const words = language === 'english' ? 1 : 0;
  const label = action && (language === 'english' ? action.labelEn || action.label : action.label);
  const idea = label
    ? ideas.find((i) => i.action.value === action.value && action.kind !== 'message')
    : ideas[index];
  return { icon: idea?.icon ?? '', text: label || (idea?.text[words] ?? ''), hint: idea?.hint[words] ?? '' };
}

/** A tab with a face changed. A changed drawing is another picture; it is sent when the menu is saved. */
export function withFace(tab: Tab, language: Language, part: Partial<Face>): Tab {
  const old = tab[language];
  const face = { ...old, ...part, ...(part.drawing ? { picture: '' } : {}) };
  const name = language === 'english' ? 'labelEn' : 'label';
  // An area named like its cell goes on being named like it.
  const areas = tab.areas.map((area, i) => {
    const [before, after] = [old.drawing?.cells[i]?.text, part.drawing?.cells[i]?.text];
    return before !== undefined && after !== undefined && area.action[name] === before
      ? { ...area, action: { ...area.action, [name]: after } }
      : area;
  });
  return { ...tab, areas, [language]: face };
}

/** A tab with an uploaded picture; its areas keep their place in it. */
export function withPicture(
  tab: Tab,
  language: Language,
  picture: string,
  width: number,
  height: number,
): Tab {
  const [dx, dy] = [width / tab.width, height / tab.height];
  const { drawing: _, ...face } = tab[language];
  const areas = tab.areas.map((a) => {
    const [x, y] = [Math.round(a.x * dx), Math.round(a.y * dy)];
    return {
      ...a,
      x,
      y,
      width: Math.round((a.x + a.width) * dx) - x,
      height: Math.round((a.y + a.height) * dy) - y,
    };
  });
  return { ...tab, width, height, areas, [language]: { ...face, picture } };
}
