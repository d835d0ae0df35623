/** Transports, SBC and browser operators of pjsip.conf: what a node decides; trunks.ts writes what tenants decide. */
import type { AsteriskSettings, OperatorSettings } from "./asterisk-settings.ts";
import { checkEndpoints } from "./check-config.ts";
import { section, type Setting } from "./config-text.ts";
import { trunkHeader } from "./trunks.ts";

const at = (host: string, port: number): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Transports live as long as Asterisk: a change of these needs a restart, unlike trunks. */
export function renderTransports(settings: AsteriskSettings): string {
  const { sip, external, http, browsers } = settings;
  const outside: Setting[] =
    external === null
      ? []
      : [["external_signaling_address", external.signalling], ["external_media_address", external.media], ...external.localNetworks.map((network): Setting => ["local_net", network])];
  const transport = (protocol: string, more: readonly Setting[]): string => section(protocol, [["type", "transport"], ["protocol", protocol], ...more, ...outside]);
  return [
    sip.udp === null ? "" : transport("udp", [["bind", at(sip.host, sip.udp)]]),
    sip.tcp === null ? "" : transport("tcp", [["bind", at(sip.host, sip.tcp)]]),
    sip.tls === null
      ? ""
      : // A carrier's certificate is checked: without that TLS only hides the password from those who do not care for it.
        transport("tls", [["bind", at(sip.host, sip.tls.port)], ["cert_file", sip.tls.certFile], ["priv_key_file", sip.tls.keyFile], ["ca_list_file", sip.tls.caFile], ["method", "tlsv1_2"], ["verify_server", true]]),
    // The socket is that of http.conf; pjsip ignores the address here but wants one. TLS ends at the node.
    browsers ? transport("ws", [["bind", at(http.host, http.port)]]) : "",
    settings.sbc === null ? "" : renderProbe(settings.sbc),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

/** The SBC's probes come from nobody's trunk: an endpoint that answers OPTIONS and can call nothing. */
function renderProbe(sbc: NonNullable<AsteriskSettings["sbc"]>): string {
  const name = "sbc-probe";
  return [
    section(name, [["type", "endpoint"], ["transport", "udp"], ["context", "nowhere"], ["identify_by", "header"], ["disallow", "all"], ["allow", "alaw"]]),
    section(name, [["type", "identify"], ["endpoint", name], ["match_header", `${trunkHeader}: probe.${sbc.token}`]]),
  ].join("\n");
}

/** A person's telephone in a browser: signalling by WebSocket through the node, sound by DTLS-SRTP over ICE. */
export function renderOperators(operators: readonly OperatorSettings[]): string {
  const text = operators.map(({ id, password }) => renderOperator(`operator-${id}`, password)).join("\n");
  checkEndpoints(text, operators.map(({ id }) => `operator-${id}`), []);
  return text;
}

function renderOperator(name: string, password: string): string {
  return [
    section(name, [
      ["type", "endpoint"],
      ["context", "from-operator"],
      // ICE, DTLS with a certificate made for the endpoint, rtcp-mux, bundle: what a browser insists on.
      ["webrtc", true],
      ["dtls_auto_generate_cert", true],
      ["disallow", "all"],
      ["allow", "opus,alaw,ulaw"],
      ["direct_media", false],
      // A REFER would move the caller to wherever the browser names: transfers are ours to make.
      ["allow_transfer", false],
      // Where it registered from, whatever address it names: Asterisk would ring a carrier's number there, from our own address.
      ["rewrite_contact", true],
      ["dtmf_mode", "rfc4733"],
      ["identify_by", "auth_username,username"],
      ["auth", name],
      ["aors", name],
    ]),
    section(name, [["type", "auth"], ["auth_type", "userpass"], ["username", name], ["password", password]]),
    // The newest tab rings; an old one that was closed without a word is forgotten.
    section(name, [["type", "aor"], ["max_contacts", 1], ["remove_existing", true], ["qualify_frequency", 30]]),
  ].join("\n");
}
