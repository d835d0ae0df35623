/**
 * SIPp's scenarios in the terms of the test: each function is one step. SIPp is the foreign implementation, and it can
 * misbehave to order; the phone of user-agent.ts can listen instead.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../lab/commands.ts";
import { freeMediaPort, freeUdpPort  } from "../lab/ports.ts";
import { type AudioCodec, formatSdp } from "./sdp.ts";

export type Step = string;

const lines = (parts: readonly string[]): string => parts.join("\n");
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** An offer or answer of SIPp's own address; `direction` holds and resumes. */
export const sdp = (codecs: readonly AudioCodec[] = ["alaw"], direction: "sendrecv" | "sendonly" | "recvonly" | "inactive" = "sendrecv"): string =>
  formatSdp({ host: "[media_ip]", port: 0, codecs }).replace("m=audio 0", "m=audio [media_port]").replace("a=sendrecv", `a=${direction}`).replaceAll("\r\n", "\n");

const message = (first: string, headers: readonly string[], body: string): string =>
  `<![CDATA[\n${lines([first, ...headers, ...(body === "" ? [] : ["Content-Type: application/sdp"]), "Content-Length: [len]"])}\n\n${body}]]>`;

const common = (method: string, sequence: number, to: string): string[] => [
  "From: <sip:79001112233@[local_ip]:[local_port]>;tag=[pid]S[call_number]",
  to,
  "Call-ID: [call_id]",
  `CSeq: ${sequence} ${method}`,
  "Contact: <sip:carrier@[local_ip]:[local_port]>",
  "Max-Forwards: 70",
];
const newVia = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]";

/** The call's first request. `to`: the user in To, where it is another than is asked for; `timed`: see `answeredMs`. */
export const invite = (number: string, body = sdp(), more: { headers?: readonly string[]; to?: string; uriParams?: string; timed?: boolean } = {}): Step =>
  `<send retrans="500"${more.timed ? ' start_rtd="1"' : ""}>${message(`INVITE sip:${number}@[remote_ip]:[remote_port]${more.uriParams ?? ""} SIP/2.0`, [newVia, ...common("INVITE", 1, `To: <sip:${more.to ?? number}@[remote_ip]:[remote_port]>`), ...(more.headers ?? [])], body)}</send>`;

const inDialog = (method: string, sequence: number, retransmitted: boolean, body = "", headers: readonly string[] = []): Step =>
  `<send${retransmitted ? ' retrans="500"' : ""}>${message(`${method} [next_url] SIP/2.0`, [newVia, "[routes]", ...common(method, sequence, "[last_To:]"), ...headers], body)}</send>`;

export const ack = (sequence = 1, body = ""): Step => inDialog("ACK", sequence, false, body);
export const bye = (sequence = 9): Step => inDialog("BYE", sequence, true);
export const reinvite = (sequence: number, body: string, headers: readonly string[] = []): Step => inDialog("INVITE", sequence, true, body, headers);

/** CANCEL and the ACK of a refusal belong to the INVITE's transaction: they carry its Via, which the last answer repeats. */
export const cancel = (number: string): Step => `<send retrans="500">${message(`CANCEL sip:${number}@[remote_ip]:[remote_port] SIP/2.0`, ["[last_Via:]", ...common("CANCEL", 1, `To: <sip:${number}@[remote_ip]:[remote_port]>`)], "")}</send>`;
export const ackRefusal = (number: string): Step => `<send>${message(`ACK sip:${number}@[remote_ip]:[remote_port] SIP/2.0`, ["[last_Via:]", ...common("ACK", 1, "[last_To:]")], "")}</send>`;

/** Waits for an answer; `has`: what must stand in it. */
export const answer = (status: number, options: { optional?: boolean; has?: string; timeoutMs?: number; onTimeout?: string; timed?: boolean } = {}): Step =>
  `<recv response="${status}"${options.optional ? ' optional="true"' : ""}${status === 200 ? ' rrs="true"' : ""}${options.timed ? ' rtd="1"' : ""}${options.timeoutMs === undefined ? "" : ` timeout="${options.timeoutMs}"`}${options.onTimeout === undefined ? "" : ` ontimeout="${options.onTimeout}"`}>${check(options.has)}</recv>`;
/** Whatever tells how the call goes on, before its answer. */
export const progress: Step = [100, 180, 183].map((status) => answer(status, { optional: true })).join("\n");

/** Waits for a request of the far side. */
export const request = (method: string, options: { has?: string; timeoutMs?: number } = {}): Step =>
  `<recv request="${method}" rrs="true"${options.timeoutMs === undefined ? "" : ` timeout="${options.timeoutMs}"`}>${check(options.has)}</recv>`;
