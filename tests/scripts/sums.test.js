import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answersOf, byName } from "../../static/staff/council/answers.js";
import { pointsIn, sumsOf } from "../../static/staff/council/sums.js";
import { markOf } from "../../static/staff/results/row.js";

describe("the points that a cell stands for", () => {
  test("a part's total", () => {
    const found = ["30,5", "25.25", "7", "100", "", "ba", "1,234", "-3", "3 b"].map((text) =>
      pointsIn(text, true),
    );
    assert.deepEqual(found, [30.5, 25.25, 7, 100, null, null, null, null, null]);
  });

  test("a level, its case and its finding", () => {
    const found = ["3", "3 b", "0 D", "b 3", "L", "", "3b", "2,5"].map((text) =>
      pointsIn(text, false),
    );
    assert.deepEqual(found, [3, 3, 0, 3, null, null, null, null]);
  });
});

describe("running sums", () => {
  test("by part and of all, as the office writes them", () => {
    const cells = [
      ["A", 3],
      ["A", 0.5],
      ["B", 2],
      ["B", null],
      ["C", null],
    ];
    assert.deepEqual(sumsOf(cells), { A: "3,50", B: "2,00", C: "0,00", total: "5,50" });
  });

  test("nothing while no cell holds points", () => {
    assert.deepEqual(sumsOf([["A", null]]), {});
    assert.deepEqual(sumsOf([]), {});
    assert.equal(sumsOf([["A", 0]]).total, "0,00");
  });
});

test("a mark as people write it", () => {
  const written = ["4", "4 sao", "4*", "5 Sao", "không", "Không", "0", "1", "6", "khá", ""];
  assert.deepEqual(written.map(markOf), ["4", "4", "4", "5", "2", "2", "2", "1", "6", "khá", ""]);
});

test("the answers of a member's own sheet are read from its form, two findings under one name", () => {
  const data = new FormData();
  for (const [name, value] of [
    ["csrfmiddlewaretoken", "secret"],
    ["version", "3"],
    ["c-1.1", "2"],
    ["f-1.1", "stop"],
    ["f-1.1", "disqualify"],
    ["comment", "tốt"],
    ["disqualified_reason", ""],
  ])
    data.append(name, value);
  const answers = answersOf(data);
  assert.deepEqual(
    answers.map(([name]) => name),
    ["c-1.1", "f-1.1", "f-1.1", "comment", "disqualified_reason"],
  );
  assert.deepEqual(byName(answers), {
    "c-1.1": "2",
    "f-1.1": "stop\ndisqualify",
    comment: "tốt",
    disqualified_reason: "",
  });
});
