import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { after, firstOf, isWhole } from "../../static/staff/council/onward.js";

const cell = (name, levels = "0 1 2", value = "") => ({ name, value, dataset: { levels } });

describe("a digit", () => {
  test("leads on when it can be one level only", () => {
    assert.ok(isWhole("3", ["0", "3", "5"]));
    assert.ok(!isWhole("1", ["0", "1", "10"]));
    assert.ok(isWhole("10", ["0", "1", "10"]));
    assert.ok(!isWhole("4", ["0", "3", "5"]));
    assert.ok(!isWhole("3", []));
  });
});

describe("the cell after", () => {
  const [a1, b1, a2, b2, remark] = [cell("a1"), cell("b1"), cell("a2"), cell("b2"), cell("r", "")];
  const table = [
    [a1, b1],
    [a2, b2],
    [remark, cell("r2", "")],
  ];

  test("goes down a sheet, then to the next sheet, past the remarks", () => {
    assert.equal(after([table], a1, false), a2);
    assert.equal(after([table], a2, false), b1);
    assert.equal(after([table], b2, false), null);
  });

  test("goes along a sheet that lies in a row", () => {
    assert.equal(after([table], a1, true), b1);
    assert.equal(after([table], b1, true), a2);
  });

  test("passes over what takes no text", () => {
    const holes = [
      [a1, null],
      [null, b2],
    ];
    assert.equal(after([holes], a1, false), b2);
    assert.equal(after([holes], cell("elsewhere"), false), null);
  });
});

test("typing begins at the first open cell", () => {
  const [full, open] = [cell("full", "0 1", "1"), cell("open")];
  assert.equal(firstOf([[[full, null, open]]]), open);
  assert.equal(firstOf([[[full]]]), full);
  assert.equal(firstOf([]), null);
});
