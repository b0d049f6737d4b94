import { useEffect, useState } from 'preact/hooks';
import type { Say } from '../composer/words';
import { ask, type Definition, type PathStep, type Setup, type Traveller } from './wire';
import { nodeWords, resultWords, stateWords } from './words';

type Props = {
  id: number;
  setup: Setup;
  say: Say;
  onPath: (nodes: string[]) => void;
};

/** Who is or was on the way, and one member's path. */
export function People({ id, setup, say, onPath }: Props) {
  const [asked, setAsked] = useState('');
  const [rows, setRows] = useState<Traveller[] | null>(null);
  const [versions, setVersions] = useState<Record<number, Definition>>({});
  const [shown, setShown] = useState<{ row: Traveller; steps: PathStep[] } | null>(null);
  const [lost, setLost] = useState(false);
  const load = async (member: string) => {
    try {
      const got = await ask<{ rows: Traveller[]; versions: Record<number, Definition> }>(
        id,
        `Travellers&member=${encodeURIComponent(member)}`,
      );
      if ('ok' in got) {
        setVersions(got.ok.versions);
        setRows(got.ok.rows);
      }
      setLost(!('ok' in got));
    } catch {
      setLost(true);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for the journey, then by the form.
  useEffect(() => {
    load('');
  }, [id]);
  const show = async (row: Traveller) => {
    try {
      const got = await ask<{ steps: PathStep[] }>(id, `Path&enrolment=${row.id}`);
      if (!('ok' in got)) return;
      setShown({ row, steps: got.ok.steps });
      onPath([...got.ok.steps.map((s) => s.node), ...(row.state === 'Finished' ? [] : [row.node])]);
    } catch {
      setLost(true);
    }
  };
  const words = (node: string, version: number) => {
    const known = versions[version]?.nodes.find((n) => n.id === node);
    return known ? nodeWords(known, setup, say) : node;
  };
  return (
    <div class="card mt-3">
      <div class="card-header">
        <h2 class="card-title">{say('旅程中的會員', 'Members on the way')}</h2>
        <form
          class="card-actions d-flex gap-2"
          onSubmit={(e) => {
            e.preventDefault();
            load(asked);
          }}
        >
          <input
            class="form-control form-control-sm"
            aria-label={say('會員姓名或卡號', 'Name or card number')}
            placeholder={say('會員姓名或卡號', 'Name or card number')}
            value={asked}
            onInput={(e) => setAsked(e.currentTarget.value)}
          />
          <button type="submit" class="btn btn-sm">
            {say('查詢', 'Search')}
          </button>
        </form>
      </div>
      {lost && (
        <div class="alert alert-danger m-3" role="alert">
          {say('連線中斷，請再試一次。', 'The connection is gone; try again.')}
        </div>
      )}
      {rows?.length === 0 && (
        <div class="empty">
          <p class="empty-title">{say('還沒有會員進入', 'Nobody yet')}</p>
        </div>
      )}
      {rows && rows.length > 0 && (
        <div class="table-responsive">
          <table class="table card-table table-vcenter">
            <thead>
              <tr>
                <th>{say('會員', 'Member')}</th>
                <th>{say('狀態', 'State')}</th>
                <th>{say('所在步驟', 'Step')}</th>
                <th>{say('進入時間', 'Entered')}</th>
                <th>{say('版本', 'Version')}</th>
                <th>
                  <span class="visually-hidden">{say('動作', 'Actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>
                    <a href={`/admin/members/${row.memberRef}`}>{row.memberName}</a>
                  </td>
                  <td>{stateWords(row.state, row.outcome, say)}</td>
                  <td class="text-secondary">{words(row.node, row.version)}</td>
                  <td class="text-nowrap">{row.entered}</td>
                  <td class="num">{row.version}</td>
                  <td class="text-end">
                    <button type="button" class="btn btn-sm" onClick={() => show(row)}>
                      {say('看路徑', 'Path')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && (
        <div class="card-body" data-path>
          <h3 class="h4">{say(`${shown.row.memberName} 的路徑`, `The path of ${shown.row.memberName}`)}</h3>
          <ol class="mb-0">
            {shown.steps.map((s) => (
              <li key={`${s.at}${s.node}`}>
                {s.at}　{words(s.node, shown.row.version)}
                {s.result && <span class="text-secondary">（{resultWords(s.result, say)}）</span>}
              </li>
            ))}
            <li>
              <strong>{stateWords(shown.row.state, shown.row.outcome, say)}</strong>
              {shown.row.state === 'Inside' &&
                say(`，下次動作 ${shown.row.due}`, `; next at ${shown.row.due}`)}
              {shown.row.ended && `　${shown.row.ended}`}
            </li>
          </ol>
        </div>
      )}
    </div>
  );
}
