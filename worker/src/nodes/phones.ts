/** Telephones of operators in browsers at the node's exchange: rows that are told to it whole, after its hello and after each change. */
import { maxNodePhones } from "@zvon/contract/operators-api.ts";
import type { NodePhone } from "@zvon/contract/operators-api.ts";
import type { ControlSocket } from "./control-socket.ts";

export const phonesMigration = "CREATE TABLE phones (id TEXT PRIMARY KEY, password TEXT NOT NULL, until_ms INTEGER NOT NULL);";

export interface Phones {
  /** Until it is closed or its time is over. @throws Error when there are too many. */
  open(phone: NodePhone & { untilMs: number }): void;
  /** Idempotent. */
  close(id: string): void;
  /** A node that is away hears it after its hello. */
  tell(): void;
}

export function createPhones({ sql, now, control }: { sql: SqlStorage; now: () => number; control: ControlSocket }): Phones {
  const phones: Phones = {
    open({ id, password, untilMs }) {
      sql.exec("DELETE FROM phones WHERE until_ms <= ?", now());
      if (sql.exec<{ n: number }>("SELECT count(*) AS n FROM phones").one().n >= maxNodePhones) throw new Error("the node has too many telephones");
      sql.exec("INSERT OR REPLACE INTO phones (id, password, until_ms) VALUES (?, ?, ?)", id, password, untilMs);
      phones.tell();
    },
    close(id) {
      if (sql.exec("DELETE FROM phones WHERE id = ? RETURNING id", id).toArray().length > 0) phones.tell();
    },
    tell() {
      const current = control.current();
      if (current === null || current.sight.hello === null) return;
      control.send(current.socket, { type: "phones", phones: sql.exec<{ id: string; password: string }>("SELECT id, password FROM phones WHERE until_ms > ? ORDER BY id", now()).toArray() });
    },
  };
  return phones;
}
