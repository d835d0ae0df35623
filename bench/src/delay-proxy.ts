/** TCP through user space with a delay each way: a network's round trip between two programs of one machine. */
import { connect, createServer, type Socket } from "node:net";

export type DelayProxy = { url: string; close(): Promise<void> };

/** @param roundTripMs half of it each way; timers of one length keep their order, and so do the bytes */
export async function startDelayProxy(targetPort: number, roundTripMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const delayed = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    const later = (run: () => void) => setTimeout(run, roundTripMs / 2);
    from.on("data", (bytes) => later(() => to.writable && to.write(bytes)));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      later(() => to.destroy());
    });
  };
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    delayed(near, far);
    delayed(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
