/**
 * A telephone for tests: SIP over UDP and G.711, scripted by the test and able to converse, because it hears.
 * It plays the carrier's side of a trunk: it calls the product, and it is called. SIPp stands beside it as
 * the foreign implementation; this one answers what it hears.
 */
import { createSocket } from "node:dgram";
import { randomBytes } from "node:crypto";
import { addressIn, branchOf, formatSip, headerOf, headersOf, hostPortIn, parseSip, type SipHeader, type SipMessage, type SipRequest, type SipResponse, userIn } from "./message.ts";
import { openPhoneAudio, type PhoneAudio } from "./phone-audio.ts";
import { type AudioCodec, formatSdp, parseSdp } from "./sdp.ts";

/** RFC 3261 T1 is 500 ms; on loopback a lost datagram means a full buffer, so try again sooner. */
const RESEND_MS = 200;
const RESENDS = 20;
const REASONS: Readonly<Record<number, string>> = { 100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 404: "Not Found", 480: "Temporarily Unavailable", 481: "No Such Call", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 503: "Service Unavailable", 603: "Decline" };

/** `status` is the final SIP status; 200 for a call that was answered and then ended. */
export type CallEnd = { by: "far" | "us"; status: number; reasonHeader: string };

export type Phone = {
  number: string;
  from: string;
  audio: PhoneAudio;
  /** Provisional statuses seen or sent, with wall-clock offsets from the INVITE in ms. */
  progress: readonly { status: number; afterMs: number }[];
  /** The codec in use, once answered. */
  codec(): AudioCodec | null;
  /** Where our sound goes, once answered. */
  remote(): { host: string; port: number } | null;
  /** Resolves with the final status: 200 when answered. */
  answered: Promise<number>;
  ended: Promise<CallEnd>;
  /** BYE when answered; CANCEL (or 480 as the called one) before. */
  hangup(): Promise<CallEnd>;
};

export type RingingPhone = Phone & {
  ring(): void;
  /** 183 with a description: what is said from now on is heard by whoever listens before the answer. */
  early(): void;
  accept(codec?: AudioCodec): void;
  /** 486 busy, 603 decline, 480 unavailable, 404 no such number, 487 … */
  reject(status: number): void;
};

export type UserAgent = {
  host: string;
  port: number;
  call(to: { host: string; port: number; number: string; from: string; codecs?: readonly AudioCodec[]; headers?: readonly SipHeader[] }): Promise<Phone>;
  /** What to do with calls that arrive; without a handler they get 480. */
  onCall(handler: (phone: RingingPhone) => void): void;
  close(): Promise<void>;
};

type Dialog = {
  callId: string;
  localTag: string;
  remoteTag: string;
  localUri: string;
  remoteUri: string;
  target: string;
  peer: { host: string; port: number };
  /** Record-Route of proxies on the way, in the order that our requests take (RFC 3261, 12.1). */
  routes: readonly string[];
  sequence: number;
  state: "early" | "answered" | "ended";
  audio: PhoneAudio;
  receive(message: SipMessage): void;
};

const token = (): string => randomBytes(6).toString("hex");

/** Splits answers into ones awaited. */
const promised = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
};

