/**
 * Calls made by SIPp: an implementation that shares nothing with ours, for the proof that the product speaks
 * to phones it was not made for. It plays one continuous capture, like a real phone, and answers nothing it
 * hears; callers that converse are in user-agent.ts.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../lab/commands.ts";
import { freeMediaPort, freeUdpPort  } from "../lab/ports.ts";
import { encodeG711 } from "./g711.ts";
import { type AudioCodec, formatSdp, payloadTypes } from "./sdp.ts";

const FRAME = 160;
const EVENTS_TYPE = 101;
const DIGIT_FRAMES = 8;
const KEYS = "0123456789*#";

export type SippCall = {
  to: { host: string; port: number };
  number: string;
  from: string;
  /** The trunk's address: the only one calls are taken from. */
  host: string;
  codec: AudioCodec;
  /** 8 kHz; what the caller says from the answer on, silence afterwards. */
  audio: Int16Array;
  /** Keys pressed at these moments of the audio, 160 ms long; the audio pauses meanwhile, as phones do. */
  keys?: readonly { atMs: number; key: string }[];
  /** The caller hangs up so long after the answer; when the far side has hung up before, that is fine too. */
  hangupAfterMs: number;
};

/** `ok`: answered and ended as SIP wants it. `log` is for the eye when it is not. */
export type SippResult = { ok: boolean; log: string };

/** One RTP stream as a capture file: one source, one sequence, one clock throughout. */
export const rtpCapture = (codec: AudioCodec, samples: Int16Array, keys: readonly { atMs: number; key: string }[]): Buffer => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20); // Ethernet
  const parts: Buffer[] = [header];
  let sequence = 1_000;
  const packet = (frame: number, type: number, marker: boolean, stamp: number, payload: Uint8Array): void => {
    const udpLength = 8 + 12 + payload.length;
    const bytes = Buffer.alloc(16 + 14 + 20 + udpLength);
    bytes.writeUInt32LE(Math.floor(frame / 50), 0);
    bytes.writeUInt32LE((frame % 50) * 20_000, 4);
    bytes.writeUInt32LE(34 + udpLength, 8);
    bytes.writeUInt32LE(34 + udpLength, 12);
    bytes.writeUInt16BE(0x0800, 28); // IPv4
    bytes[30] = 0x45;
    bytes.writeUInt16BE(20 + udpLength, 32);
    bytes[38] = 64;
    bytes[39] = 17; // UDP
    bytes.writeUInt32BE(0x7f000001, 42);
    bytes.writeUInt32BE(0x7f000001, 46);
    bytes.writeUInt16BE(6_000, 50);
    bytes.writeUInt16BE(6_000, 52);
    bytes.writeUInt16BE(udpLength, 54);
    bytes[58] = 0x80;
    bytes[59] = type | (marker ? 0x80 : 0);
    bytes.writeUInt16BE(sequence++ & 0xffff, 60);
    bytes.writeUInt32BE(stamp >>> 0, 62);
    bytes.writeUInt32BE(0xdeadbeef, 66);
    bytes.set(payload, 70);
    parts.push(bytes);
  };
  const pressed = keys.map(({ atMs, key }) => ({ code: KEYS.indexOf(key), first: Math.round(atMs / 20) }));
  const lastKey = Math.max(0, ...pressed.map((key) => key.first + DIGIT_FRAMES));
  const frames = Math.max(Math.ceil(samples.length / FRAME), lastKey);
  for (let frame = 0; frame < frames; frame++) {
    const key = pressed.find((one) => frame >= one.first && frame < one.first + DIGIT_FRAMES);
    if (key === undefined) {
      const piece = new Int16Array(FRAME);
      piece.set(samples.subarray(frame * FRAME, (frame + 1) * FRAME));
      packet(frame, payloadTypes[codec], frame === 0, frame * FRAME, encodeG711(codec, piece));
      continue;
    }
    const held = frame - key.first;
    const last = held === DIGIT_FRAMES - 1;
    const duration = (held + 1) * FRAME;
    for (let copy = 0; copy < (last ? 3 : 1); copy++)
      packet(frame, EVENTS_TYPE, held === 0, key.first * FRAME, Uint8Array.of(key.code, (last ? 0x80 : 0) | 10, duration >> 8, duration & 0xff));
  }
  return Buffer.concat(parts);
};

const headers = (call: SippCall, method: string, sequence: number, to: string): string =>
  [
    `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]`,
    `From: <sip:${call.from}@[local_ip]:[local_port]>;tag=[pid]S[call_number]`,
    to,
    "Call-ID: [call_id]",
    `CSeq: ${sequence} ${method}`,
    "Contact: <sip:sipp@[local_ip]:[local_port]>",
    "Max-Forwards: 70",
  ].join("\n");

