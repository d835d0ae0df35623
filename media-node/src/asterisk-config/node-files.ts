/** Every file of one Asterisk, from its settings and trunks: pure, so that what is written can be read and tested first. */
import type { AsteriskSettings } from "./asterisk-settings.ts";
import { checkFiles } from "./check-config.ts";
import { configValue, fillTemplate, section } from "./config-text.ts";
import { renderOperators, renderTransports } from "./transports.ts";
import { renderTrunks, type RenderedTrunks, type TrunkWay } from "./trunks.ts";
import type { TrunkSettings } from "@zvon/contract/trunk-settings.ts";

/** Asterisk complains about these when they are absent; an empty one is all it wants. */
const empty = ["acl", "ccss", "cli", "dnsmgr", "features", "pjproject", "sorcery", "stasis", "udptl", "websocket_client"];
/** The files that change while calls live. */
export const trunksFile = "pjsip_trunks.conf";
export const phonesFile = "pjsip_operators.conf";

export type RenderedNode = { files: Readonly<Record<string, string>>; refused: RenderedTrunks["refused"] };

/** @param templates the `.conf` files of asterisk/, by name. @throws UnsafeValue for a setting of the operator's own · ConfigFault when what came out is no configuration */
export function renderNode(settings: AsteriskSettings, trunks: readonly TrunkSettings[], templates: Readonly<Record<string, string>>): RenderedNode {
  const { folders, http, browsers, ari, rtp, ice, manager } = settings;
  const values = {
    configDir: folders.config,
    stateDir: folders.state,
    modulesDir: folders.modules,
    libraryDir: folders.library,
    httpHost: http.host,
    httpPort: String(http.port),
    browserModules: !browsers ? "" : "load = res_pjsip_transport_websocket.so",
    rtpStart: String(rtp.first),
    rtpEnd: String(rtp.last),
    ice: ice === null && !browsers ? "icesupport = no" : ["icesupport = yes", ...iceLines(ice)].join("\n"),
    ariUser: ari.user,
    ariPassword: ari.password,
    ariApp: ari.app,
    manager: manager === null ? "[general]\nenabled = no\n" : managerText(manager),
  };
  for (const [name, value] of Object.entries(values)) for (const line of value.split("\n")) configValue(name, line);
  const { text, refused } = renderTrunks(trunks, trunkWay(settings));
  const files: Record<string, string> = Object.fromEntries(empty.map((name) => [`${name}.conf`, ""]));
  for (const [name, template] of Object.entries(templates)) files[name] = fillTemplate(template, values);
  files["pjsip_transports.conf"] = renderTransports(settings);
  files[phonesFile] = renderOperators(settings.operators);
  files[trunksFile] = text;
  checkFiles(files);
  return { files, refused };
}

/** What of a node's settings a trunk's sections depend on. */
export function trunkWay({ sip, sbc, qualifySeconds, rtp }: AsteriskSettings): TrunkWay {
  const transports = (["udp", "tcp", "tls"] as const).filter((transport) => sip[transport] !== null);
  return { sbc, qualifySeconds, transports, rtpTimeoutSeconds: rtp.timeoutSeconds };
}

function iceLines(ice: AsteriskSettings["ice"]): string[] {
  return [
    ...(ice?.stun ? [`stunaddr = ${ice.stun}`] : []),
    ...(ice?.turn ? [`turnaddr = ${ice.turn.address}`, `turnusername = ${ice.turn.user}`, `turnpassword = ${ice.turn.password}`] : []),
  ];
}

function managerText(manager: NonNullable<AsteriskSettings["manager"]>): string {
  return [
    section("general", [["enabled", true], ["bindaddr", "127.0.0.1"], ["port", manager.port], ["webenabled", false]]),
    section(manager.user, [
      ["secret", manager.password],
      ["deny", "0.0.0.0/0.0.0.0"],
      ["permit", "127.0.0.1/255.255.255.255"],
      // Reading states and reloading; it can start no call and run no command.
      ["read", "system,reporting"],
      ["write", "system,reporting"],
    ]),
  ].join("\n");
}
