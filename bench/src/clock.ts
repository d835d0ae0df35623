/** One clock for all processes of this machine, ms: the system's monotonic one, so that times of two processes compare. */
export const machineMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;
