import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Autosave, same, settle } from "../../static/staff/typing/autosave.js";
import { Clock, settled } from "./clock.js";

const PAUSE = 700;

// A server with one text per key, and the page that types into it.
class Server {
  constructor(keys) {
    this.rows = Object.fromEntries(keys.map((key) => [key, { version: 0, text: "" }]));
    this.requests = [];
    this.down = false; // nothing arrives
    this.mute = false; // it arrives, the answer does not
    this.refuses = new Set();
  }

  save(key, version, text) {
    const row = this.rows[key];
    if (this.refuses.has(key)) return { outcome: "refused", problems: ["Phiếu đã khóa."] };
    if (row.text === text) return { outcome: "unchanged", version: row.version };
    if (row.version !== version)
      return { outcome: "stale", version: row.version, theirs: { a: row.text } };
    this.rows[key] = { version: version + 1, text };
    return { outcome: "saved", version: version + 1 };
  }

  receive(entries) {
    this.requests.push(entries.map(({ key, sent }) => `${key}=${sent.a}`).join(" "));
    if (this.down) throw new Error("Mất kết nối");
    const answers = entries.map(({ key, version, sent }) => this.save(key, version, sent.a));
    if (this.mute) throw new Error("Mất kết nối");
    return answers;
  }
}

const entryOf = (key) => {
  const entry = { key, fields: ["a"], version: 0, saved: { a: "" }, text: "" };
  entry.read = () => ({ a: entry.text });
  return entry;
};

function page(keys, options = {}) {
  const clock = new Clock();
  const server = new Server(keys);
  const entries = keys.map(entryOf);
  const made = { clock, server, entries, kept: null, outcomes: [], shown: 0 };
  made.autosave = new Autosave(entries, {
    pause: PAUSE,
    clock,
    keep: (unsaved) => {
      made.kept = unsaved.map(({ key, version, text }) => [key, version, text]);
    },
    show: () => {
      made.shown += 1;
    },
    deliver: async (waiting) => {
      await settled();
      const answers = server.receive(waiting);
      waiting.forEach((entry, at) => {
        made.outcomes.push(settle(entry, answers[at]));
      });
    },
    ...options,
  });
  made.type = (entry, text) => {
    entry.text = text;
    made.autosave.changed(entry);
  };
  return made;
}

// Long enough for one sending and its answer, not for the next one.
const sent = (one) => one.clock.pass(PAUSE);

describe("typing", () => {
  let one;
  beforeEach(() => {
    one = page(["r", "s"]);
  });

  test("is sent a moment after the last key, once", async () => {
    const [row] = one.entries;
    one.type(row, "8");
    await one.clock.pass(PAUSE - 1);
    one.type(row, "86");
    await one.clock.pass(PAUSE - 1);
    assert.deepEqual(one.server.requests, []);
    await one.clock.pass(1);
    await settled();
    assert.deepEqual(one.server.requests, ["r=86"]);
    assert.equal(row.version, 1);
    assert.deepEqual(one.autosave.unsaved(), []);
    assert.deepEqual(one.clock.pending, []);
  });

  test("is kept in the browser at once, and dropped there when the server has it", async () => {
    const [row] = one.entries;
    one.type(row, "8");
    assert.deepEqual(one.kept, [["r", 0, "8"]]);
    await sent(one);
    await settled();
    assert.deepEqual(one.kept, []);
  });

  test("what is typed while a request is on its way is sent after it, never beside it", async () => {
    const [row] = one.entries;
    one.type(row, "8");
    one.clock.pass(PAUSE);
    assert.equal(one.autosave.sending, true);
    one.type(row, "86");
    await one.autosave.send();
    assert.equal(one.server.requests.length, 0);
    await one.clock.pass(PAUSE);
    await one.clock.pass(PAUSE);
    assert.deepEqual(one.server.requests, ["r=8", "r=86"]);
    assert.equal(one.server.rows.r.text, "86");
    assert.equal(row.version, 2);
  });

  test("taken back before it was sent asks for nothing", async () => {
    one.type(one.entries[0], "8");
    one.type(one.entries[0], "");
    await sent(one);
    assert.deepEqual(one.server.requests, []);
  });

  test("blanks count as nothing typed where nothing is saved", () => {
    assert.ok(same(["a", "b"], { a: "" }, { b: undefined }));
    assert.ok(!same(["a"], { a: "0" }, {}));
  });
});

