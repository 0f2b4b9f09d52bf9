import React, { createContext, useContext, useId, useState } from 'react';

/**
 * Whether the form was sent before, or would have been: then every fault is told.
 */
export const WasSent = createContext(false);

/**
 * A labelled input, with what is wrong with it.
 */
export function Entry(props: {
  label: string;
  value: string;
  /** What may be given. */
  hint: string;
  error?: string;
  /** Whether it is for a number; that is the default. */
  isNumber?: boolean;
  onChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  const [wasLeft, setLeft] = useState(false);
  const isReached = useContext(WasSent) || wasLeft || props.value !== '';
  // Nobody is told off for what they have not come to yet.
  const error = isReached ? props.error : undefined;
  return (
    <div className="jp-Saturn-formField">
      <label htmlFor={id}>{props.label}</label>
      {/* As text: JupyterLab's dialogs take no answer while a browser finds fault with an input,
          also with one that is gone. */}
      <input
        id={id}
        className="jp-mod-styled"
        inputMode={props.isNumber === false ? 'text' : 'numeric'}
        autoComplete="off"
        value={props.value}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-told`}
        onChange={event => props.onChange(event.target.value)}
        onBlur={() => setLeft(true)}
      />
      <p
        id={`${id}-told`}
        className={error === undefined ? 'jp-Saturn-muted' : 'jp-Saturn-error'}
      >
        {error ?? props.hint}
      </p>
    </div>
  );
}

/**
 * A labelled choice.
 */
export function Choice(props: {
  label: string;
  value: string;
  options: ReadonlyArray<{ readonly value: string; readonly label: string }>;
  onChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div className="jp-Saturn-formField">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        className="jp-mod-styled"
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
      >
        {props.options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
