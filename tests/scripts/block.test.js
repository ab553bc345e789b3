import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  asTyped,
  isSingle,
  readBlock,
  refusal,
  skipped,
  targets,
} from "../../static/staff/typing/block.js";

describe("a block copied in Excel", () => {
  for (const [what, text, lines] of [
    [
      "cells and rows",
      "1\t2\r\n3\t4\r\n",
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "empty cells stay where they are",
      "\t5\n6\t",
      [
        ["", "5"],
        ["6", ""],
      ],
    ],
    ["empty rows stay inside, not at the end", "1\n\n2\n\t\n \n", [["1"], [""], ["2"]]],
    ["a line end inside a quoted cell is a blank", '"a\r\nb"\tc', [["a b", "c"]]],
    ["doubled quotes are one", '"say ""yes"""\t2', [['say "yes"', "2"]]],
    ["a tab inside quotes", '"a\tb"', [["a\tb"]]],
    ["a quote inside a plain cell is a sign", 'vỏ 5" dày\t1', [['vỏ 5" dày', "1"]]],
    ["nothing", "", []],
    ["blanks only", " \t \r\n", []],
  ])
    test(what, () => assert.deepEqual(readBlock(text), lines));

  test("one cell or many", () => {
    assert.ok(isSingle(readBlock("86,4\n")));
    assert.ok(!isSingle(readBlock("1\t2")));
    assert.ok(!isSingle(readBlock("1\n2")));
  });
});

test("a plain number is written as the office writes it, everything else stays", () => {
  const written = ["86.4", " 7.25 ", "86,4", "1.2.3", "ngày 1.2", "12", ""].map(asTyped);
  assert.deepEqual(written, ["86,4", " 7,25 ", "86,4", "1.2.3", "ngày 1.2", "12", ""]);
});

describe("where a block goes", () => {
  const table = [
    ["a1", "b1", "c1"],
    ["a2", null, "c2"],
    ["a3", "b3", "c3"],
  ];

  test("it must fit: too tall and too wide are refused, in words", () => {
    const tall = refusal([["1"], ["2"], ["3"]], { table, row: 1, column: 0 });
    assert.match(tall, /^Khối dán có 3 dòng, từ dòng này chỉ còn 2 dòng: chưa dán gì\./);
    const wide = refusal([["1"], ["2", "3", "4"]], { table, row: 0, column: 1 });
    assert.match(wide, /^Khối dán có 3 cột, từ ô này chỉ còn 2 cột: chưa dán gì\./);
    assert.equal(refusal([["1", "2"]], { table, row: 2, column: 1 }), "");
  });

  test("a text for a cell that takes none is passed over and counted, a blank is not", () => {
    const place = { table, row: 0, column: 0 };
    const full = [
      ["1", "2"],
      ["3", "4"],
    ];
    assert.equal(refusal(full, place), "");
    assert.equal(skipped(full, place), 1);
    const blank = [
      ["1", "2"],
      ["3", " "],
    ];
    assert.equal(skipped(blank, place), 0);
    assert.deepEqual(targets(blank, place), [
      ["a1", "1"],
      ["b1", "2"],
      ["a2", "3"],
    ]);
  });

  test("it lies from its first cell on, texts without blanks at their ends", () => {
    const found = targets([[" 7 ", "8"], ["9"]], { table, row: 1, column: 1 });
    assert.deepEqual(found, [
      ["c2", "8"],
      ["b3", "9"],
    ]);
  });
});
