import type { Experiment, Problem } from './wire';
import type { Say } from './words';

type Props = {
  experiment: Experiment;
  onChange: (experiment: Experiment) => void;
  problems: Problem[];
  say: Say;
};

/** What is tried out: who waits for the better version, and who gets nothing so that the rest can be measured. */
export function ExperimentForm({ experiment, onChange, problems, say }: Props) {
  const change = (changed: Partial<Experiment>) => onChange({ ...experiment, ...changed });
  const wrong = (key: string) =>
    problems
      .filter((p) => p.path === `experiment.${key}`)
      .map((p) => (
        <span key={p.code} class="d-block text-danger small" role="alert">
          {p.text}
        </span>
      ));
  const numeric = (
    key: 'testPercent' | 'hours' | 'holdOutPercent' | 'attributionDays',
    label: string,
    least: number,
    most: number,
    unit: string,
  ) => (
    <label class="form-label mb-0">
      {label}
      <span class="input-group mt-1">
        <input
          class="form-control"
          type="number"
          min={least}
          max={most}
          value={experiment[key]}
          onInput={(e) => change({ [key]: Number(e.currentTarget.value) })}
        />
        <span class="input-group-text">{unit}</span>
      </span>
      {wrong(key)}
    </label>
  );
  return (
    <>
      <div class="experiment">
        {numeric('holdOutPercent', say('對照組（刻意不發送）', 'Held out (gets nothing)'), 0, 50, '%')}
        {numeric('attributionDays', say('成果計算期間', 'Purchases count for'), 1, 30, say('天', 'days'))}
      </div>
      <p class="form-hint mt-1">
        {say(
          '對照組由系統抽籤決定，用來比較「沒收到的人」原本會消費多少；建議 10%，至少 300 位。',
          'Drawn by lot, to see what those who get nothing buy anyway. 10 % and at least 300 people are advised.',
        )}
      </p>
      {experiment.variants.length > 0 && (
        <>
          <h3 class="mt-3">{say('A/B 測試', 'Test of the versions')}</h3>
          <div class="experiment">
            {numeric('testPercent', say('先發給', 'First goes to'), 5, 100, '%')}
            {experiment.testPercent < 100 && (
              <>
                {numeric(
                  'hours',
                  say('多久後選出較好的版本', 'Choose the better after'),
                  1,
                  72,
                  say('小時', 'hours'),
                )}
                <label class="form-label mb-0">
                  {say('依什麼選', 'Chosen by')}
                  <select
                    class="form-select mt-1"
                    value={experiment.by}
                    onChange={(e) => change({ by: e.currentTarget.value as Experiment['by'] })}
                  >
                    <option value="clicks">{say('點擊率', 'clicks')}</option>
                    <option value="purchases">{say('購買率', 'buyers')}</option>
                  </select>
                  {wrong('by')}
                </label>
              </>
            )}
          </div>
          <p class="form-hint mt-1">
            {experiment.testPercent < 100
              ? say(
                  '各版本平均分配，其餘的人收到較好的版本。',
                  'The versions share it alike; the rest gets the better one.',
                )
              : say('各版本平均分給所有人。', 'The versions share everybody alike.')}
          </p>
        </>
      )}
    </>
  );
}
