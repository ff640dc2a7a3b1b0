// Which of many texts begin so: found by halving, not by looking through all of them.

/** How many of those that begin alike are returned. */
const MOST_ALIKE = 16;

export function prefixSearch(texts: readonly string[]): (start: string) => string[] {
  let inOrder: readonly string[] | undefined;
  return (start) => {
    const sorted = (inOrder ??= [...texts].sort()); // of many runs nothing is asked
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    const found: string[] = [];
    for (let at = low; found.length < MOST_ALIKE; at += 1) {
      const text = sorted[at];
      if (text === undefined || !text.startsWith(start)) break;
      found.push(text);
    }
    return found;
  };
}
