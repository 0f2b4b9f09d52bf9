import React from 'react';

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
 * The buttons of a row.
 */
export function ActionBar(props: { children: React.ReactNode }): JSX.Element {
  return <div className="jp-Saturn-actions">{props.children}</div>;
}
