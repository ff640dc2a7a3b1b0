// Text in columns: a letter may take none, one or two (Unicode Standard Annex 11).

import stringWidth from "string-width";

const ASCII = /^[\x20-\x7e]*$/;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** At most so many columns of it; what is cut ends with `~`. */
export function fit(text: string, width: number): string {
  if (width <= 0) return "";
  if (ASCII.test(text)) return text.length <= width ? text : `${text.slice(0, width - 1)}~`;
  if (stringWidth(text) <= width) return text;
  let [kept, columns] = ["", 0];
  for (const { segment } of letters.segment(text)) {
    columns += stringWidth(segment);
    if (columns > width - 1) break;
    kept += segment;
  }
  return `${kept}~`;
}

/** Exactly so many columns. */
export function fill(text: string, width: number): string {
  const fitted = fit(text, width);
  return fitted + " ".repeat(Math.max(0, width - (ASCII.test(fitted) ? fitted.length : stringWidth(fitted))));
}
