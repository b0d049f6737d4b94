type PickProps = {
  label: string;
  value: string;
  options: [string, string][];
  look?: string;
  onChange: (value: string) => void;
};

/** One of several, by name. */
export function Pick({ label, value, options, look, onChange }: PickProps) {
  return (
    <select
      class={`form-select ${look ?? ''}`}
      aria-label={label}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    >
      {options.map(([code, text]) => (
        <option key={code} value={code}>
          {text}
        </option>
      ))}
    </select>
  );
}

type NumProps = {
  label: string;
  value: number | undefined;
  step?: string;
  least?: number;
  look?: string;
  onChange: (value: number | undefined) => void;
};

/** A number; undefined while the field is empty. */
export function Num({ label, value, step, least, look, onChange }: NumProps) {
  return (
    <input
      type="number"
      class={`form-control ${look ?? ''}`}
      min={least ?? 0}
      step={step ?? '1'}
      aria-label={label}
      value={value ?? ''}
      onInput={(e) => onChange(e.currentTarget.value === '' ? undefined : Number(e.currentTarget.value))}
    />
  );
}
