// React's own types of these come in a package of their own, of which the specs need no more than this.
declare module 'react-dom/client' {
  import type { ReactNode } from 'react';

  export function createRoot(container: Element): {
    render(children: ReactNode): void;
    unmount(): void;
  };
}
