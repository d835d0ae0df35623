/** What of the flow is open beside the drawing. */
export type Selection = { kind: "state"; name: string } | { kind: "edge"; from: string; to: string } | null;
