// Renders what is below the ladder one frame later.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

export function Later({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [isTime, setTime] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setTime(true), 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return <>{isTime && children}</>;
}
