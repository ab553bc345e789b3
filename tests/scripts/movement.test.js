import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { atEdge, nextCell, placeOf, step } from "../../static/staff/typing/movement.js";

const text = (value, start, end = start) => ({
  type: "text",
  value,
  selectionStart: start,
  selectionEnd: end,
});
const press = (key, target = text("86,4", 0, 4), shiftKey = false) =>
  step({ key, target, shiftKey });

describe("keys", () => {
  test("up, down and Enter leave a cell from anywhere inside it", () => {
    const inside = text("86,4", 2);
    assert.deepEqual(press("ArrowUp", inside), [-1, 0]);
    assert.deepEqual(press("ArrowDown", inside), [1, 0]);
    assert.deepEqual(press("Enter", inside), [1, 0]);
    assert.deepEqual(press("Enter", inside, true), [-1, 0]);
  });

  test("left and right leave only from the edge, or when all is selected", () => {
    assert.deepEqual(press("ArrowLeft"), [0, -1]);
    assert.deepEqual(press("ArrowRight"), [0, 1]);
    assert.equal(press("ArrowLeft", text("86,4", 2)), null);
    assert.equal(press("ArrowRight", text("86,4", 2)), null);
    assert.equal(press("ArrowRight", text("86,4", 0)), null);
    assert.deepEqual(press("ArrowLeft", text("86,4", 0)), [0, -1]);
    assert.deepEqual(press("ArrowRight", text("86,4", 4)), [0, 1]);
    assert.equal(press("ArrowRight", text("86,4", 1, 4)), null);
  });

  test("a choice and a box have no inside", () => {
    assert.ok(atEdge({ type: "select-one" }, true));
    assert.deepEqual(press("ArrowLeft", { type: "checkbox" }), [0, -1]);
  });

  test("an arrow with Shift selects text; other keys lead nowhere", () => {
    assert.equal(press("ArrowDown", text("86,4", 0, 4), true), null);
    assert.equal(press("Tab"), null);
    assert.equal(press("a"), null);
  });
});

describe("the next cell", () => {
  const [first, second] = [
    [
      ["a1", null, "c1"],
      [null, null, "c2"],
      ["a3", "b3", "c3"],
    ],
    [["z1"]],
  ];
  const go = (from, way) => nextCell(placeOf([first, second], from), way);

  test("stands in the same table, and closed cells are passed over", () => {
    assert.equal(go("a1", [0, 1]), "c1");
    assert.equal(go("c1", [0, -1]), "a1");
    assert.equal(go("a1", [1, 0]), "a3");
    assert.equal(go("c1", [1, 0]), "c2");
    assert.equal(go("b3", [0, -1]), "a3");
  });

  test("there is none beyond the edge", () => {
    assert.equal(go("c3", [1, 0]), null);
    assert.equal(go("a1", [-1, 0]), null);
    assert.equal(go("c2", [0, -1]), null);
    assert.equal(go("b3", [-1, 0]), null);
    assert.equal(go("z1", [0, 1]), null);
  });

  test("an input of no table has no place", () => {
    assert.equal(placeOf([first, second], "elsewhere"), null);
    assert.deepEqual(placeOf([first, second], "z1"), { table: second, row: 0, column: 0 });
  });
});
