/**
 * Which channels and bridges of our application nobody owns. One look is not enough: a call that has just
 * come in is on Asterisk's list before its first event has reached us. So what is seen unowned twice in a
 * row is an orphan.
 */
export type Seen = { channels: readonly string[]; bridges: readonly string[] };

export const findOrphans = (
  seen: Seen,
  owned: { channels: ReadonlySet<string>; bridges: ReadonlySet<string> },
  suspects: ReadonlySet<string>,
): { hangUp: string[]; destroy: string[]; suspects: ReadonlySet<string> } => {
  const channels = seen.channels.filter((id) => !owned.channels.has(id));
  const bridges = seen.bridges.filter((id) => !owned.bridges.has(id));
  return {
    hangUp: channels.filter((id) => suspects.has(id)),
    destroy: bridges.filter((id) => suspects.has(id)),
    suspects: new Set([...channels, ...bridges]),
  };
};
