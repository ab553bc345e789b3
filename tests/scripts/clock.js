// A clock that stands still until a test moves it, in place of setTimeout and clearTimeout.

export class Clock {
  constructor() {
    this.now = 0;
    this.timers = new Map();
    this.count = 0;
  }

  setTimeout(action, delay) {
    this.count += 1;
    this.timers.set(this.count, { at: this.now + delay, action });
    return this.count;
  }

  clearTimeout(number) {
    this.timers.delete(number);
  }

  // When the next timers ring, from now.
  get pending() {
    return [...this.timers.values()].map(({ at }) => at - this.now).sort((a, b) => a - b);
  }

  // Let time pass; what rings on the way is done, with everything it waits for.
  async pass(milliseconds) {
    const until = this.now + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= until);
      if (!due.length) break;
      const [number, { at, action }] = due.sort(([, a], [, b]) => a.at - b.at)[0];
      this.timers.delete(number);
      this.now = at;
      action();
      await settled();
    }
    this.now = until;
    await settled();
  }
}

// Everything that waits for nothing but promises has happened.
export const settled = () => new Promise((done) => setImmediate(done));
