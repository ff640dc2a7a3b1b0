export async function loadConfig(
  _file?: string,
): Promise<{ config: import("./config.ts").SuiteConfig; folder: string }> {
  const { default: config } = await import(process.cwd() + "/deadpeer.config.mjs");
  return { config, folder: process.cwd() };
}
