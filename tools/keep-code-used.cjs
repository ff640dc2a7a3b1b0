// Loaded into each process of tools/keep-code.js: writes the code of the bundles that it has loaded, again and again, since
// the process inside may end at any time.

"use strict";
const { existsSync, renameSync, writeFileSync } = require("node:fs");
const vm = require("node:vm");

const AGAIN_MS = 50;
const loaded = new Map();

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    const code = `${options?.filename}.${process.version}-${process.arch}.code`;
    if (existsSync(code)) loaded.set(code, this);
  }
};

function keep() {
  for (const [code, script] of loaded) {
    const beside = `${code}.${process.pid}`;
    writeFileSync(beside, script.createCachedData());
    renameSync(beside, code);
  }
}

setInterval(keep, AGAIN_MS).unref();
process.on("exit", keep);
