// What was typed and is not saved yet: sent a moment after the last key, again and again until the server has it.
//
// An entry is what is saved as one (a row of the results, a score sheet). It has
//   key, version   its name, and the version of it that its typist saw
//   fields         the names of its cells; read() gives their texts as they stand on the page
//   saved          their texts as the server has them

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

export const same = (fields, one, other) =>
  fields.every((name) => (one[name] || "") === (other[name] || ""));

export class Autosave {
  // deliver(entries): send them and take in the answers; throws an Error whose message the person is told.
  // keep(entries): put the unsaved ones into this browser. show(): tell how things stand.
  // pause: ms after the last key; between: ms until the next sending while something is left; atOnce: entries in one.
  constructor(
    entries,
    { deliver, keep, show, pause, between = pause, atOnce = Infinity, clock = globalThis },
  ) {
    this.entries = entries.map((entry) => Object.assign(entry, { unanswered: [] }));
    Object.assign(this, { deliver, show, pause, between, atOnce, clock });
    this.keep = () => keep(this.unsaved());
    this.timer = 0;
    this.sending = false;
    this.wait = 0;
    this.trouble = "";
  }

  // A sending that got no answer may have arrived: then the server has it even after the typist took it back.
  unsaved() {
    return this.entries.filter(
      (entry) => entry.unanswered.length || !same(entry.fields, entry.read(), entry.saved),
    );
  }

  // An entry with a conflict waits for its typist's choice, a refused one until it is typed into again.
  waiting() {
    return this.unsaved().filter((entry) => !entry.conflict && !entry.refused);
  }

  changed(entry = null) {
    if (entry) entry.refused = false;
    this.keep();
    this.schedule(this.pause);
    this.show();
  }

  schedule(delay) {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.send(), delay);
  }

  // The form itself takes everything along.
  stop() {
    this.clock.clearTimeout(this.timer);
  }

  async send() {
    const now = this.waiting().slice(0, this.atOnce);
    if (this.sending || !now.length) return;
    this.sending = true;
    this.show();
    for (const entry of now) entry.sent = entry.read();
    try {
      await this.deliver(now);
      this.trouble = "";
      this.wait = 0;
    } catch (problem) {
      for (const entry of now) entry.unanswered.push(entry.sent);
      this.trouble = problem.message;
      this.wait = Math.min(Math.max(this.wait * 2, FIRST_WAIT), LONGEST_WAIT);
    }
    this.sending = false;
    this.keep();
    this.show();
    if (this.waiting().length) this.schedule(this.wait || this.between);
  }

  // Put back what this browser kept; `fill(entry, values)` writes it into the page. Gives how many entries that were.
  // Their version is the one their typist saw: when somebody saved since, both versions are shown.
  restore(kept, fill) {
    const found = this.entries.filter(
      (entry) => kept[entry.key] && !same(entry.fields, kept[entry.key].values, entry.saved),
    );
    for (const entry of found) {
      fill(entry, kept[entry.key].values);
      entry.version = kept[entry.key].version;
    }
    return found.length;
  }

  // Leaving the page asks first while something is unsaved, unless the form itself takes it along.
  guard(page, { leaving = () => false } = {}) {
    page.addEventListener("beforeunload", (event) => {
      if (!leaving() && this.unsaved().length) event.preventDefault();
    });
    page.addEventListener("online", () => this.schedule(0));
  }
}

// Take in what became of one sent entry: "saved", "refused", "conflict" (somebody else's version stands and differs:
// the typist chooses) or "overtaken" (the server's version was another, but nothing of anybody's is at stake).
export function settle(entry, answer) {
  const own = [entry.acknowledged, ...entry.unanswered];
  entry.unanswered = [];
  if (answer.outcome === "refused") {
    entry.refused = true;
    return "refused";
  }
  entry.version = answer.version;
  if (answer.outcome !== "stale") {
    entry.saved = entry.acknowledged = entry.sent;
    return "saved";
  }
  entry.saved = answer.theirs;
  const ownEarlierSave = own.some((values) => values && same(entry.fields, answer.theirs, values));
  if (ownEarlierSave || same(entry.fields, entry.read(), answer.theirs)) return "overtaken";
  entry.conflict = true;
  return "conflict";
}
