/** What has happened on this node since it started, by name and one bounded label each: for Prometheus. */

/** Name → label and help. Every label's values are a closed list of the program, never words of a caller or a tenant. */
const series = {
  zvon_node_calls_ended_total: { label: "reason", help: "Calls that ended, by end reason." },
  zvon_node_calls_refused_total: { label: "why", help: "Calls that this node did not take: full, draining, hurried, known, or refused by the edge." },
  zvon_node_transfers_total: { label: "result", help: "Callers handed on, by what became of it." },
  zvon_node_untaken_total: { label: "result", help: "Callers whom no bot took: forwarded, told why, refused, or gone before." },
  zvon_node_unrecorded_total: { label: "why", help: "Calls that were to be recorded and were not: the disk was full or its file could not be made." },
  zvon_node_facts_lost_total: { label: "where", help: "Calls whose last facts neither the edge nor the disk could take." },
  zvon_node_exchange_events_total: { label: "kind", help: "Events of the exchange: handled, ignored on purpose, unknown." },
  zvon_node_phone_connections_total: { label: "what", help: "Connections of telephones in browsers: passed to the exchange, refused and why, or ended for silence." },
  zvon_node_listeners_total: { label: "state", help: "People of the team at calls: came to listen (or listened on, after they had talked), talked to the caller, went." },
  zvon_node_sockets_refused_total: { label: "why", help: "Connections of browsers that were refused: too many in all or of one address, a page of another origin, no good ticket." },
  zvon_node_calls_taken_up_total: { label: "result", help: "Calls of an earlier run of this node: taken up, or gone." },
} as const;
export type CounterName = keyof typeof series;
export const counterNames = Object.keys(series) as readonly CounterName[];

export interface Counters {
  add(name: CounterName, label: string): void;
  /** Prometheus text format 0.0.4; a series that has no sample yet is left out. */
  text(): string;
}

/** More values of a label than any list here has: a mistake, which must not fill memory. */
const mostLabels = 40;

export function createCounters(): Counters {
  const counts = new Map<CounterName, Map<string, number>>();
  return {
    add(name, label) {
      const values = counts.get(name) ?? new Map<string, number>();
      counts.set(name, values);
      if (!values.has(label) && values.size >= mostLabels) return;
      values.set(label, (values.get(label) ?? 0) + 1);
    },
    text: () =>
      [...counts].map(([name, values]) => {
        const { label, help } = series[name];
        return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${[...values].map(([value, count]) => `${name}{${label}="${value}"} ${count}\n`).join("")}`;
      }).join(""),
  };
}
