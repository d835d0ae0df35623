/** An edge that speaks the call link over TLS and answers at once with text nobody has said before. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseToEdge, type ToNode, type Welcome } from "@zvon/contract/call-link.ts";
import { newCallId } from "@zvon/contract/ids.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { WebSocketServer, type WebSocket } from "ws";

export type InstantEdge = {
  url: string;
  /** PEM the node has to trust (NODE_EXTRA_CA_CERTS). */
  certificateFile: string;
  grant(): LinkGrant;
  close(): Promise<void>;
};

const listen = { phrases: [], digits: null, keys: null };
const welcomeBody: Omit<Welcome, "epoch" | "stored" | "seen" | "turn" | "reply"> = {
  v: 1, type: "welcome", language: "en",
  voice: { provider: "instant", voice: "one", speed: 1 },
  stt: { provider: "instant", listens: [listen] },
  turnTaking: { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 },
  lostPlan: { fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "one moment", apology: "sorry" },
  recording: { path: "/recording", token: "bench" }, maxDurationMs: 7_200_000,
};

export async function startInstantEdge(): Promise<InstantEdge> {
  const folder = mkdtempSync(path.join(tmpdir(), "zvon-edge-"));
  const [key, certificateFile] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificateFile, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], { stdio: "pipe" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificateFile) });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket) => serve(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `https://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    certificateFile,
    grant() {
      const callId = newCallId(Date.now());
      return { callId, path: `/link/v1/calls/${callId}`, token: "bench", epochBase: 0 };
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let said = 0;

function serve(socket: WebSocket): void {
  let seen = 0;
  let reply = -1;
  const send = (message: ToNode) => socket.send(JSON.stringify(message));
  const say = (turn: number) => {
    reply += 1;
    said += 1;
    const text = `Sentence ${said} was never said before.`;
    send({ v: 1, type: "reply.text", reply, turn, seq: 0, text, voice: text, last: true, interruptible: true, language: "en", listen });
  };
  socket.on("message", (data) => {
    const text = data.toString();
    if (text === "ping") return socket.send("pong");
    const message = parseToEdge(text);
    if (message.type === "hello") return send({ ...welcomeBody, epoch: message.epoch, stored: seen, seen, turn: 0, reply });
    if (!("n" in message)) return;
    seen = message.n;
    send({ v: 1, type: "ack", stored: seen, seen });
    if (message.type === "call.answered") say(0);
    if (message.type === "turn.final") say(message.turn);
  });
}