/** The called one's ACK, and then his own BYE: it has the parties of the call the other way round. */
export const ackThenBye = (afterMs: number): Step =>
  [
    '<recv request="ACK" rrs="true"><action><ereg regexp="&lt;.*" search_in="hdr" header="From:" assign_to="caller"/><ereg regexp="&lt;.*" search_in="hdr" header="To:" assign_to="called"/></action></recv>',
    pause(afterMs),
    `<send retrans="500">${message("BYE [next_url] SIP/2.0", [newVia, "[routes]", "From: [$called]", "To: [$caller]", "Call-ID: [call_id]", "CSeq: 9 BYE", "Max-Forwards: 70"], "")}</send>`,
    answer(200),
  ].join("\n");

let expressions = 0;
function check(pattern: string | undefined): string {
  if (pattern === undefined) return "";
  expressions += 1;
  // SIPp insists that a variable is used.
  return `<action><ereg regexp="${escaped(pattern)}" search_in="msg" check_it="true" assign_to="found${expressions}"/><log message="found [$found${expressions}]"/></action>`;
}

/** Answers the request that came last. */
export const reply = (status: string, body = "", headers: readonly string[] = []): Step =>
  `<send>${message(`SIP/2.0 ${status}`, ["[last_Via:]", "[last_Record-Route:]", "[last_From:]", status.startsWith("100") ? "[last_To:]" : "[last_To:];tag=[pid]S[call_number]", "[last_Call-ID:]", "[last_CSeq:]", "Contact: <sip:carrier@[local_ip]:[local_port]>", ...headers], body)}</send>`;
/** Within a call the tag is there already. */
export const okay = (body = ""): Step => `<send>${message("SIP/2.0 200 OK", ["[last_Via:]", "[last_Record-Route:]", "[last_From:]", "[last_To:]", "[last_Call-ID:]", "[last_CSeq:]", "Contact: <sip:carrier@[local_ip]:[local_port]>"], body)}</send>`;

export const pause = (ms: number): Step => `<pause milliseconds="${ms}"/>`;
export const play: Step = '<nop><action><exec play_pcap_audio="voice.pcap"/></action></nop>';
export const label = (id: string): Step => `<label id="${id}"/>`;

export type ScenarioResult = {
  ok: boolean;
  /** Why not; empty when all went well. */
  log: string;
  /** Everything that went over the wire, as SIPp saw it. */
  messages: string;
  /** Milliseconds from the INVITE to the timed answer, one a call, in no order. */
  answeredMs: readonly number[];
};

/** Runs `steps` as `calls` calls, at `rate` a second. Needs root: captures are sent from a raw socket. */
export async function runScenario(options: { host: string; port?: number; to?: { host: string; port: number }; steps: readonly Step[]; voice?: Buffer; calls?: number; rate?: number; timeoutMs: number }): Promise<ScenarioResult> {
  const folder = await mkdtemp(join(tmpdir(), "zvon-sipp-"));
  try {
    await writeFile(join(folder, "scenario.xml"), `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="steps">\n${options.steps.join("\n")}\n</scenario>\n`);
    if (options.voice !== undefined) await writeFile(join(folder, "voice.pcap"), options.voice);
    const mediaPort = await freeMediaPort(options.host);
    const port = options.port ?? (await freeUdpPort(options.host));
    const args = [
      ...(options.to === undefined ? [] : [`${options.to.host}:${options.to.port}`]),
      ...["-sf", "scenario.xml", "-nostdin", "-i", options.host, "-p", String(port), "-mi", options.host, "-mp", String(mediaPort)],
      ...["-m", String(options.calls ?? 1), "-r", String(options.rate ?? 10)],
      ...["-trace_err", "-error_file", join(folder, "errors.log"), "-trace_msg", "-message_file", join(folder, "messages.log"), "-trace_rtt", "-rtt_freq", "1"],
    ];
    const result = await runCommand("sipp", args, { timeoutMs: options.timeoutMs, cwd: folder });
    const text = async (name: string): Promise<string> => readFile(join(folder, name), "utf8").catch(() => "");
    const ok = result.code === 0;
    return { ok, log: ok ? "" : `sipp ended with ${result.code}\n${(await text("errors.log")).slice(0, 3_000)}\n${result.stdout.slice(-1_500)}\n${result.stderr}`, messages: await text("messages.log"), answeredMs: await responseTimes(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** SIPp names the file itself; columns: date, milliseconds, which timer. */
async function responseTimes(folder: string): Promise<number[]> {
  const name = (await readdir(folder)).find((one) => one.endsWith("_rtt.csv"));
  if (name === undefined) return [];
  const rows = (await readFile(join(folder, name), "utf8")).split("\n").slice(1);
  return rows.flatMap((row) => (row === "" ? [] : [Number(row.split(";")[1])]));
}
