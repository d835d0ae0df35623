/** A TCP proxy on loopback that can break what passes it, as networks do. */
import { createServer, connect, type Socket } from "node:net";

export type CutProxy = {
  port: number;
  /** Breaks every connection and refuses new ones until mend(). */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

export const startCutProxy = async (target: { host: string; port: number }): Promise<CutProxy> => {
  const open = new Set<Socket>();
  let broken = false;
  const server = createServer((near) => {
    if (broken) return near.destroy();
    const far = connect(target.port, target.host);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one);
      one.pipe(other);
      // The other half learns of it by its own close.
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut: () => {
      broken = true;
      breakAll();
    },
    mend: () => {
      broken = false;
    },
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
