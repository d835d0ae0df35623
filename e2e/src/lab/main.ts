/** `npm run lab`: an Asterisk on loopback beside the product, for anyone's SIPp or softphone. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type LabRecord, startLab } from "./asterisk.ts";
import { cacheFolder, installAsterisk, installSbc } from "./install.ts";
import { announceLab, withdrawLab } from "./product.ts";
import { recordFile, runningLab } from "./record.ts";
import { LabUnavailable } from "./unavailable.ts";

const USAGE = "usage: npm run lab -- up|down|status|install [--app zvon] [--sip-port 15060] [--ari-port 18088] [--trunk 127.0.0.2:15070] [--data DIR] [--json]";
/** That of `npm start`. */
const defaultDataFolder = fileURLToPath(new URL("../../../data", import.meta.url));

const describe = (lab: LabRecord): string =>
  [
    `Asterisk    pid ${lab.pid}, folder ${lab.folder}`,
    `SIP         ${lab.sip.host}:${lab.sip.port} (UDP), calls taken from this machine`,
    `ARI         ${lab.ari.url} application ${lab.ari.app}, user ${lab.ari.user}, password in ${recordFile}`,
    `Outbound    to ${lab.trunk.host}:${lab.trunk.port}`,
    `Numbers     100 echo, 101 time, any other: the bot`,
    `Try         sipp ${lab.sip.host}:${lab.sip.port} -sn uac -s 100 -m 1 -d 2000`,
  ].join("\n");

const show = (lab: LabRecord, json: boolean): void => {
  const { ari, sip, trunk, pid, folder } = lab;
  console.log(json ? JSON.stringify({ ari, sip, trunk, pid, folder }) : describe(lab));
};

const up = async (values: { app: string; sipPort: number; ariPort: number; trunk: string; data: string; json: boolean }): Promise<void> => {
  const already = await runningLab();
  if (already !== null && already.data !== values.data) await withdrawLab(already.data);
  const [trunkHost = "", trunkPort = ""] = values.trunk.split(":");
  const lab =
    already?.lab ??
    (await startLab({
      ariApp: values.app,
      trunkHost,
      trunkPort: Number(trunkPort),
      // Anybody's SIPp or softphone on this machine may call in.
      callersFrom: "127.0.0.0/8",
      ports: { sip: values.sipPort, ari: values.ariPort },
      detached: true,
    }));
  const { ari, sip, trunk, pid, folder } = lab;
  await mkdir(cacheFolder(process.env), { recursive: true });
  await writeFile(recordFile, JSON.stringify({ ari, sip, trunk, pid, folder, data: values.data }), { mode: 0o600 });
  show(lab, values.json);
  const said = await announceLab(values.data, lab);
  if (!values.json) console.log(`Product     ${said}`);
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      app: { type: "string", default: "zvon" },
      "sip-port": { type: "string", default: "15060" },
      "ari-port": { type: "string", default: "18088" },
      trunk: { type: "string", default: "127.0.0.2:15070" },
      data: { type: "string", default: defaultDataFolder },
      json: { type: "boolean", default: false },
    },
  });
  switch (positionals[0]) {
    case "up":
      await up({ app: values.app, sipPort: Number(values["sip-port"]), ariPort: Number(values["ari-port"]), trunk: values.trunk, data: resolve(values.data), json: values.json });
      return 0;
    case "down": {
      const known = await runningLab();
      if (known !== null) {
        // The node lets go first, so that its calls end by its own hand.
        await withdrawLab(known.data);
        await known.lab.stop();
      }
      await rm(recordFile, { force: true });
      console.log(known === null ? "the lab was not up" : "the lab is down");
      return 0;
    }
    case "status": {
      const known = await runningLab();
      if (known === null) {
        console.log("the lab is down");
        return 1;
      }
      show(known.lab, values.json);
      if (!values.json) console.log(`Channels    ${await known.lab.channels()}`);
      return 0;
    }
    case "install":
      console.log(`Asterisk is in ${await installAsterisk(cacheFolder(process.env))}`);
      await installSbc(cacheFolder(process.env));
      console.log("Kamailio and rtpengine are in the system");
      return 0;
    default:
      console.error(USAGE);
      return 2;
  }
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof LabUnavailable ? 4 : 1;
}
