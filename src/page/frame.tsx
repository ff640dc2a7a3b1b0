// The head and foot of the page, with and without JavaScript.

import type { ComponentChildren, JSX } from "preact";

export function Head({ children }: { readonly children?: ComponentChildren }): JSX.Element {
  return (
    <header class="head">
      <span class="brand">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
          <path d="M3 5v14M21 5v14M3 9h9M12 6l3 3-3 3" fill="none" stroke="currentColor" stroke-width="2" />
          <path d="M15 13l6 6m0-6l-6 6" stroke="var(--bad)" stroke-width="2.5" />
        </svg>
        deadpeer
      </span>
      {children}
    </header>
  );
}

export function Foot({ tool, kernel }: { readonly tool: string; readonly kernel: string }): JSX.Element {
  return (
    <footer class="foot">
      {tool} on {kernel}. Segments are from the capture, states from sock_diag, processes from /proc; a state
      that only follows from the segments is drawn dashed.
    </footer>
  );
}
