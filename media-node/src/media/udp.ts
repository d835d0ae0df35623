/** UDP sockets of the media thread. */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";

/** Ports tried before giving up; with half of a range taken, failing takes bad luck of 1 in 4 billion. */
const TRIES = 32;

/**
 * Binds a socket to any port, or to a free even port of the range (RFC 3550 section 11: RTP lives on even ports).
 * @throws the socket's error, EADDRINUSE when no port of the range was free in so many tries.
 */
export async function bindUdp(
  host: string,
  range: { min: number; max: number } | null,
  random: () => number,
): Promise<Socket> {
  if (!range) return bindOnce(host, 0);
  const even = Math.floor((range.max - range.min) / 2) + 1;
  let failure: unknown = null;
  for (let n = 0; n < TRIES; n++) {
    try {
      return await bindOnce(host, range.min + 2 * Math.floor(random() * even));
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function bindOnce(host: string, port: number): Promise<Socket> {
  const family = isIPv6(host) ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? "udp6" : "udp4",
    // Remotes are addresses, never names. The default lookup goes through the thread pool for each datagram.
    lookup: (address, _options, found) => found(null, address, family),
  });
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}
