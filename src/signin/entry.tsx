import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import { Action } from '../sidebar/action';

/**
 * The masked input for a token. What is typed is in the input alone, and gone from it once sent.
 */
export function TokenEntry(props: {
  id: string;
  /** Whether the input takes the focus when it appears. */
  isFocused: boolean;
  isBusy: boolean;
  onEnter: (paste: string) => void;
  onCancel?: () => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { isBusy, trans } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.isFocused) {
      input.current?.focus();
    }
  }, [props.isFocused]);
  const send = (): void => {
    const paste = input.current?.value.trim() ?? '';
    if (input.current && paste !== '' && !isBusy) {
      input.current.value = '';
      props.onEnter(paste);
    }
    input.current?.focus();
  };
  return (
    <div className="jp-Saturn-entry">
      <input
        ref={input}
        id={props.id}
        className="jp-mod-styled jp-Saturn-input"
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={trans.__('Token, or “Connect Externally” block')}
        onPaste={pasteWhole}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            event.preventDefault(); // there is no form of ours to submit
            send();
          }
        }}
      />
      <Action accent disabled={isBusy} onClick={send}>
        {trans.__('Verify')}
      </Action>
      {props.onCancel && (
        <Action onClick={props.onCancel}>{trans.__('Cancel')}</Action>
      )}
    </div>
  );
}

/**
 * Keep the lines of a pasted block apart: an input of one line would join them.
 */
function pasteWhole(event: React.ClipboardEvent<HTMLInputElement>): void {
  const input = event.currentTarget;
  const text = event.clipboardData.getData('text').replace(/[\r\n]+/g, ' ');
  event.preventDefault();
  input.setRangeText(
    text,
    input.selectionStart ?? 0,
    input.selectionEnd ?? input.value.length,
    'end'
  );
}