describe("a dropped line", () => {
  test("is tried again at 2, 4, 8 … s and at most every minute, and then all is saved", async () => {
    const one = page(["r", "s"]);
    one.server.down = true;
    one.type(one.entries[0], "8");
    one.type(one.entries[1], "9");
    await sent(one);
    await settled();
    const waits = [];
    for (let count = 0; count < 7; count += 1) {
      assert.equal(one.clock.pending.length, 1);
      waits.push(one.clock.pending[0]);
      await one.clock.pass(waits.at(-1));
      await settled();
    }
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    assert.equal(one.autosave.trouble, "Mất kết nối");
    assert.deepEqual(one.kept, [
      ["r", 0, "8"],
      ["s", 0, "9"],
    ]);
    one.server.down = false;
    await one.clock.pass(60_000);
    await settled();
    assert.equal(one.autosave.trouble, "");
    assert.deepEqual(one.server.rows, {
      r: { version: 1, text: "8" },
      s: { version: 1, text: "9" },
    });
    assert.deepEqual(one.kept, []);
  });

  test("typing again does not wait for the next try", async () => {
    const one = page(["r"]);
    one.server.down = true;
    one.type(one.entries[0], "8");
    await one.clock.pass(20_000);
    one.server.down = false;
    one.type(one.entries[0], "86");
    await sent(one);
    await settled();
    assert.equal(one.server.rows.r.text, "86");
  });
});

describe("an answer that got lost", () => {
  test("what was typed since is no conflict with oneself", async () => {
    const one = page(["r"]);
    const [row] = one.entries;
    one.server.mute = true;
    one.type(row, "8");
    await sent(one);
    await settled();
    assert.equal(one.server.rows.r.text, "8");
    one.server.mute = false;
    one.type(row, "86");
    await one.clock.pass(10_000);
    assert.deepEqual(one.outcomes, ["overtaken", "saved"]);
    assert.equal(one.server.rows.r.text, "86");
  });

  test("what was taken back since is taken back on the server too", async () => {
    const one = page(["r"]);
    const [row] = one.entries;
    one.server.mute = true;
    one.type(row, "8");
    await sent(one);
    await settled();
    one.server.mute = false;
    one.type(row, "");
    assert.equal(one.autosave.unsaved().length, 1);
    await one.clock.pass(10_000);
    assert.equal(one.server.rows.r.text, "");
    assert.deepEqual(one.autosave.unsaved(), []);
  });
});

describe("many entries", () => {
  test("go in portions, one after the other", async () => {
    const keys = Array.from({ length: 95 }, (_, at) => `u${at}`);
    const one = page(keys, { atOnce: 40, between: 50 });
    for (const entry of one.entries) entry.text = "1";
    one.autosave.changed();
    await sent(one);
    await one.clock.pass(49);
    assert.equal(one.server.requests.length, 1);
    await one.clock.pass(51);
    assert.deepEqual(
      one.server.requests.map((request) => request.split(" ").length),
      [40, 40, 15],
    );
    assert.deepEqual(one.autosave.unsaved(), []);
  });
});

