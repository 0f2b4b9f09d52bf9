import React, { useLayoutEffect, useRef } from 'react';

/**
 * A small button. One that cannot be pressed now keeps the focus.
 */
export function Action(props: {
  children: React.ReactNode;
  onClick: () => void;
  accent?: boolean;
  disabled?: boolean;
  title?: string;
}): JSX.Element {
  const isDisabled = props.disabled ?? false;
  return (
    <button
      type="button"
      className={`jp-Saturn-action${props.accent ? ' jp-mod-accent' : ''}`}
      aria-disabled={isDisabled}
      title={props.title}
      onClick={() => !isDisabled && props.onClick()}
    >
      {props.children}
    </button>
  );
}

/**
 * The buttons of a row. When the focused one disappears, the focus goes to the row's title.
 */
export function ActionBar(props: { children: React.ReactNode }): JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  const isFocused = useRef(false);
  useLayoutEffect(() => {
    if (isFocused.current && document.activeElement === document.body) {
      isFocused.current = false;
      node.current
        ?.closest('li')
        ?.querySelector<HTMLElement>('.jp-Saturn-rowTitle')
        ?.focus();
    }
  });
  return (
    <div
      ref={node}
      className="jp-Saturn-actions"
      onFocus={() => {
        isFocused.current = true;
      }}
      onBlur={event => {
        // An element stays the active one while only the window loses the focus.
        isFocused.current = document.activeElement === event.target;
      }}
    >
      {props.children}
    </div>
  );
}
