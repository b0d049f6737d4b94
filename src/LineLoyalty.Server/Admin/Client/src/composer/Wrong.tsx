import type { Problem } from './wire';

export function Wrong({ path, problems }: { path: string; problems: Problem[] }) {
  const mine = problems.filter((p) => p.path === path);
  return mine.length === 0 ? null : (
    <div class="text-danger small mt-1" role="alert">
      {mine.map((p) => (
        <div key={p.code}>{p.text}</div>
      ))}
    </div>
  );
}
