/**
 * A tenant's own calendar that speaks the calendar protocol (docs/guides/tools): one address, told {action, …} by POST.
 * Written from the guide, for tests and for trying a bot without a calendar.
 */
import { z } from "zod";
import { parsedJson } from "../core/json.ts";
import { answerJson, readBody, serve } from "../core/serve.ts";

/**
 * `server_error` 503 and nothing done · `lost_answer` does it and never answers · `slow` (`ms` before the answer) ·
 * `garbage` does it and answers no JSON · `lies` does it and answers another shape · `double` does not know the key of a
 * request that it has had · `hang` never answers, nothing done · `drop` closes without a word.
 */
export type CalendarFault = { kind: "server_error" | "lost_answer" | "slow" | "garbage" | "lies" | "double" | "hang" | "drop"; /** So many requests; absent: until it is taken away. */ times?: number; /** Of `slow`. */ ms?: number };
export type StandInAppointment = { key: string; resource: string; when: string; phone: string; caller: string; name: string };
export type CalendarStandIn = {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly key: string;
  fault(fault: CalendarFault | null): void;
  /** What stands, in the order it was booked. */
  booked(): StandInAppointment[];
  /** Bodies as they came, with the key of the request, newest last. */
  asked(): { idempotencyKey: string | null; body: Record<string, unknown> }[];
  close(): Promise<void>;
};

const text = z.string().default("");
const requestSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("check_availability"), resource: z.string(), date: z.string().optional(), time: z.string().optional(), when: z.string().optional() }),
  z.object({ action: z.literal("book_appointment"), resource: z.string(), when: z.string(), name: text, phone: text, caller: text }),
  z.object({ action: z.literal("cancel_appointment"), resource: z.string(), when: z.string().optional(), caller: text }),
]);

/** @param free every time there is, in order: "2026-11-23T15:00". */
export async function startCalendar({ free, key = "calendar-key-of-the-stand-in", port }: { free: string[]; key?: string; port?: number }): Promise<CalendarStandIn> {
  const standing: StandInAppointment[] = [];
  const done = new Map<string, unknown>();
  const asked: { idempotencyKey: string | null; body: Record<string, unknown> }[] = [];
  let fault: CalendarFault | null = null;
  let left = Number.POSITIVE_INFINITY;
  const takeFault = (): CalendarFault | null => {
    if (fault === null || left <= 0) return null;
    left -= 1;
    return fault;
  };
  const open = (resource: string): string[] => free.filter((when) => !standing.some((one) => one.resource === resource && one.when === when));

  function answerTo(body: z.infer<typeof requestSchema>, idempotencyKey: string | null): unknown {
    switch (body.action) {
      case "check_availability": {
        const date = body.when?.slice(0, 10) ?? body.date;
        const time = body.when?.slice(11) ?? body.time;
        const fits = (when: string) => (date === undefined || when.startsWith(date)) && (time === undefined || when.endsWith(time));
        return { free: open(body.resource).some(fits), next: open(body.resource).filter((when) => date === undefined || when >= date).slice(0, 5) };
      }
      case "book_appointment":
        if (!open(body.resource).includes(body.when)) return { status: "taken", next: open(body.resource).slice(0, 3) };
        standing.push({ key: idempotencyKey ?? "", resource: body.resource, when: body.when, phone: body.phone, caller: body.caller, name: body.name });
        return { status: "booked", when: body.when };
      case "cancel_appointment": {
        const own = standing.filter((one) => one.resource === body.resource && body.caller !== "" && (one.caller === body.caller || one.phone === body.caller) && (body.when === undefined || one.when === body.when));
        const [first, ...more] = own;
        if (first === undefined) return { status: "none" };
        if (more.length > 0) return { status: "several", whens: own.map((one) => one.when) };
        standing.splice(standing.indexOf(first), 1);
        return { status: "cancelled", when: first.when };
      }
    }
  }

  const server = await serve({
    port,
    async request(request, response) {
      const raw = parsedJson((await readBody(request)).toString("utf8"));
      const header = request.headers["idempotency-key"];
      const idempotencyKey = typeof header === "string" ? header : null;
      if (request.headers.authorization !== `Bearer ${key}`) return answerJson(response, 401, { reason: "unknown key" });
      const body = requestSchema.safeParse(raw);
      asked.push({ idempotencyKey, body: typeof raw === "object" && raw !== null ? Object.fromEntries(Object.entries(raw)) : {} });
      if (!body.success) return answerJson(response, 400, { reason: "not a request of the protocol" });
      const now = takeFault();
      if (now?.kind === "server_error") return answerJson(response, 503, { reason: "try later" });
      if (now?.kind === "hang") return;
      if (now?.kind === "drop") return void response.destroy();
      if (now?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, now.ms ?? 3_000));
      const write = body.data.action !== "check_availability";
      const known = write && idempotencyKey !== null && now?.kind !== "double" ? done.get(idempotencyKey) : undefined;
      const answer = known ?? answerTo(body.data, idempotencyKey);
      if (write && idempotencyKey !== null) done.set(idempotencyKey, answer);
      if (now?.kind === "lost_answer") return;
      if (now?.kind === "garbage") return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Booked!</h1>");
      if (now?.kind === "lies") return answerJson(response, 200, { ok: "sure", free: "maybe", status: "perhaps" });
      answerJson(response, 200, answer);
    },
  });
  return {
    url: server.url,
    key,
    fault(next) {
      fault = next;
      left = next?.times ?? Number.POSITIVE_INFINITY;
    },
    booked: () => structuredClone(standing),
    asked: () => structuredClone(asked),
    close: () => server.close(),
  };
}
