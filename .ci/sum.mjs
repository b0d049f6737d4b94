// Adds up what the test runners wrote and prints the one line that counts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const file of readdirSync(folder).sort()) {
  const text = readFileSync(join(folder, file), 'utf8');
  const one = file.endsWith('.trx') ? trx(text) : file.endsWith('.json') ? vitest(JSON.parse(text)) : file.endsWith('.tap') ? tap(text) : null;
  if (!one) continue;
  console.log(`${file.padEnd(26)} ${one.passed} passed, ${one.failed} failed, ${one.skipped} skipped`);
  for (const key of Object.keys(total)) total[key] += one[key];
  failures.push(...one.failures.map((failure) => `FAILED ${file}: ${failure}`));
}

function trx(text) {
  const number = (name) => Number(new RegExp(`<Counters[^>]* ${name}="(\\d+)"`).exec(text)?.[1] ?? 0);
  const [all, passed, failed] = [number('total'), number('passed'), number('failed') + number('error') + number('timeout') + number('aborted')];
  const failures = [...text.matchAll(/<UnitTestResult ([^>]*)outcome="(?:Failed|Error|Timeout)"([\s\S]*?)<\/UnitTestResult>/g)].map(
    ([, before, rest]) => `${/testName="([^"]*)"/.exec(before + rest)?.[1]}\n${(/<Message>([\s\S]*?)<\/Message>/.exec(rest)?.[1] ?? '').slice(0, 1500)}`,
  );
  return { passed, failed, skipped: all - passed - failed, failures };
}

function tap(text) {
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const failures = [...text.matchAll(/^ *not ok \d+ - (.*)$/gm)].map((line) => line[1]);
  return { failures, passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') + number('todo') };
}

function vitest(report) {
  const failures = report.testResults.flatMap((file) => file.assertionResults.filter((t) => t.status === 'failed').map((t) => `${t.fullName}\n${t.failureMessages.join('\n').slice(0, 1500)}`));
  return { failures, passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + (report.numTodoTests ?? 0) };
}

for (const failure of failures) console.log(failure);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
