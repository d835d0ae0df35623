/**
 * The product's edge with the bench in the place of its media node: the bench holds the control socket, is told of the
 * calls that the API starts, and gets what opens their links.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { createLog } from "@zvon/media-node/src/log.ts";
import { connectControl } from "@zvon/media-node/src/node-link/control.ts";
import { z } from "zod";
import { startProduct } from "../../e2e/src/testing.ts";

export type EdgeUnderTest = {
  url: string;
  port: number;
  /** Where it keeps its databases. */
  folder: string;
  /** Of workerd. */
  pid(): number | null;
  /** Starts a call by the API; `open` makes its media ready and says at which port. */
  startCall(bot: string, callerPort: number, open: (grant: LinkGrant) => Promise<number>): Promise<LinkGrant>;
  call(id: string): Promise<{ status: string; detail: string | null }>;
  close(): Promise<void>;
};

/** @param options.fsyncDelayMs added to each fsync of workerd; null: the disk as it is */
export async function startEdgeUnderTest(options: { fsyncDelayMs: number | null }): Promise<EdgeUnderTest> {
  const product = await startProduct(options.fsyncDelayMs === null ? {} : { fsyncDelayMs: options.fsyncDelayMs });
  const { resident, api } = product;
  await resident.node.kill();
  const { nodeToken } = z.object({ nodeToken: z.string() }).parse(JSON.parse(readFileSync(path.join(resident.dataDir, "secrets.json"), "utf8")));
  const live = new Set<string>();
  let opening: { open: (grant: LinkGrant) => Promise<number>; placed: (grant: LinkGrant) => void; failed: (error: unknown) => void } | null = null;
  const control = connectControl({
    edgeUrl: resident.url,
    token: nodeToken,
    hello: () => ({ version: "bench", capacity: 200, ways: ["rtp"], calls: [...live] }),
    beat: () => ({ calls: live.size, telephony: "none" }),
    onPlace({ grant }) {
      const current = opening;
      if (current === null) return;
      live.add(grant.callId);
      current.open(grant).then((port) => {
        control.send({ type: "placed", callId: grant.callId, media: { rtp: { host: "127.0.0.1", port, codec: "pcmu", dtmfPayloadType: 101 }, browser: null } });
        current.placed(grant);
      }, current.failed);
    },
    onHangup: () => undefined,
    onProbe: () => Promise.resolve(),
    random: Math.random,
    log: createLog(() => undefined),
  });
  await control.ready;
  return {
    url: resident.url,
    port: Number(new URL(resident.url).port),
    folder: path.join(resident.dataDir, "edge"),
    pid: () => resident.edge.pid,
    async startCall(bot, callerPort, open) {
      const placed = new Promise<LinkGrant>((resolve, reject) => (opening = { open, placed: resolve, failed: reject }));
      await api.startCall({ bot, language: "ru", via: "rtp", from: "bench", rtp: { host: "127.0.0.1", port: callerPort, codec: "pcmu" } });
      return placed;
    },
    call: (id) => api.call(id),
    async close() {
      control.close();
      await product.close();
    },
  };
}
