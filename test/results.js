// A reporter for node --test: a line of JSON for each test at the top of its file that was run (node:test, "test:pass").

// oxlint-disable-next-line import/no-default-export -- it is how node:test takes a reporter
export default async function* results(events) {
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting !== 0) continue;
    if (data.skip !== undefined || data.todo !== undefined) continue;
    yield `${JSON.stringify({ file: data.file, name: data.name, passed: type === "test:pass" })}\n`;
  }
}