/** Ends the dialog that the far side's BYE closes. */
const okToBye = `<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>`;

const scenario = (call: SippCall): string => {
  const sdp = formatSdp({ host: "[media_ip]", port: 0, codecs: [call.codec] }).replace("m=audio 0", "m=audio [auto_media_port]").replaceAll("\r\n", "\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
INVITE sip:${call.number}@[remote_ip]:[remote_port] SIP/2.0
${headers(call, "INVITE", 1, `To: <sip:${call.number}@[remote_ip]:[remote_port]>`)}
Content-Type: application/sdp
Content-Length: [len]

${sdp}]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
${headers(call, "ACK", 1, "[last_To:]")}
[routes]
Content-Length: 0

]]></send>
  <nop><action><exec play_pcap_audio="voice.pcap"/></action></nop>
  <recv request="BYE" timeout="${call.hangupAfterMs}" ontimeout="1" next="2"/>
  <label id="1"/>
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
${headers(call, "BYE", 2, "[last_To:]")}
[routes]
Content-Length: 0

]]></send>
  <recv response="200" next="3"/>
  <label id="2"/>
  ${okToBye}
  <label id="3"/>
  <pause milliseconds="100"/>
</scenario>
`;
};

const flags = (values: Readonly<Record<string, string>>): string[] => Object.entries(values).flat();

const calleeScenario = (codec: AudioCodec): string => {
  const sdp = formatSdp({ host: "[media_ip]", port: 0, codecs: [codec] }).replace("m=audio 0", "m=audio [auto_media_port]").replaceAll("\r\n", "\n");
  const answer = (status: string, extra: string): string => `<send><![CDATA[
SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]SIPp[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:callee@[local_ip]:[local_port]>
${extra}]]></send>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="callee">
  <recv request="INVITE" crlf="true"/>
  ${answer("180 Ringing", "Content-Length: 0\n\n")}
  <pause milliseconds="300"/>
  ${answer("200 OK", `Content-Type: application/sdp\nContent-Length: [len]\n\n${sdp}`)}
  <recv request="ACK"/>
  <nop><action><exec play_pcap_audio="voice.pcap"/></action></nop>
  <recv request="BYE"/>
  ${okToBye}
  <pause milliseconds="100"/>
</scenario>
`;
};

/** Runs SIPp over a scenario and the voice it plays, both in a folder of their own. Needs root: captures are sent from a raw socket. */
const runSipp = async (options: { host: string; port: number; target: string[]; scenario: string; voice: Buffer; timeoutMs: number }): Promise<SippResult> => {
  const folder = await mkdtemp(join(tmpdir(), "zvon-sipp-"));
  try {
    await writeFile(join(folder, "voice.pcap"), options.voice);
    await writeFile(join(folder, "scenario.xml"), options.scenario);
    // Media takes this port and the next but one; both are even when the first is.
    const mediaPort = await freeMediaPort(options.host);
    const args = [
      ...options.target,
      "-sf",
      "scenario.xml",
      ...flags({ "-i": options.host, "-p": String(options.port), "-mi": options.host, "-mp": String(mediaPort), "-m": "1", "-error_file": join(folder, "errors.log") }),
      "-nostdin",
      "-trace_err",
    ];
    const result = await runCommand("sipp", args, { timeoutMs: options.timeoutMs, cwd: folder });
    const errors = await readFile(join(folder, "errors.log"), "utf8").catch(() => "");
    return { ok: result.code === 0, log: result.code === 0 ? "" : `sipp ended with ${result.code}\n${errors}\n${result.stdout.slice(-3_000)}\n${result.stderr}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** One call by SIPp, to its end. */
export const sippCall = async (call: SippCall): Promise<SippResult> =>
  runSipp({ host: call.host, port: await freeUdpPort(call.host), target: [`${call.to.host}:${call.to.port}`], scenario: scenario(call), voice: rtpCapture(call.codec, call.audio, call.keys ?? []), timeoutMs: call.hangupAfterMs + 40_000 });

/** SIPp waits for one call, rings, answers, speaks `audio` from the moment of the answer on, and waits for the far side's BYE. */
export const sippAnswer = (callee: { host: string; port: number; codec: AudioCodec; audio: Int16Array; timeoutMs: number }): Promise<SippResult> =>
  runSipp({ ...callee, target: [], scenario: calleeScenario(callee.codec), voice: rtpCapture(callee.codec, callee.audio, []) });