export const startUserAgent = async (options: { host: string; port?: number }): Promise<UserAgent> => {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 19 });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(options.port ?? 0, options.host, resolve);
  });
  const { port } = socket.address();
  const contact = `<sip:test@${options.host}:${port}>`;
  const dialogs = new Map<string, Dialog>();
  const resending = new Set<NodeJS.Timeout>();
  let onInvite: ((phone: RingingPhone) => void) | null = null;
  let closed = false;

  const send = (message: SipMessage, to: { host: string; port: number }): void => {
    if (!closed) socket.send(formatSip(message), to.port, to.host);
  };

  /** Sends until the returned function is called, or hope is lost. */
  const sendUntil = (message: SipMessage, to: { host: string; port: number }): (() => void) => {
    let left = RESENDS;
    send(message, to);
    const timer = setInterval(() => {
      if (left-- > 0) send(message, to);
      else stop();
    }, RESEND_MS);
    resending.add(timer);
    const stop = (): void => {
      clearInterval(timer);
      resending.delete(timer);
    };
    return stop;
  };

  const requestIn = (dialog: Dialog, method: string, sequence: number, branch: string, extra: readonly SipHeader[] = [], body = ""): SipRequest => ({
    kind: "request",
    method,
    uri: dialog.target,
    headers: [
      ["via", `SIP/2.0/UDP ${options.host}:${port};branch=${branch}`],
      ["max-forwards", "70"],
      ["from", `<${dialog.localUri}>;tag=${dialog.localTag}`],
      ["to", dialog.remoteTag === "" ? `<${dialog.remoteUri}>` : `<${dialog.remoteUri}>;tag=${dialog.remoteTag}`],
      ["call-id", dialog.callId],
      ["cseq", `${sequence} ${method}`],
      ["contact", contact],
      ...dialog.routes.map((route): SipHeader => ["route", route]),
      ...extra,
      ...(body === "" ? [] : [["content-type", "application/sdp"] as const]),
    ],
    body,
  });

  const responseTo = (request: SipRequest, status: number, localTag: string, body = ""): SipResponse => ({
    kind: "response",
    status,
    reason: REASONS[status] ?? "Status",
    headers: [
      ...headersOf(request, "via").map((via): SipHeader => ["via", via]),
      ...headersOf(request, "record-route").map((route): SipHeader => ["record-route", route]),
      ["from", headerOf(request, "from")],
      ["to", /;tag=/.test(headerOf(request, "to")) || status === 100 ? headerOf(request, "to") : `${headerOf(request, "to")};tag=${localTag}`],
      ["call-id", headerOf(request, "call-id")],
      ["cseq", headerOf(request, "cseq")],
      ...(status < 300 ? [["contact", contact] as const] : []),
      ...(body === "" ? [] : [["content-type", "application/sdp"] as const]),
    ],
    body,
  });

  const newBranch = (): string => `z9hG4bK${token()}`;

  /** BYE and what follows are alike on both sides of a call. */
  const answeredCall = (dialog: Dialog, end: (how: CallEnd) => void) => {
    let stopBye: (() => void) | null = null;
    return {
      bye: (): void => {
        if (stopBye !== null || dialog.state !== "answered") return;
        dialog.sequence += 1;
        stopBye = sendUntil(requestIn(dialog, "BYE", dialog.sequence, newBranch()), dialog.peer);
      },
      receive: (message: SipMessage): void => {
        if (message.kind === "request" && message.method === "BYE") {
          send(responseTo(message, 200, dialog.localTag), dialog.peer);
          stopBye?.();
          end({ by: "far", status: 200, reasonHeader: headerOf(message, "reason") });
        } else if (message.kind === "response" && headerOf(message, "cseq").endsWith("BYE") && message.status >= 200) {
          stopBye?.();
          end({ by: "us", status: 200, reasonHeader: "" });
        }
      },
    };
  };

  const ending = (dialog: Dialog, audio: PhoneAudio) => {
    const ended = promised<CallEnd>();
    return {
      ended: ended.promise,
      end: (how: CallEnd): void => {
        if (dialog.state === "ended") return;
        dialog.state = "ended";
        audio.close();
        ended.resolve(how);
      },
    };
  };

  const call: UserAgent["call"] = async (to) => {
    const audio = await openPhoneAudio(options.host);
    const codecs = to.codecs ?? ["alaw", "ulaw"];
    const started = performance.now();
    const progress: { status: number; afterMs: number }[] = [];
    const answered = promised<number>();
    let codec: AudioCodec | null = null;
    let remote: { host: string; port: number } | null = null;
    let cancelled = false;
    const branch = newBranch();
    const dialog: Dialog = {
      callId: `${token()}@${options.host}`,
      localTag: token(),
      remoteTag: "",
      localUri: `sip:${to.from}@${options.host}`,
      remoteUri: `sip:${to.number}@${to.host}:${to.port}`,
      target: `sip:${to.number}@${to.host}:${to.port}`,
      peer: { host: to.host, port: to.port },
      routes: [],
      sequence: 1,
      state: "early",
      audio,
      receive: () => undefined,
    };
    const { ended, end } = ending(dialog, audio);
    const established = answeredCall(dialog, end);
    const invite = requestIn(dialog, "INVITE", 1, branch, to.headers ?? [], formatSdp({ host: options.host, port: audio.port, codecs }));
    const stopInvite = sendUntil(invite, dialog.peer);
    let stopCancel: (() => void) | null = null;

    const onFinal = (response: SipResponse): void => {
      stopInvite();
      stopCancel?.();
      dialog.remoteTag = /;tag=([^;]+)/.exec(headerOf(response, "to"))?.[1] ?? "";
      if (response.status >= 300) {
        // The ACK of a refusal belongs to the INVITE's transaction (RFC 3261, 17.1.1.3).
        send(requestIn(dialog, "ACK", 1, branch), dialog.peer);
        answered.resolve(response.status);
        end({ by: cancelled ? "us" : "far", status: response.status, reasonHeader: headerOf(response, "reason") });
        return;
      }
      dialog.target = addressIn(headerOf(response, "contact"));
      dialog.routes = headersOf(response, "record-route").toReversed();
      send(requestIn(dialog, "ACK", 1, newBranch()), dialog.peer);
      if (dialog.state !== "early") return;
      dialog.state = "answered";
      const media = parseSdp(response.body);
      codec = media?.codecs[0] ?? null;
      remote = media === null ? null : { host: media.host, port: media.port };
      if (media !== null && codec !== null) audio.connect({ host: media.host, port: media.port, codec, eventsType: media.eventsType });
      answered.resolve(200);
      // Answered while our CANCEL was on its way: the caller still wants out.
      if (cancelled) established.bye();
    };

    dialog.receive = (message) => {
      if (message.kind === "response" && headerOf(message, "cseq") === "1 INVITE") {
        stopInvite();
        if (message.status < 200) progress.push({ status: message.status, afterMs: performance.now() - started });
        else onFinal(message);
      } else if (message.kind === "response" && headerOf(message, "cseq").endsWith("CANCEL")) stopCancel?.();
      else established.receive(message);
    };
    dialogs.set(dialog.callId, dialog);
    return {
      number: to.number,
      from: to.from,
      audio,
      progress,
      codec: () => codec,
      remote: () => remote,
      answered: answered.promise,
      ended,
      hangup: () => {
        if (dialog.state === "answered") established.bye();
        else if (dialog.state === "early" && !cancelled) {
          cancelled = true;
          stopCancel = sendUntil(requestIn({ ...dialog, remoteTag: "" }, "CANCEL", 1, branch), dialog.peer);
        }
        return ended;
      },
    };
  };

  const incoming = async (invite: SipRequest, peer: { host: string; port: number }): Promise<void> => {
    const audio = await openPhoneAudio(options.host);
    const started = performance.now();
    const progress: { status: number; afterMs: number }[] = [];
    const answered = promised<number>();
    const offer = parseSdp(invite.body);
    let codec: AudioCodec | null = null;
    let stopFinal: (() => void) | null = null;
    let final: SipResponse | null = null;
    const dialog: Dialog = {
      callId: headerOf(invite, "call-id"),
      localTag: token(),
      remoteTag: /;tag=([^;]+)/.exec(headerOf(invite, "from"))?.[1] ?? "",
      localUri: addressIn(headerOf(invite, "to")),
      remoteUri: addressIn(headerOf(invite, "from")),
      target: addressIn(headerOf(invite, "contact")),
      peer,
      routes: headersOf(invite, "record-route"),
      sequence: 1,
      state: "early",
      audio,
      receive: () => undefined,
    };
    const { ended, end } = ending(dialog, audio);
    const established = answeredCall(dialog, end);
    const provisional = (status: number): void => {
      progress.push({ status, afterMs: performance.now() - started });
      send(responseTo(invite, status, dialog.localTag), peer);
    };
    const conclude = (status: number, body = ""): void => {
      if (final !== null) return;
      final = responseTo(invite, status, dialog.localTag, body);
      stopFinal = sendUntil(final, peer);
      answered.resolve(status);
    };
    const reject = (status: number): void => {
      conclude(status);
      end({ by: "us", status, reasonHeader: "" });
    };
    dialog.receive = (message) => {
      if (message.kind === "request" && message.method === "ACK") stopFinal?.();
      else if (message.kind === "request" && message.method === "INVITE") send(final ?? responseTo(message, 100, dialog.localTag), peer);
      else if (message.kind === "request" && message.method === "CANCEL") {
        send(responseTo(message, 200, dialog.localTag), peer);
        conclude(487);
        end({ by: "far", status: 487, reasonHeader: headerOf(message, "reason") });
      } else established.receive(message);
    };
    dialogs.set(dialog.callId, dialog);
    send(responseTo(invite, 100, dialog.localTag), peer);
    const phone: RingingPhone = {
      number: userIn(invite.uri),
      from: userIn(headerOf(invite, "from")),
      audio,
      progress,
      codec: () => codec,
      remote: () => (codec === null || offer === null ? null : { host: offer.host, port: offer.port }),
      answered: answered.promise,
      ended,
      ring: () => provisional(180),
      early: () => {
        const chosen = offer?.codecs[0];
        if (dialog.state !== "early" || offer === null || chosen === undefined) return;
        codec = chosen;
        audio.connect({ host: offer.host, port: offer.port, codec: chosen, eventsType: offer.eventsType });
        progress.push({ status: 183, afterMs: performance.now() - started });
        send(responseTo(invite, 183, dialog.localTag, formatSdp({ host: options.host, port: audio.port, codecs: [chosen] })), peer);
      },
      accept: (wanted) => {
        if (dialog.state !== "early") return;
        const chosen = offer?.codecs.find((one) => wanted === undefined || one === wanted);
        if (offer === null || chosen === undefined) return reject(488);
        codec = chosen;
        dialog.state = "answered";
        audio.connect({ host: offer.host, port: offer.port, codec: chosen, eventsType: offer.eventsType });
        conclude(200, formatSdp({ host: options.host, port: audio.port, codecs: [chosen] }));
      },
      reject,
      hangup: () => {
        if (dialog.state === "answered") established.bye();
        else if (dialog.state === "early") reject(480);
        return ended;
      },
    };
    if (onInvite === null) phone.reject(480);
    else onInvite(phone);
  };

  socket.on("message", (datagram, from) => {
    const message = parseSip(datagram.toString("utf8"));
    if (message === null) return;
    const peer = { host: from.address, port: from.port };
    const dialog = dialogs.get(headerOf(message, "call-id"));
    if (dialog !== undefined) return dialog.receive(message);
    if (message.kind === "response") return;
    if (message.method === "INVITE" && branchOf(message) !== "" && hostPortIn(addressIn(headerOf(message, "contact"))) !== null) void incoming(message, peer);
    else if (message.method === "OPTIONS") send(responseTo(message, 200, token()), peer);
    else if (message.method !== "ACK") send(responseTo(message, 481, token()), peer);
  });

  return {
    host: options.host,
    port,
    call,
    onCall: (handler) => {
      onInvite = handler;
    },
    close: async () => {
      closed = true;
      for (const timer of resending) clearInterval(timer);
      for (const dialog of dialogs.values()) if (dialog.state !== "ended") dialog.audio.close();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
};
