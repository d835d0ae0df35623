/**
 * The request that a Durable Object gets for a WebSocket the Worker has authenticated. Built anew from the few headers
 * a handshake needs, so that nothing a client sent can pass for what only the Worker may say (`x-zvon-…`).
 */
export function upgradeFor(request: Request, path: string, claims: Record<string, string>): Request {
  const headers = new Headers({ upgrade: "websocket" });
  for (const name of ["connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  for (const [name, value] of Object.entries(claims)) headers.set(`x-zvon-${name}`, value);
  return new Request(`https://object.zvon${path}`, { headers });
}
