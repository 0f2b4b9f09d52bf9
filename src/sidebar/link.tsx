import React from 'react';

/**
 * A link to a page of Saturn's, in a tab of its own that knows nothing of this one.
 *
 * #### Notes
 * Only addresses that our server built from the configured base URL come here; anything but a web
 * page is not drawn all the same.
 */
export function SaturnLink(props: {
  href: string | null | undefined;
  className?: string;
  label?: string;
  children: React.ReactNode;
}): JSX.Element | null {
  if (!props.href || !/^https?:\/\//i.test(props.href)) {
    return null;
  }
  return (
    <a
      className={props.className ?? 'jp-Saturn-link'}
      href={props.href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={props.label}
    >
      {props.children}
    </a>
  );
}

/**
 * A line of such links, each with its words.
 */
export function SaturnLinks(props: {
  pages: ReadonlyArray<readonly [words: string, href: string]>;
}): JSX.Element {
  return (
    <p className="jp-Saturn-links">
      {props.pages.map(([words, href]) => (
        <SaturnLink key={words} href={href}>
          {words}
        </SaturnLink>
      ))}
    </p>
  );
}
