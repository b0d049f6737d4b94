import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { words } from '../composer/words';
import { AreaBoard } from './AreaBoard';
import { AreaForm, describe } from './AreaForm';
import { AudienceForm } from './AudienceForm';
import { FaceForm } from './FaceForm';
import { Preview } from './Preview';
import { type Drawn, inTemplate, keepDrawn, shownPicture, withFace, withPicture } from './pictures';
import {
  ask,
  type Content,
  emptyAction,
  emptyContent,
  type Face,
  type Language,
  newTab,
  type Problem,
  type Setup,
  type Tab,
} from './wire';

const mostTabs = 5;

export function Editor({ setup }: { setup: Setup }) {
  const say = useMemo(() => words(setup.language), [setup.language]);
  const [identity, setIdentity] = useState({ id: setup.id, version: setup.version });
  const [name, setName] = useState(setup.name);
  const [content, setContent] = useState<Content>(setup.content ?? emptyContent());
  const [tabIndex, setTabIndex] = useState(0);
  const [language, setLanguage] = useState<Language>('chinese');
  const [area, setArea] = useState<number | null>(null);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [viewers, setViewers] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const [dirty, setDirty] = useState(false);
  const drawn = useRef<Drawn>(new Map());
  const counted = useRef('');

  const tab = content.tabs[tabIndex] ?? content.tabs[0] ?? newTab([]);
  const chosen = area === null ? undefined : tab.areas[area];
  const path = `tabs[${content.tabs.indexOf(tab)}]`;
  const bilingual = content.tabs.some((t) => t.english.picture || t.english.drawing);
  const picture = shownPicture(tab, language, drawn.current, setup.color);
  const fallback =
    language === 'english' && !bilingual ? shownPicture(tab, 'chinese', drawn.current, setup.color) : null;

  const change = (part: Partial<Content>) => {
    setContent((c) => ({ ...c, ...part }));
    setDirty(true);
    setSaid(null);
  };
  const changeTab = (next: Tab) => change({ tabs: content.tabs.map((t) => (t.id === tab.id ? next : t)) });
  const changeFace = (part: Partial<Face>) => changeTab(withFace(tab, language, part));

  useEffect(() => {
    const stop = new AbortController();
    const wait = setTimeout(async () => {
      try {
        const audience = JSON.stringify(content.audience);
        const counts = audience !== counted.current;
        const answer = await ask<{ problems: Problem[]; viewers: number | null }>(
          counts ? 'Check&count=1' : 'Check',
          { id: identity.id, name, content },
          stop.signal,
        );
        if (!('ok' in answer)) return;
        setProblems(answer.ok.problems.filter((p) => !isDrawnPicture(p, content)));
        if (counts) {
          counted.current = audience;
          setViewers(answer.ok.viewers);
        }
      } catch {
        // Overtaken by a newer question.
      }
    }, 400);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [content, name, identity.id]);

  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);

  const send = async (handler: 'Save' | 'Publish') => {
    setBusy(true);
    const kept = await keepDrawn(content, setup.color, setup.mostBytes);
    const answer =
      'refused' in kept
        ? kept
        : await ask<{ id: number; version: number }>(handler, { ...identity, name, content: kept.ok });
    setBusy(false);
    if ('refused' in answer) {
      setProblems(answer.refused.problems.length > 0 ? answer.refused.problems : problems);
      setSaid({ good: false, text: answer.refused.title });
      return;
    }
    if ('ok' in kept) setContent(kept.ok);
    setIdentity(answer.ok);
    setDirty(false);
    if (handler === 'Publish') {
      // Past the warning about unsaved changes, which this render still has.
      setTimeout(() => location.assign('/admin/menus'));
      return;
    }
    history.replaceState(null, '', `/admin/menus/edit/${answer.ok.id}`);
    setSaid({
      good: true,
      text: say(
        '草稿已儲存；好友看到的仍是已發布的版本。',
        'The draft is saved; friends still see what was published.',
      ),
    });
  };

  const own = (prefix: string) => [
    ...new Set(problems.filter((p) => p.path.startsWith(prefix)).map((p) => p.text)),
  ];
  const areaPath = (index: number) => `${path}.areas[${index}].`;

  return (
    <div class="row row-cards">
      <div class="col-lg-8">
        {setup.refusal && (
          <div class="alert alert-danger">
            {say(
              `LINE 沒有接受上次發布的版本：${setup.refusal}`,
              `LINE did not take what was published last: ${setup.refusal}`,
            )}
          </div>
        )}
        <div class="card mb-3">
          <div class="card-body">
            <label class="d-block">
              <span class="form-label">{say('選單名稱（內部使用）', 'Name (internal)')}</span>
              <input
                class="form-control"
                name="name"
                value={name}
                maxLength={40}
                placeholder={say('例如：金卡會員選單', 'e.g. Gold members')}
                onInput={(e) => {
                  setName(e.currentTarget.value);
                  setDirty(true);
                }}
              />
            </label>
          </div>
        </div>
        <div class="card mb-3">
          <div class="card-header flex-wrap gap-2">
            <div class="chips" role="tablist" aria-label={say('分頁', 'Tabs')}>
              {content.tabs.map((t, i) => (
                <button
                  key={t.id}
                  type="button"
                  role="tab"
                  aria-selected={t === tab}
                  class={`chip ${t === tab ? 'on' : ''} ${own(`tabs[${i}]`).length > 0 ? 'chip-wrong' : ''}`}
                  onClick={() => {
                    setTabIndex(i);
                    setArea(null);
                  }}
                >
                  {t.name || say(`分頁 ${i + 1}`, `Tab ${i + 1}`)}
                </button>
              ))}
            </div>
            {content.tabs.length < mostTabs && (
              <button
                type="button"
                class="chip"
                data-add-tab
                onClick={() => {
                  const added = newTab(content.tabs);
                  change({
                    tabs: [
                      ...content.tabs,
                      {
                        ...added,
                        name: say(`分頁 ${content.tabs.length + 1}`, `Tab ${content.tabs.length + 1}`),
                      },
                    ],
                  });
                  setTabIndex(content.tabs.length);
                  setArea(null);
                }}
              >
                ＋ {say('新增分頁', 'Add a tab')}
              </button>
            )}
            <fieldset class="btn-group ms-auto" aria-label={say('語言', 'Language')}>
              {(['chinese', 'english'] as const).map((l) => (
                <button
                  key={l}
                  type="button"
                  class={`btn btn-sm ${language === l ? 'active' : ''}`}
                  aria-pressed={language === l}
                  onClick={() => setLanguage(l)}
                >
                  {l === 'chinese' ? '中文' : 'English'}
                </button>
              ))}
            </fieldset>
          </div>
          <div class="card-body">
            {content.tabs.length > 1 && (
              <div class="d-flex gap-2 align-items-end mb-3">
                <label class="flex-fill">
                  <span class="form-label">{say('分頁名稱', 'Name of the tab')}</span>
                  <input
                    class="form-control"
                    name="tabName"
                    maxLength={20}
                    value={tab.name}
                    onInput={(e) => changeTab({ ...tab, name: e.currentTarget.value })}
                  />
                </label>
                <button
                  type="button"
                  class="btn btn-ghost-danger"
                  onClick={() => {
                    change({ tabs: content.tabs.filter((t) => t.id !== tab.id) });
                    setTabIndex(0);
                    setArea(null);
                  }}
                >
                  {say('刪除分頁', 'Remove the tab')}
                </button>
              </div>
            )}
            {language === 'english' && !bilingual && (
              <div class="alert alert-info">
                {say(
                  '還沒有英文圖片：手機語言不是中文的好友也會看到中文選單。',
                  'There is no English picture yet: everybody is shown the Chinese menu.',
                )}
              </div>
            )}
            <FaceForm
              key={`${tab.id}.${language}`}
              face={tab[language]}
              language={language}
              drawn={Boolean(tab[language].drawing)}
              onFace={changeFace}
              onUploaded={(hash, width, height) => changeTab(withPicture(tab, language, hash, width, height))}
              onTemplate={(id) => {
                changeTab(inTemplate(tab, id, language));
                setArea(null);
              }}
              onPlain={() =>
                changeTab({ ...tab, [language]: { picture: '', barText: tab[language].barText } })
              }
              problems={own(`${path}.${language}`)}
              mostBytes={setup.mostBytes}
              say={say}
            />
            {language === 'english' && bilingual && (
              <button
                type="button"
                class="btn btn-link px-0 mt-2"
                onClick={() =>
                  change({
                    tabs: content.tabs.map((t) => ({
                      ...t,
                      english: { picture: '', barText: t.english.barText },
                    })),
                  })
                }
              >
                {say('移除英文版', 'Remove the English version')}
              </button>
            )}
          </div>
        </div>
        <div class="card mb-3">
          <div class="card-header">
            <h2 class="card-title">{say('點擊區域', 'Areas')}</h2>
            <span class="text-secondary small ms-2 num">
              {tab.width} × {tab.height}・{tab.areas.length}/20
            </span>
            <button
              type="button"
              class="btn btn-sm ms-auto"
              data-add-area
              onClick={() => {
                changeTab({
                  ...tab,
                  areas: [
                    ...tab.areas,
                    {
                      x: 0,
                      y: 0,
                      width: Math.round(tab.width / 3),
                      height: Math.round(tab.height / 2),
                      action: emptyAction(),
                    },
                  ],
                });
                setArea(tab.areas.length);
              }}
            >
              <span class="i icon-plus me-1" aria-hidden="true" />
              {say('新增區域', 'Add an area')}
            </button>
          </div>
          <div class="card-body">
            <AreaBoard
              tab={tab}
              picture={picture ?? fallback}
              selected={area}
              onSelect={setArea}
              onAreas={(areas) => changeTab({ ...tab, areas })}
              onDraw={(box) => {
                changeTab({ ...tab, areas: [...tab.areas, { ...box, action: emptyAction() }] });
                setArea(tab.areas.length);
              }}
              wrong={(index) => own(areaPath(index)).length > 0}
              describe={(a) => describe(a.action, content.tabs, say)}
              say={say}
            />
            <div class="form-hint mt-2">
              {say(
                '在圖片上拖曳畫出新區域；拖曳移動、拉角落改大小；也可用鍵盤方向鍵（Shift 改大小、Alt 微調）。',
                'Drag on the picture to draw an area; drag to move, pull a corner to resize; or use the arrow keys (Shift resizes, Alt for single pixels).',
              )}
            </div>
            {own(`${path}.areas`)
              .filter((text) => !problems.some((p) => p.text === text && p.path.startsWith(`${path}.areas[`)))
              .concat(own(`${path}.size`))
              .map((text) => (
                <div key={text} class="text-danger small mt-2" role="alert">
                  {text}
                </div>
              ))}
          </div>
        </div>
        {area !== null && chosen && (
          <AreaForm
            tab={tab}
            tabs={content.tabs}
            index={area}
            area={chosen}
            bilingual={bilingual}
            onChange={(next) =>
              changeTab({ ...tab, areas: tab.areas.map((a, i) => (i === area ? next : a)) })
            }
            onRemove={() => {
              changeTab({ ...tab, areas: tab.areas.filter((_, i) => i !== area) });
              setArea(null);
            }}
            problems={own(areaPath(area))}
            say={say}
          />
        )}
      </div>
      <div class="col-lg-4">
        <div class="menu-side">
          <Preview
            brand={setup.brand}
            content={content}
            tab={tab}
            language={language === 'english' && !bilingual ? 'chinese' : language}
            picture={picture ?? fallback}
            onTab={setTabIndex}
            say={say}
          />
          <div class="d-grid gap-2 my-3">
            {said && (
              <div
                class={`alert mb-0 ${said.good ? 'alert-success' : 'alert-danger'}`}
                role={said.good ? 'status' : 'alert'}
              >
                {said.text}
              </div>
            )}
            {problems.length > 0 && (
              <details class="alert alert-warning mb-0" data-problems={problems.length}>
                <summary>
                  {say(
                    `發布前還有 ${problems.length} 處要修正`,
                    `${problems.length} things to mend before publishing`,
                  )}
                </summary>
                <ul class="mb-0 mt-2 ps-3">
                  {problems.map((p) => (
                    <li key={p.path + p.text}>{p.text}</li>
                  ))}
                </ul>
              </details>
            )}
            <button
              type="button"
              class="btn btn-primary"
              data-publish
              disabled={busy || problems.length > 0}
              onClick={() => void send('Publish')}
            >
              {busy ? say('處理中…', 'Working…') : say('儲存並發布', 'Save and publish')}
            </button>
            <button type="button" class="btn" data-save disabled={busy} onClick={() => void send('Save')}>
              {say('儲存草稿', 'Save the draft')}
              {dirty && <span class="dot dot-bad ms-2 me-0" title={say('尚未儲存', 'not saved yet')} />}
            </button>
            {setup.state && (
              <div class="text-secondary small text-center">
                {say(`目前狀態：${setup.state}`, `State: ${setup.state}`)}
              </div>
            )}
          </div>
          <AudienceForm
            content={content}
            onChange={change}
            setup={setup}
            viewers={viewers}
            problems={problems}
            say={say}
          />
        </div>
      </div>
    </div>
  );
}

// What was drawn is sent on saving: until then the server cannot know the picture.
function isDrawnPicture(problem: Problem, content: Content): boolean {
  const found = /^tabs\[(\d+)\]\.(chinese|english)\.picture$/.exec(problem.path);
  const face = found && content.tabs[Number(found[1])]?.[found[2] as Language];
  return Boolean(face && !face.picture && face.drawing);
}
