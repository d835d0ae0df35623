/** Against a bare HTTP/2 server, which can be as wrong as a middlebox or a broken vendor is. */
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { connect, createServer as createTcpServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../audio/provider-error.ts";
import { createGrpcChannel, GrpcUnreachableError, type GrpcCall, type GrpcChannel } from "./grpc.ts";
import { createLab, until, type Lab } from "./testing/vendor-lab.ts";

const go = new AbortController().signal;
const grpcHeaders = { ":status": 200, "content-type": "application/grpc" };
const framed = (text: string, flag = 0): Buffer => {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
};

let server: Http2Server;
let sessions: Set<ServerHttp2Session>;
let behave: (stream: ServerHttp2Stream) => void;
let lab: Lab;
let channel: GrpcChannel;
beforeEach(async () => {
  sessions = new Set();
  server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", (stream) => {
    stream.on("error", () => undefined);
    behave(stream);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  lab = createLab({ access: { key: "" }, model: null, language: "ru" });
  channel = createGrpcChannel({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, who: "Vendor", vendorLine: lab.line() });
});
afterEach(async () => {
  channel.close();
  await until(() => sessions.size === 0);
  expect(lab.clock.armed()).toBe(0);
  await lab.close();
  await new Promise((closed) => server.close(closed));
});

const answer = (frames: Buffer[], trailers: Record<string, string | number> | null) => (stream: ServerHttp2Stream) => {
  stream.respond(grpcHeaders, { waitForTrailers: trailers !== null });
  if (trailers !== null) stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  for (const frame of frames) stream.write(frame);
  stream.end();
};
async function ask(signal = go): Promise<string[]> {
  const call = channel.call("/vendor.Service/Method", async () => ({ authorization: "key" }), signal);
  try {
    call.end();
    const answers: string[] = [];
    for await (const message of call.answers()) answers.push(Buffer.from(message).toString());
    return answers;
  } finally {
    call.leave();
  }
}

describe("a gRPC stream", () => {
  it("gives messages whole, however they were cut", async () => {
    const bytes = Buffer.concat([framed("one"), framed(""), framed("three")]);
    behave = (stream) => {
      stream.respond(grpcHeaders, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": 0 }));
      for (const byte of bytes) stream.write(Buffer.of(byte));
      stream.end();
    };
    expect(await ask()).toEqual(["one", "", "three"]);
    behave = answer([bytes], { "grpc-status": 0 });
    expect(await ask()).toEqual(["one", "", "three"]);
  });

  it("sends metadata and framed messages, and half-closes", async () => {
    const got: Buffer[] = [];
    let headers: Record<string, unknown> = {};
    behave = (stream) => {
      stream.on("data", (part: Buffer) => got.push(part));
      stream.on("end", () => answer([], { "grpc-status": 0 })(stream));
    };
    server.once("stream", (_stream, sent) => {
      headers = sent;
    });
    const call = channel.call("/vendor.Service/Method", async () => ({ authorization: "key" }), go);
    call.send(Buffer.from("one"));
    call.send(Buffer.from("two"));
    call.end();
    call.send(Buffer.from("dropped"));
    for await (const _ of call.answers()) throw new Error("no answer was to come");
    call.leave();
    expect(Buffer.concat(got)).toEqual(Buffer.concat([framed("one"), framed("two")]));
    expect(headers).toMatchObject({ ":method": "POST", ":path": "/vendor.Service/Method", te: "trailers", authorization: "key" });
  });

  it.each([
    [3, "bad_request", false],
    [4, "timeout", true],
    [7, "unauthorised", false],
    [8, "rate_limited", true],
    [13, "failed", true],
    [14, "failed", true],
    [16, "unauthorised", false],
  ] as const)("ends with the status %i as %s, the vendor's words in the cause alone", async (status, code, retryable) => {
    behave = answer([framed("one")], { "grpc-status": status, "grpc-message": "%D0%BA%D0%BB%D1%8E%D1%87 100%" });
    await expect(ask()).rejects.toMatchObject({ name: "ProviderError", code, retryable, message: expect.not.stringContaining("100"), cause: { message: expect.stringContaining("100%") } });
  });

  it("understands a status that comes without anything before it", async () => {
    behave = (stream) => stream.respond({ ...grpcHeaders, "grpc-status": "16", "grpc-message": "no%20key" }, { endStream: true });
    await expect(ask()).rejects.toMatchObject({ code: "unauthorised", cause: { message: "16 no key" } });
  });

  it("is broken off when it ends without a status, or is reset", async () => {
    behave = answer([framed("one")], null);
    await expect(ask()).rejects.toMatchObject({ code: "failed", retryable: true });
    behave = (stream) => stream.close(7);
    await expect(ask()).rejects.toMatchObject({ code: "failed", retryable: true });
  });

  it("can't be read when it is compressed or too large for a message", async () => {
    behave = answer([framed("one", 1)], { "grpc-status": 0 });
    await expect(ask()).rejects.toMatchObject({ code: "bad_answer" });
    behave = answer([Buffer.of(0, 0xff, 0xff, 0xff, 0xff)], { "grpc-status": 0 });
    await expect(ask()).rejects.toMatchObject({ code: "bad_answer" });
  });

  it("tells a middlebox that speaks HTTP alone from the vendor's own refusals", async () => {
    behave = (stream) => {
      stream.respond({ ":status": 200, "content-type": "text/html" });
      stream.end("<html>");
    };
    await expect(ask()).rejects.toBeInstanceOf(GrpcUnreachableError);
    behave = (stream) => {
      stream.respond({ ":status": 503, "content-type": "text/plain" });
      stream.end("busy");
    };
    await expect(ask()).rejects.toMatchObject({ code: "failed", cause: { message: "503 busy" } });
  });

  it("is called off at the vendor as soon as it is left", async () => {
    let reset: number | undefined;
    behave = (stream) => stream.on("close", () => (reset = stream.rstCode));
    const stop = new AbortController();
    const call = channel.call("/vendor.Service/Method", async () => ({}), stop.signal);
    await until(() => call.asked());
    const reason = new Error("hung up");
    stop.abort(reason);
    await expect(call.answers()[Symbol.asyncIterator]().next()).rejects.toBe(reason);
    call.leave();
    await until(() => reset !== undefined);
    expect(reset).toBe(8);
  });

  it("holds the vendor back while nobody reads, and loses nothing", async () => {
    const many = Array.from({ length: 500 }, (_, n) => framed(String(n)));
    behave = answer([Buffer.concat(many)], { "grpc-status": 0 });
    const call = channel.call("/vendor.Service/Method", async () => ({}), go);
    call.end();
    const answers: string[] = [];
    for await (const message of call.answers()) {
      answers.push(Buffer.from(message).toString());
      await new Promise((resolve) => setImmediate(resolve));
    }
    call.leave();
    expect(answers).toEqual(many.map((_, n) => String(n)));
  });

  it("fails when the vendor takes nothing more of what it is sent", async () => {
    behave = (stream) => stream.pause();
    const call = channel.call("/vendor.Service/Method", async () => ({}), go);
    await until(() => call.asked());
    for (let n = 0; n < 200 && !call.over(); n++) call.send(Buffer.alloc(16_000));
    await expect(call.answers()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "timeout" });
    call.leave();
  });
});

describe("a gRPC connection", () => {
  it("is one for many streams, and opened once for those that begin together", async () => {
    behave = answer([framed("one")], { "grpc-status": 0 });
    await Promise.all([channel.open(go), ask(), ask(), ask()]);
    expect(await ask()).toEqual(["one"]);
    expect(sessions.size).toBe(1);
  });

  it("is made anew after the vendor said goodbye, while its last stream ends in peace", async () => {
    let held: ServerHttp2Stream | null = null;
    behave = (stream) => {
      held = stream;
      stream.respond(grpcHeaders, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": 0 }));
    };
    const last = ask();
    await until(() => held !== null);
    const first = [...sessions][0];
    first?.goaway(0);
    behave = answer([framed("new")], { "grpc-status": 0 });
    await expect.poll(async () => (await ask(), sessions.size)).toBe(2);
    (held as ServerHttp2Stream | null)?.end(framed("old"));
    expect(await last).toEqual(["old"]);
    await until(() => sessions.size === 1);
  });

  it("is given up after a time-out of one of its streams: it may be half open", async () => {
    behave = () => undefined;
    const call: GrpcCall = channel.call("/vendor.Service/Method", async () => ({}), go);
    await until(() => call.asked());
    call.fail(new ProviderError("late", { code: "timeout", retryable: true }));
    call.leave();
    await until(() => sessions.size === 0);
    behave = answer([framed("one")], { "grpc-status": 0 });
    expect(await ask()).toEqual(["one"]);
  });

  it("that died unseen is found by a ping with the next stream, in 1.5 s", async () => {
    // A relay that can fall silent as a forgotten NAT entry does.
    let silent = false;
    const port = (server.address() as AddressInfo).port;
    const relay = createTcpServer((client) => {
      const upstream = connect(port, "127.0.0.1");
      client.on("data", (part) => !silent && upstream.write(part));
      upstream.on("data", (part) => !silent && client.write(part));
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.destroy());
    });
    await new Promise<void>((listening) => relay.listen(0, "127.0.0.1", listening));
    const relayed = createGrpcChannel({ url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, who: "Vendor", vendorLine: lab.line() });
    behave = answer([framed("one")], { "grpc-status": 0 });
    const own = channel;
    channel = relayed;
    expect(await ask()).toEqual(["one"]);
    silent = true;
    const { result, tookMs } = await lab.clock.runUntil(ask());
    expect(result).toMatchObject({ status: "rejected", reason: { code: "failed", retryable: true } });
    expect(tookMs).toBeLessThanOrEqual(1_540);
    silent = false;
    expect(await ask()).toEqual(["one"]);
    relayed.close();
    channel = own;
    await new Promise((closed) => relay.close(closed));
  });

  it("can't be made to what does not speak HTTP/2, or does not speak at all", async () => {
    for (const said of ["HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", null]) {
      const deaf = createTcpServer((socket) => {
        socket.on("error", () => undefined);
        socket.on("data", () => (said === null ? undefined : socket.end(said)));
      });
      await new Promise<void>((listening) => deaf.listen(0, "127.0.0.1", listening));
      const other = createGrpcChannel({ url: `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`, who: "Vendor", vendorLine: lab.line() });
      const { result, tookMs } = await lab.clock.runUntil(other.open(go));
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(GrpcUnreachableError) });
      expect(tookMs).toBeLessThanOrEqual(2_540);
      other.close();
      await new Promise((closed) => deaf.close(closed));
    }
  });

  it("takes no more calls when it was closed, and fails those under way", async () => {
    behave = () => undefined;
    const asking = ask();
    const ending = asking.catch((error: unknown) => error);
    await until(() => sessions.size === 1);
    channel.close();
    expect(await ending).toMatchObject({ code: "closed" });
    await expect(ask()).rejects.toMatchObject({ code: "closed" });
  });

  it("ends the wait for it at once when the caller hangs up", async () => {
    const stop = new AbortController();
    const opening = channel.open(stop.signal);
    const reason = new Error("hung up");
    stop.abort(reason);
    await expect(opening).rejects.toBe(reason);
    await channel.open(go);
  });
});
