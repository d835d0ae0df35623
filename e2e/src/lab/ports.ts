import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** A TCP port that was free a moment ago. Whoever takes it must cope with having lost the race. */
export const freeTcpPort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/** As freeTcpPort, for UDP. */
export const freeUdpPort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(0, host, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

const mostTries = 50;

/** SIPp wants an even port for its RTP; the one below an odd free port may be taken. */
export async function freeMediaPort(host: string): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const port = await freeUdpPort(host);
    if (port % 2 === 0) return port;
  }
  throw new Error(`no even UDP port of ${host} was free`);
}
