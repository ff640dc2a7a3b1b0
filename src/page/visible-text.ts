// All text of the page passes here on its way into an element, so that none of it hides, overlaps or runs backwards. (That
// it is not markup is Preact's business.)

import { Fragment, type VNode, options } from "preact";
import { visible } from "../report/sanitize.ts";

/** From now on of every element that is made, in a browser and without one. */
export function showOnlyVisibleText(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    // What a component is given is data; it becomes text where the component puts it into an element.
    if (typeof vnode.type === "string" || vnode.type === Fragment) makeVisible(vnode);
    before?.(vnode);
  };
}

function makeVisible(vnode: VNode): void {
  const props = vnode.props as Record<string, unknown>;
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "string") props[name] = shown(value);
    else if (name === "children" && Array.isArray(value)) props[name] = value.map(shownChild);
  }
}

function shownChild(child: unknown): unknown {
  if (Array.isArray(child)) return child.map(shownChild);
  return typeof child === "string" ? shown(child) : child;
}

function shown(text: string): string {
  return visible(text, "\n\t");
}
