// Numbers as the page shows them.

/** Milliseconds since the run began: `2 658.434 ms`. */
export function formatMoment(atNs: number): string {
  const [whole = "", part = ""] = (atNs / 1e6).toFixed(3).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, " ")}.${part} ms`;
}