describe("somebody else's version", () => {
  test("is a conflict: nothing is sent until its typist chooses, then mine goes over theirs", async () => {
    const one = page(["r", "s"]);
    const [row, other] = one.entries;
    one.server.rows.r = { version: 1, text: "70" };
    one.type(row, "86");
    one.type(other, "5");
    await sent(one);
    await one.clock.pass(60_000);
    assert.deepEqual(one.outcomes, ["conflict", "saved"]);
    assert.deepEqual(one.server.requests, ["r=86 s=5"]);
    assert.equal(row.conflict, true);
    assert.deepEqual(row.saved, { a: "70" });
    assert.deepEqual(one.kept, [["r", 1, "86"]]);
    row.conflict = false;
    one.autosave.changed();
    await sent(one);
    await settled();
    assert.equal(one.server.rows.r.text, "86");
  });

  test("that says the same is none", async () => {
    const one = page(["r"]);
    const row = one.entries[0];
    row.unanswered = [];
    row.text = "70";
    row.sent = { a: "7" };
    const told = settle(row, { outcome: "stale", version: 3, theirs: { a: "70" } });
    assert.equal(told, "overtaken");
    assert.equal(row.version, 3);
    assert.equal(row.conflict, undefined);
    assert.deepEqual(one.autosave.unsaved(), []);
  });

  test("that is one's own earlier save is none", () => {
    const one = page(["r"]);
    const row = one.entries[0];
    row.text = "8";
    row.sent = row.read();
    settle(row, { outcome: "saved", version: 1 });
    row.text = "86";
    assert.equal(settle(row, { outcome: "stale", version: 2, theirs: { a: "8" } }), "overtaken");
    assert.equal(row.version, 2);
  });
});

describe("a refusal", () => {
  test("is not sent again until it is typed into; the others go on", async () => {
    const one = page(["r", "s"]);
    const [row, other] = one.entries;
    one.server.refuses.add("r");
    one.type(row, "8");
    await sent(one);
    await one.clock.pass(60_000);
    assert.deepEqual(one.server.requests, ["r=8"]);
    assert.equal(one.autosave.unsaved().length, 1);
    assert.deepEqual(one.kept, [["r", 0, "8"]]);
    one.type(other, "5");
    await sent(one);
    await settled();
    assert.deepEqual(one.server.requests, ["r=8", "s=5"]);
    one.server.refuses.clear();
    one.type(row, "9");
    await sent(one);
    await settled();
    assert.equal(one.server.rows.r.text, "9");
  });
});

describe("coming back", () => {
  const fill = (entry, values) => {
    entry.text = values.a;
  };

  test("what the browser kept is put back and saved", async () => {
    const one = page(["r", "s"]);
    const kept = {
      r: { version: 0, values: { a: "86" } },
      s: { version: 0, values: { a: "" } },
      gone: { version: 4, values: { a: "1" } },
    };
    assert.equal(one.autosave.restore(kept, fill), 1);
    one.autosave.changed();
    await sent(one);
    await settled();
    assert.equal(one.server.rows.r.text, "86");
    assert.deepEqual(one.kept, []);
  });

  test("keeps the version its typist saw: when somebody saved since, both are shown", async () => {
    const one = page(["r"]);
    const [row] = one.entries;
    one.server.rows.r = { version: 5, text: "70" };
    Object.assign(row, { version: 5, saved: { a: "70" }, text: "70" });
    one.autosave.restore({ r: { version: 4, values: { a: "86" } } }, fill);
    one.autosave.changed();
    await sent(one);
    await settled();
    assert.deepEqual(one.outcomes, ["conflict"]);
    assert.equal(one.server.rows.r.text, "70");
  });
});

describe("leaving", () => {
  const leave = (target) => {
    const event = new Event("beforeunload", { cancelable: true });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };

  test("asks while something is unsaved, and only then", async () => {
    const one = page(["r"]);
    const target = new EventTarget();
    one.autosave.guard(target);
    assert.equal(leave(target), false);
    one.type(one.entries[0], "8");
    assert.equal(leave(target), true);
    await sent(one);
    await settled();
    assert.equal(leave(target), false);
  });

  test("does not ask when the form takes everything along", () => {
    const one = page(["r"]);
    const target = new EventTarget();
    one.autosave.guard(target, { leaving: () => true });
    one.type(one.entries[0], "8");
    assert.equal(leave(target), false);
    one.autosave.stop();
    assert.deepEqual(one.clock.pending, []);
  });

  test("a line that is back is used at once", async () => {
    const one = page(["r"]);
    const target = new EventTarget();
    one.autosave.guard(target);
    one.server.down = true;
    one.type(one.entries[0], "8");
    await one.clock.pass(30_000);
    one.server.down = false;
    target.dispatchEvent(new Event("online"));
    await one.clock.pass(0);
    assert.equal(one.server.rows.r.text, "8");
  });
});
