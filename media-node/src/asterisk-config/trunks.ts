/**
 * pjsip sections of trunks: what tenants decide. One endpoint a trunk, named by the trunk's id, so that
 * `PJSIP/<number>@<id>` dials by it.
 */
import type { TrunkCodec, TrunkSettings, TrunkTransport } from "@zvon/contract/trunk-settings.ts";
import type { AsteriskSettings } from "./asterisk-settings.ts";
import { checkEndpoints } from "./check-config.ts";
import { section, type Setting } from "./config-text.ts";

/** The SBC says in it which trunk a call came by; the token after the dot is the SBC's own. Strangers' copies are removed there. */
export const trunkHeader = "X-Zvon-Trunk";

/** Registrars cut it to what they like; a shorter one finds a lost registration sooner, at one request each time. */
const registerForSeconds = 300;
const codecNames: Readonly<Record<TrunkCodec, string>> = { pcma: "alaw", pcmu: "ulaw", g722: "g722", opus: "opus" };

export type TrunkWay = Pick<AsteriskSettings, "sbc" | "qualifySeconds"> & { transports: readonly TrunkTransport[]; rtpTimeoutSeconds: number };
export type RenderedTrunks = { text: string; /** Left out, with the reason: one tenant's mistake is not another's outage. */ refused: { id: string; why: string }[] };

/** The whole trunks file, in a fixed order, so that an unchanged list is an unchanged file. */
export function renderTrunks(trunks: readonly TrunkSettings[], way: TrunkWay): RenderedTrunks {
  const refused: RenderedTrunks["refused"] = [];
  const texts = new Map<string, string>();
  for (const trunk of trunks.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    try {
      if (texts.has(trunk.id)) throw new Error("a trunk of this name exists already");
      const text = renderTrunk(trunk, way);
      checkEndpoints(text, [trunk.id], way.transports);
      texts.set(trunk.id, text);
    } catch (error) {
      refused.push({ id: trunk.id, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { text: [...texts.values()].join("\n"), refused };
}

/** @throws UnsafeValue when a setting cannot stand in a line; what comes out is read back all the same */
function renderTrunk(trunk: TrunkSettings, way: TrunkWay): string {
  const { id } = trunk;
  const proxy = way.sbc ?? trunk.outboundProxy;
  // The SBC talks to the carrier in the trunk's transport; between it and us it is a private network's UDP.
  const transport: TrunkTransport = way.sbc === null ? trunk.transport : "udp";
  if (!way.transports.includes(transport)) throw new Error(`this node has no ${transport} for SIP`);
  // The SBC reads from the route which trunk a call goes by, and sends it to the trunk's own proxy itself.
  const route: Setting[] = proxy === null ? [] : [["outbound_proxy", `sip:${proxy.host}:${proxy.port}${uriTransport(transport)};lr${way.sbc === null ? "" : `;trunk=${id}`}`]];
  const target = `sip:${trunk.host}:${trunk.port}${uriTransport(trunk.transport)}`;
  const login = loginOf(trunk);
  const endpoint: Setting[] = [
    ["type", "endpoint"],
    ["transport", transport],
    ["context", "from-trunk"],
    ["disallow", "all"],
    // A codec that the far side does not offer is skipped.
    ["allow", trunk.codecs.map((codec) => codecNames[codec]).join(",")],
    ["direct_media", false],
    ["rtp_symmetric", true],
    ["force_rport", true],
    // Against NAT on the far side; the SBC has done that already, and its masked contacts must come back as they were.
    ["rewrite_contact", way.sbc === null],
    ["dtmf_mode", "rfc4733"],
    // By address, or by the SBC's token: whoever merely writes the trunk's name into From is a stranger.
    ["identify_by", way.sbc === null ? "ip" : "header"],
    // A caller whose network died sends no BYE: without this the channel and its minutes live on.
    ["rtp_timeout", way.rtpTimeoutSeconds],
    ["rtp_timeout_hold", 300],
    ["send_pai", true],
    // Who a caller talks to is not news for their carrier: with an identity to send, each answer was followed by a re-INVITE.
    ["send_connected_line", false],
    // A far side's REFER would move our end of the bridge to wherever it names: transfers are ours to make.
    ["allow_transfer", false],
    ["sdp_session", "Zvon"],
    ["set_var", `ZVON_TRUNK=${id}`],
    ["set_var", `ZVON_MAX_CHANNELS=${trunk.maxChannels}`],
    // A far side that redirects (302) would have the number it names called by whatever context that is: there is none.
    ["set_var", "FORWARD_CONTEXT=no-forwarding"],
    ["aors", id],
    // Without it From names our own address, which a carrier has no use for.
    ["from_domain", trunk.host],
    ...(login === null ? [] : ([["outbound_auth", id]] satisfies Setting[])),
    ...route,
  ];
  return [
    section(id, endpoint),
    section(id, [["type", "aor"], ["contact", target], ["qualify_frequency", way.qualifySeconds], ...route]),
    ...(login === null ? [] : [section(id, [["type", "auth"], ["auth_type", "userpass"], ["username", login.user], ["password", login.password]])]),
    ...(login === null || trunk.access !== "register" ? [] : [section(id, registration(trunk, login.user, target, transport, route))]),
    section(id, [["type", "identify"], ["endpoint", id], ...identity(trunk, way.sbc)]),
  ].join("\n");
}

function registration(trunk: TrunkSettings, user: string, server: string, transport: string, route: readonly Setting[]): Setting[] {
  return [
    ["type", "registration"],
    ["transport", transport],
    ["outbound_auth", trunk.id],
    ["server_uri", server],
    ["client_uri", `sip:${user}@${trunk.host}`],
    // Calls come to this name; the dialplan then takes the dialled number from To.
    ["contact_user", trunk.id],
    ["expiration", registerForSeconds],
    // Seconds, at random: trunks of one carrier don't ask it in the same moment.
    ["max_random_initial_delay", 2],
    ["retry_interval", 30],
    // A refused password is put right by a person: go on asking, seldom enough not to be banned for it.
    ["forbidden_retry_interval", 300],
    ["fatal_retry_interval", 300],
    ["max_retries", 1_000_000],
    // The contact carries a random token, so that a call by this registration is known whatever address it comes from.
    ["line", true],
    ["endpoint", trunk.id],
    ...route,
  ];
}

/** Whose call this is. Two trunks of one carrier have the same addresses: the dialled number then tells whose it is, not this. */
function identity(trunk: TrunkSettings, sbc: TrunkWay["sbc"]): Setting[] {
  if (sbc !== null) return [["match_header", `${trunkHeader}: ${trunk.id}.${sbc.token}`]];
  return [["srv_lookups", false], ...[...new Set([trunk.host, ...trunk.inboundNetworks])].map((match): Setting => ["match", match])];
}

function loginOf({ access, username, password }: TrunkSettings): { user: string; password: string } | null {
  if (access === "ip") return null;
  if (username === null || password === null) throw new Error("it needs a user name and a password");
  return { user: username, password };
}

/** UDP is what a URI means without a word. */
function uriTransport(transport: TrunkSettings["transport"]): string {
  return transport === "udp" ? "" : `;transport=${transport}`;
}
