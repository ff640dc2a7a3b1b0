// The outcomes of many runs, counted.

/** `198 × end of file; 2 × ECONNRESET` */
export function formatAnswers(answers: Readonly<Record<string, number>>): string {
  return Object.entries(answers)
    .map(([answer, count]) => `${count} × ${answer}`)
    .join("; ");
}
