import React, { forwardRef, useId } from 'react';

/**
 * An input of one line with its label above and what is told about it below.
 */
export const TextInput = forwardRef<HTMLInputElement, TextInput.IProps>(
  function TextInput(props, ref) {
    const { id, label, choices, told, onCommit, onType, ...rest } = props;
    const list = useId();
    const toldId = useId();
    return (
      <div className="jp-Saturn-field">
        <label className="jp-Saturn-label" htmlFor={id}>
          {label}
        </label>
        <input
          {...rest}
          ref={ref}
          id={id}
          className="jp-mod-styled jp-Saturn-input"
          type="text"
          autoComplete="off"
          spellCheck={false}
          list={choices ? list : undefined}
          aria-describedby={toldId}
          onChange={event => onType?.(event.target.value)}
          onBlur={event => onCommit?.(event.target.value.trim())}
          onKeyDown={event => {
            if (event.key === 'Enter' && onCommit) {
              event.preventDefault(); // the settings editor's form is not to be submitted
              onCommit(event.currentTarget.value.trim());
            }
          }}
        />
        {choices && (
          <datalist id={list}>
            {choices.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </datalist>
        )}
        <div id={toldId} className="jp-Saturn-muted" role="status">
          {told}
        </div>
      </div>
    );
  }
);

/**
 * A namespace for `TextInput` statics.
 */
export namespace TextInput {
  /**
   * The properties of the input.
   */
  export interface IProps {
    id: string;
    label: string;
    placeholder: string;
    /** What stands below; screen readers hear of its changes. */
    told: React.ReactNode;
    /** Without it the input keeps its own value. */
    value?: string;
    inputMode?: 'url';
    readOnly?: boolean;
    'aria-invalid'?: boolean;
    /** Values to choose from, with words about each. */
    choices?: ReadonlyArray<readonly [string, string]>;
    onType?: (value: string) => void;
    /** Called at Enter, and when the focus goes elsewhere. */
    onCommit?: (value: string) => void;
    onFocus?: () => void;
  }
}
