#!/usr/bin/env node
import { startEchoServer } from "../echo/server.ts";
import { connectToHost, runEchoClient } from "../echo/client.ts";
const a = process.argv;
if (a[2] === 'serve') {
const s = startEchoServer({endpoint:{address:'0.0.0.0',port:9877}, maxChildren:256, spares:1, connectionsPerChild:1, report:(l)=>console.log(l)});
process.on('SIGTERM', async()=>{await s.stop(); process.exit(143);});
} else { process.exit(runEchoClient(await connectToHost(a[3]!, 9877), a[6] as 'both')); }
