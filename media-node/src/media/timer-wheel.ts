/** Jobs by the millisecond, all within one turn of the wheel: adding and taking cost the same however many legs run. */
const SLOTS = 128;

export interface TimerWheel<Job> {
  /** `dueMs` is an integer less than a turn ahead; what is due already goes to the next millisecond. */
  add(dueMs: number, job: Job): void;
  /** Takes all jobs due by then, the earliest first. */
  take(nowMs: number): Job[];
  /** When the next job is due; `null` when there is none. */
  next(): number | null;
}

export function createTimerWheel<Job>(startMs: number): TimerWheel<Job> {
  const slots: Job[][] = Array.from({ length: SLOTS }, () => []);
  let taken = Math.floor(startMs); // everything up to here is done
  let size = 0;
  return {
    add(dueMs, job) {
      const due = Math.min(Math.max(dueMs, taken + 1), taken + SLOTS);
      slots[due % SLOTS]?.push(job);
      size++;
    },
    take(nowMs) {
      const jobs: Job[] = [];
      // After a sleep longer than a turn every slot is due, once.
      if (nowMs - taken > SLOTS) taken = Math.floor(nowMs) - SLOTS;
      while (taken < Math.floor(nowMs)) {
        taken++;
        const slot = slots[taken % SLOTS];
        if (slot && slot.length > 0) {
          for (const job of slot) jobs.push(job);
          slot.length = 0;
        }
      }
      size -= jobs.length;
      return jobs;
    },
    next() {
      if (size === 0) return null;
      for (let at = taken + 1; at <= taken + SLOTS; at++) if ((slots[at % SLOTS]?.length ?? 0) > 0) return at;
      return null;
    },
  };
}
