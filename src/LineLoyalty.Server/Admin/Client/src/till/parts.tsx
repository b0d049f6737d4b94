import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Problem } from './api';
import { Camera } from './Camera';
import { moment, w } from './words';

export function ProblemNote({ problem }: { problem: Problem | null }) {
  const note = useRef<HTMLDivElement>(null);
  // On a phone the place that says no may be out of sight.
  useEffect(() => {
    if (problem) note.current?.scrollIntoView({ block: 'center' });
  }, [problem]);
  if (!problem) return null;
  const { redeemedAt, storeName } = problem.facts;
  return (
    <div class="problem" role="alert" ref={note}>
      <strong>{problem.message}</strong>
      {typeof redeemedAt === 'string' && (
        <span>
          {w('使用時間', 'Used')} {moment(redeemedAt)}
          {typeof storeName === 'string' && ` · ${storeName}`}
        </span>
      )}
      {problem.status >= 500 && <small>{problem.code}</small>}
    </div>
  );
}

/** A field for a hand scanner (which types and presses Enter), the keyboard or the camera. */
export function ScanField(props: {
  label: string;
  placeholder?: string;
  action: string;
  busy?: boolean;
  focus?: boolean;
  onCode: (code: string) => void;
}) {
  const text = useSignal('');
  const scanning = useSignal(false);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.focus) input.current?.focus();
  }, [props.focus]);
  const send = (code: string) => {
    const clean = code.trim();
    if (!clean || props.busy) return;
    text.value = '';
    props.onCode(clean);
  };
  return (
    <form
      class="scan-field"
      onSubmit={(e) => {
        e.preventDefault();
        send(text.value);
      }}
    >
      <label for={id}>{props.label}</label>
      <div class="scan-row">
        <input
          id={id}
          ref={input}
          value={text.value}
          placeholder={props.placeholder}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(e) => {
            text.value = e.currentTarget.value;
          }}
        />
        <button
          type="button"
          class="camera-button"
          aria-label={w('用相機掃描', 'Scan with the camera')}
          onClick={() => {
            scanning.value = true;
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M7 12h10" />
          </svg>
        </button>
        <button type="submit" class="primary" disabled={props.busy || !text.value.trim()}>
          {props.busy ? '…' : props.action}
        </button>
      </div>
      {scanning.value && (
        <Camera
          onClose={() => {
            scanning.value = false;
          }}
          onCode={(code) => {
            scanning.value = false;
            send(code);
          }}
        />
      )}
    </form>
  );
}

export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog ref={box} aria-labelledby={title} onClose={props.onClose}>
      <header>
        <h2 id={title}>{props.title}</h2>
        <button
          type="button"
          class="quiet"
          aria-label={w('關閉', 'Close')}
          onClick={() => box.current?.close()}
        >
          ✕
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
