/** Timers that go when a test says so. */
export function clockwork() {
  let now = 1_000_000;
  let id = 0;
  const timers = new Map();
  return {
    now: () => now,
    chance: () => 0.5,
    after(milliseconds, act) {
      id += 1;
      const mine = id;
      timers.set(mine, { at: now + milliseconds, act });
      return () => timers.delete(mine);
    },
    /** Let so much time pass, and everything happen that falls due in it. */
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [first] = [...timers].filter(([, { at }]) => at <= end).sort((one, other) => one[1].at - other[1].at || one[0] - other[0]);
        if (!first) break;
        timers.delete(first[0]);
        now = Math.max(now, first[1].at);
        first[1].act();
      }
      now = end;
    },
  };
}
