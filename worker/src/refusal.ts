/** A refusal that a client can understand: thrown anywhere, translated once at the edge of each protocol. */
export type FieldFault = { pointer: string; detail: string };
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 426 | 429 | 500 | 503;

/** A refusal that travels by throw from anywhere below a route; `code` is stable, `detail` is for people. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly code: string;
  readonly errors: FieldFault[] | undefined;

  constructor(status: RefusalStatus, code: string, detail: string, errors?: FieldFault[]) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export const notFound = (what: string): Refusal => new Refusal(404, "not_found", `There is no such ${what}.`);
