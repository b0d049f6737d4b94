import { useEffect, useState } from 'preact/hooks';
import { words } from '../composer/words';
import { Canvas, type Spot } from './Canvas';
import { insert, newNode, remove } from './graph';
import { NodeForm } from './NodeForm';
import { Brought, Tried } from './Outcome';
import { People } from './People';
import { TriggerForm } from './TriggerForm';
import {
  ask,
  type Definition,
  type DryRun,
  type Node,
  type Numbers,
  type Problem,
  type Result,
  type Saved,
  type Setup,
} from './wire';
import { typeIcon, typeWords } from './words';

const PAUSE = 400;
const KINDS: Node['type'][] = [
  'message',
  'coupon',
  'points',
  'mission',
  'tag',
  'menu',
  'clerk',
  'outside',
  'webhook',
  'waitTime',
  'waitDay',
  'waitClock',
  'waitEvent',
  'branchRule',
  'branchSplit',
];

/** The page: the drawing at the left, the chosen step at the right; checked a moment after each change. */
export function Editor({ setup }: { setup: Setup }) {
  const say = words(setup.language);
  const [name, setName] = useState(setup.name);
  const [definition, setDefinition] = useState<Definition>(setup.definition);
  const [saved, setSaved] = useState<{ id: number | null; version: number | null; live: number | null }>(
    setup,
  );
  const [kept, setKept] = useState(setup.published);
  const [chosen, setChosen] = useState<string | null>('trigger');
  const [adding, setAdding] = useState<Spot | null>(null);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [refused, setRefused] = useState<Problem[]>([]);
  const [notice, setNotice] = useState<{ text: string; bad: boolean } | null>(null);
  const [numbers, setNumbers] = useState<Numbers | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const [tried, setTried] = useState<DryRun | null>(null);
  const [move, setMove] = useState(false);
  const [path, setPath] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);

  const gone = () =>
    setNotice({ text: say('連線中斷，請再試一次。', 'The connection is gone; try again.'), bad: true });
  const key = JSON.stringify(definition);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the journey is compared by what it says.
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(async () => {
      try {
        const got = await ask<{ problems: Problem[] }>(saved.id, 'Check', { definition });
        if (!stale && 'ok' in got) setProblems(got.ok.problems);
      } catch {
        // The next change asks again.
      }
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for the journey.
  useEffect(() => {
    if (setup.id === null || setup.live === null) return;
    ask<Numbers>(setup.id, 'Numbers').then(
      (got) => 'ok' in got && setNumbers(got.ok),
      () => {
        // Without numbers the drawing is still right.
      },
    );
    ask<Result>(setup.id, 'Result').then(
      (got) => 'ok' in got && setResult(got.ok),
      () => {
        // As above.
      },
    );
  }, []);

  const change = (next: Definition) => {
    setDefinition(next);
    setKept(false);
    setTried(null);
  };
  const keep = async (): Promise<Saved | null> => {
    const got = await ask<Saved>(saved.id, 'Save', { ...saved, name, definition });
    if ('ok' in got) {
      setSaved(got.ok);
      setRefused([]);
      history.replaceState(null, '', `/admin/journeys/edit/${got.ok.id}`);
      return got.ok;
    }
    setRefused(got.refused.problems);
    setNotice({ text: got.refused.title, bad: true });
    return null;
  };
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setNotice(null);
    try {
      await work();
    } catch {
      gone();
    }
    setBusy(false);
  };
  const save = () =>
    act(async () => {
      if (await keep()) setNotice({ text: say('草稿已儲存。', 'The draft is saved.'), bad: false });
    });
  const publish = () =>
    act(async () => {
      const draft = await keep();
      if (!draft) return;
      const got = await ask<Saved>(draft.id, `Publish&move=${move}`, {});
      if ('ok' in got) {
        setSaved(got.ok);
        setKept(true);
        setNotice({
          text: say(`已發布第 ${got.ok.live} 版。`, `Version ${got.ok.live} is published.`),
          bad: false,
        });
      } else {
        setProblems(got.refused.problems);
        setNotice({ text: got.refused.title, bad: true });
      }
    });
  const tryIt = () =>
    act(async () => {
      const got = await ask<DryRun>(saved.id, 'DryRun', { definition });
      if ('ok' in got) {
        setTried(got.ok);
      } else {
        setProblems(got.refused.problems);
        setNotice({ text: got.refused.title, bad: true });
      }
    });

  const node = definition.nodes.find((n) => n.id === chosen);
  const nameProblem = refused.find((p) => p.path === 'name');
  const apart = problems.filter((p) => p.path === 'nodes');
  return (
    <div class="row row-cards">
      <div class="col-12">
        <div class="card">
          <div class="card-body">
            <div class="row g-2 align-items-end">
              <div class="col-md-5">
                <label class="form-label" for="journey-name">
                  {say('旅程名稱', 'Name')}
                </label>
                <input
                  id="journey-name"
                  class={`form-control ${nameProblem ? 'is-invalid' : ''}`}
                  maxLength={80}
                  value={name}
                  onInput={(e) => setName(e.currentTarget.value)}
                />
                {nameProblem && <div class="invalid-feedback">{nameProblem.text}</div>}
              </div>
              <div class="col-md-7 d-flex flex-wrap gap-2 justify-content-md-end">
                <button type="button" class="btn" disabled={busy} onClick={tryIt}>
                  {say('用過去 90 天試算', 'Try on the last 90 days')}
                </button>
                <button type="button" class="btn" disabled={busy} onClick={save}>
                  {say('儲存草稿', 'Save draft')}
                </button>
                <button type="button" class="btn btn-primary" disabled={busy || kept} onClick={publish}>
                  {saved.live === null ? say('發布', 'Publish') : say('發布新版', 'Publish anew')}
                </button>
              </div>
            </div>
            {saved.live !== null && !kept && (
              <label class="form-check mt-3 mb-0">
                <input
                  class="form-check-input"
                  type="checkbox"
                  checked={move}
                  onChange={(e) => setMove(e.currentTarget.checked)}
                />
                <span class="form-check-label">
                  {say(
                    '發布後，進行中的會員改走新版（不勾選則走完原本的版本）',
                    'Members inside go on with the new version; otherwise they finish theirs',
                  )}
                </span>
              </label>
            )}
            {setup.replaces && !setup.on && (
              <p class="text-secondary mt-3 mb-0">
                {say(
                  `開啟這個旅程時，會同時關閉「${setup.replaces}」，同一件事不會通知兩次。`,
                  `Switching it on switches ${setup.replaces} off in the same act.`,
                )}
              </p>
            )}
            <div aria-live="polite">
              {notice && (
                <div class={`alert ${notice.bad ? 'alert-danger' : 'alert-success'} mt-3 mb-0`} role="status">
                  {notice.text}
                </div>
              )}
              {problems.length > 0 && (
                <p class="text-danger mt-3 mb-0">
                  {say(
                    `發布前還有 ${problems.length} 處要修正。`,
                    `${problems.length} things to mend before publishing.`,
                  )}{' '}
                  {apart.map((p) => p.text).join(' ')}
                </p>
              )}
            </div>
          </div>
        </div>
      </div>
      {tried && (
        <div class="col-12">
          <Tried run={tried} setup={setup} say={say} />
        </div>
      )}
      {result && !tried && (
        <div class="col-12">
          <Brought result={result} say={say} />
        </div>
      )}
      <div class="col-lg-8">
        <Canvas
          definition={definition}
          setup={setup}
          say={say}
          problems={problems}
          chosen={adding ? null : chosen}
          adding={adding}
          numbers={numbers}
          tried={tried?.run.nodes ?? null}
          path={path}
          onChoose={(id) => {
            setAdding(null);
            setChosen(id);
          }}
          onAdd={setAdding}
        />
        {saved.id !== null && saved.live !== null && (
          <People id={saved.id} setup={setup} say={say} onPath={setPath} />
        )}
      </div>
      <div class="col-lg-4">
        <div class="journey-side">
          {adding ? (
            <div class="card">
              <div class="card-header">
                <h2 class="card-title">{say('加入步驟', 'Add a step')}</h2>
              </div>
              <div class="card-body journey-kinds">
                {KINDS.map((type) => (
                  <button
                    key={type}
                    type="button"
                    class="btn"
                    onClick={() => {
                      const added = newNode(type, definition, setup);
                      change(insert(definition, added, adding.from, adding.port));
                      setAdding(null);
                      setChosen(added.id);
                    }}
                  >
                    <span class={`i icon-${typeIcon(type)} me-2`} aria-hidden="true" />
                    {typeWords(type, say)}
                  </button>
                ))}
              </div>
            </div>
          ) : node ? (
            <NodeForm
              key={node.id}
              node={node}
              trigger={definition.trigger.type}
              others={definition.nodes.filter((n) => n.id !== node.id)}
              setup={setup}
              say={say}
              problems={problems}
              onChange={(next) =>
                change({ ...definition, nodes: definition.nodes.map((n) => (n.id === next.id ? next : n)) })
              }
              onRemove={() => {
                change(remove(definition, node.id));
                setChosen('trigger');
              }}
            />
          ) : (
            <TriggerForm
              definition={definition}
              setup={setup}
              say={say}
              problems={problems}
              onChange={change}
            />
          )}
        </div>
      </div>
    </div>
  );
}
