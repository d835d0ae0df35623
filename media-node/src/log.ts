/** Structured logs: one JSON line an event, a static message and fields. What callers say or are called stands only under `pii`. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  with(fields: Record<string, unknown>): Log;
}

export function createLog(write: (line: string) => void, base: Record<string, unknown> = {}): Log {
  const line = (level: string) => (message: string, fields: Record<string, unknown> = {}) => {
    const error = fields["error"];
    const told = error instanceof Error ? { ...fields, error: error.message, ...causeOf(error) } : fields;
    write(JSON.stringify({ at: new Date().toISOString(), level, message, ...base, ...told }));
  };
  return { info: line("info"), warn: line("warn"), error: line("error"), with: (fields) => createLog(write, { ...base, ...fields }) };
}

/** A vendor's own words about a request may quote it, and so the caller. */
function causeOf(error: Error): Record<string, unknown> {
  if (!(error.cause instanceof Error)) return {};
  return error.name === "ProviderError" ? { pii: { cause: error.cause.message } } : { cause: error.cause.message };
}
