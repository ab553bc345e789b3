import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import { connect } from "../../static/staff/typing/cells.js";

// As much of a page as a grid needs: inputs that can be focused, events that reach the form and the document.
class Input {
  constructor(page, name) {
    Object.assign(this, { page, name, type: "text", value: "", selected: false });
  }
  get selectionStart() {
    return 0;
  }
  get selectionEnd() {
    return this.value.length;
  }
  focus() {
    this.page.focused = this;
    this.page.send(this.page.form, "focusin", { target: this });
  }
  select() {
    this.selected = true;
  }
  closest() {
    return this;
  }
}

class Listeners {
  constructor() {
    this.of = {};
  }
  addEventListener(name, action) {
    this.of[name] = action;
  }
}

function gridOf(page, tables, options) {
  const cells = new Set(tables.flat(2).filter(Boolean));
  return {
    tables,
    isCell: (input) => cells.has(input),
    read: (input) => input.value,
    put: (input, text) => {
      input.value = text;
    },
    pasted: (_, text) => text.replace(".", ","),
    reset: (input) => {
      input.value = "saved";
    },
    changed: (inputs) => page.changes.push(inputs.map(({ name }) => name)),
    tell: (...told) => {
      page.told = told;
    },
    ...options,
  };
}

function pageOf(options = () => ({})) {
  const page = { form: new Listeners(), focused: null, changes: [], told: [] };
  page.send = (place, name, event) => {
    const sent = { prevented: false, ...event };
    sent.preventDefault = () => {
      sent.prevented = true;
    };
    place.of[name](sent);
    return sent.prevented;
  };
  page.cells = ["a1", "b1", "a2", "b2"].map((name) => new Input(page, name));
  const [a1, b1, a2, b2] = page.cells;
  connect(
    page.form,
    gridOf(
      page,
      [
        [
          [a1, b1],
          [a2, b2],
        ],
      ],
      options(page),
    ),
  );
  page.key = (target, key, more = {}) => page.send(page.form, "keydown", { target, key, ...more });
  page.paste = (target, text) =>
    page.send(document, "paste", { target, clipboardData: { getData: () => text } });
  page.texts = () => page.cells.map(({ value }) => value);
  return page;
}

const body = { closest: () => null };

beforeEach(() => {
  globalThis.document = new Listeners();
  document.createElement = () => new Listeners();
});
afterEach(() => {
  delete globalThis.document;
});

describe("the keyboard", () => {
  test("moves, and the cell that is reached is selected", () => {
    const page = pageOf();
    const [a1, b1, a2] = page.cells;
    assert.equal(page.key(a1, "Enter"), true);
    assert.equal(page.focused, a2);
    assert.ok(a2.selected);
    page.key(a1, "ArrowRight");
    assert.equal(page.focused, b1);
    page.key(b1, "ArrowUp");
    assert.equal(page.focused, b1);
  });

  test("Escape gives back what is saved", () => {
    const page = pageOf();
    const [a1] = page.cells;
    a1.value = "8";
    assert.equal(page.key(a1, "Escape"), false);
    assert.equal(a1.value, "saved");
    assert.deepEqual(page.changes, [["a1"]]);
  });

  test("keys of the browser and of other fields are left alone", () => {
    const page = pageOf();
    const [a1] = page.cells;
    for (const held of ["altKey", "ctrlKey", "metaKey", "isComposing"])
      assert.equal(page.key(a1, "Enter", { [held]: true }), false);
    assert.equal(page.key(new Input(page, "search"), "Enter"), false);
    assert.equal(page.focused, null);
  });

  test("typing is told, of cells only", () => {
    const page = pageOf();
    page.send(page.form, "input", { target: page.cells[1] });
    page.send(page.form, "input", { target: new Input(page, "search") });
    assert.deepEqual(page.changes, [["b1"]]);
  });
});

describe("the clipboard", () => {
  test("a block is put where the caret stands, told, and can be taken back", () => {
    const page = pageOf();
    const [a1] = page.cells;
    a1.value = "old";
    assert.equal(page.paste(a1, "1.5\t2\n3\t4\n"), true);
    assert.deepEqual(page.texts(), ["1,5", "2", "3", "4"]);
    assert.deepEqual(page.changes, [["a1", "b1", "a2", "b2"]]);
    const [text, undo] = page.told;
    assert.equal(text, "Đã dán 2 dòng.");
    undo.of.click();
    assert.deepEqual(page.texts(), ["old", "", "", ""]);
    assert.equal(page.changes.length, 2);
    assert.deepEqual(page.told, [""]);
  });

  test("a block that does not fit changes nothing", () => {
    const page = pageOf();
    const [, , a2] = page.cells;
    assert.equal(page.paste(a2, "1\n2"), true);
    assert.deepEqual(page.texts(), ["", "", "", ""]);
    assert.deepEqual(page.changes, []);
    assert.match(page.told[0], /chưa dán gì/);
  });

  test("pasted outside the grid it goes to the last cell, or to the first there is", () => {
    const page = pageOf();
    assert.equal(page.paste(body, "1\n2"), false, "no cell was chosen");
    page.cells[1].focus();
    assert.equal(page.paste(body, "1\n2"), true);
    assert.deepEqual(page.texts(), ["", "1", "", "2"]);
    const other = pageOf((made) => ({ first: made.cells[0] }));
    assert.equal(other.paste(body, "1\n2"), true);
    assert.deepEqual(other.texts(), ["1", "", "2", ""]);
  });

  test("one text in a cell is the browser's to put there; in a choice it is not", () => {
    const page = pageOf((made) => ({ first: made.cells[0] }));
    const [a1, b1] = page.cells;
    assert.equal(page.paste(a1, "7"), false);
    assert.equal(page.paste(body, "7"), false);
    b1.type = "select-one";
    assert.equal(page.paste(b1, "7"), true);
    assert.deepEqual(page.texts(), ["", "7", "", ""]);
  });

  test("other fields and an empty clipboard are left alone", () => {
    const page = pageOf((made) => ({ first: made.cells[0] }));
    assert.equal(page.paste(new Input(page, "search"), "1\n2"), false);
    assert.equal(page.paste(page.cells[0], " \n"), false);
    assert.deepEqual(page.texts(), ["", "", "", ""]);
  });
});
