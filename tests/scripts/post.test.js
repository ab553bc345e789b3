import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { localCopy } from "../../static/staff/typing/local-copy.js";
import { post, Refusal } from "../../static/staff/typing/post.js";

const formOf = (token) => ({
  dataset: { saveUrl: "/luu/" },
  elements: { csrfmiddlewaretoken: { value: token } },
});

// Answers the requests one after the other; an Error stands for a line that is down.
function answering(...answers) {
  const requests = [];
  globalThis.fetch = async (url, request) => {
    requests.push({ url, ...request });
    const answer = answers[requests.length - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return requests;
}

const json = (status, told) => new Response(JSON.stringify(told), { status });
const page = (status, text) => new Response(text, { status });
const redirected = () => ({ type: "opaqueredirect", ok: false, status: 0 });

// A page of the site, in which a parser finds the form's token or, at the sign-in page, none.
function visiting(token) {
  globalThis.location = { href: "http://site/trang/" };
  globalThis.DOMParser = class {
    parseFromString() {
      return { querySelector: () => (token ? { value: token } : null) };
    }
  };
}

const real = { fetch: globalThis.fetch };
afterEach(() => {
  globalThis.fetch = real.fetch;
  delete globalThis.location;
  delete globalThis.DOMParser;
  delete globalThis.localStorage;
});

describe("sending", () => {
  test("goes to the form's address with its token, and gives the answer", async () => {
    const requests = answering(json(200, { rows: [] }));
    assert.deepEqual(await post(formOf("t1"), { rows: [1] }, "các dòng"), { rows: [] });
    const [{ url, method, redirect, headers, body }] = requests;
    assert.deepEqual([url, method, redirect], ["/luu/", "POST", "manual"]);
    assert.deepEqual(headers, { "X-CSRFToken": "t1", "Content-Type": "application/json" });
    assert.equal(body, '{"rows":[1]}');
  });

  test("a form's data is left to the browser to write", async () => {
    const requests = answering(json(200, {}));
    const data = new FormData();
    await post(formOf("t1"), data, "các dòng");
    assert.equal(requests[0].body, data);
    assert.ok(!("Content-Type" in requests[0].headers));
  });
});

describe("what does not arrive", () => {
  const failing = async (...answers) => {
    const requests = answering(...answers);
    const form = formOf("old");
    const problem = await post(form, {}, "các phiếu").then(
      () => assert.fail("it was taken"),
      (error) => error,
    );
    return { problem, form, requests };
  };

  test("a line that is down", async () => {
    const { problem } = await failing(new TypeError("Failed to fetch"));
    assert.match(problem.message, /^Mất kết nối: các phiếu được giữ trên máy này/);
    assert.ok(!(problem instanceof Refusal));
  });

  test("a session that ended, told by a redirect", async () => {
    const { problem } = await failing(redirected());
    assert.match(problem.message, /đăng nhập lại ở một thẻ khác; các phiếu được giữ/);
  });

  test("a refusal is told in the server's words", async () => {
    const { problem } = await failing(json(409, { problems: ["Đợt đã khóa.", "Hết."] }));
    assert.equal(problem.message, "Đợt đã khóa. Hết.");
    assert.ok(problem instanceof Refusal);
  });

  test("a page instead of an answer, even with 200, is a failure", async () => {
    const { problem } = await failing(page(200, "<html>bảo trì</html>"));
    assert.match(problem.message, /lỗi 200/);
    assert.match((await failing(page(502, "Bad gateway"))).problem.message, /lỗi 502/);
  });

  test("a stale token is renewed from a fresh page, for the next try", async () => {
    visiting("new");
    const { problem, form, requests } = await failing(page(403, "CSRF"), page(200, "…"));
    assert.match(problem.message, /lỗi 403/);
    assert.equal(form.elements.csrfmiddlewaretoken.value, "new");
    assert.equal(requests[1].url, "http://site/trang/");
  });

  test("where nobody is signed in there is no token: sign in again", async () => {
    visiting(null);
    const { problem, form } = await failing(page(403, "CSRF"), page(200, "…"));
    assert.match(problem.message, /đăng nhập lại/);
    assert.equal(form.elements.csrfmiddlewaretoken.value, "old");
    const offline = await failing(page(403, "CSRF"), new TypeError("Failed to fetch"));
    assert.match(offline.problem.message, /đăng nhập lại/);
  });
});

describe("what this browser keeps", () => {
  const area = () => {
    const texts = new Map();
    globalThis.localStorage = {
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, text) => texts.set(key, text),
      removeItem: (key) => texts.delete(key),
    };
    return texts;
  };
  const entry = { key: "r", version: 3, read: () => ({ total: "86,4" }) };

  test("is written by key and version, and gone when nothing is unsaved", () => {
    const texts = area();
    const store = localCopy("ocop-results:x:lan");
    assert.equal(store.read(), null);
    store.writeEntries([entry]);
    assert.deepEqual(JSON.parse(texts.get("ocop-results:x:lan")), {
      r: { version: 3, values: { total: "86,4" } },
    });
    assert.deepEqual(store.read().r.values, { total: "86,4" });
    store.writeEntries([]);
    assert.equal(texts.size, 0);
  });

  test("a full, forbidden or broken storage stops nobody from typing", () => {
    const texts = area();
    texts.set("k", "{broken");
    assert.equal(localCopy("k").read(), null);
    globalThis.localStorage.setItem = () => {
      throw new Error("QuotaExceededError");
    };
    localCopy("k").writeEntries([entry]);
    delete globalThis.localStorage;
    localCopy("k").writeEntries([entry]);
    assert.equal(localCopy("k").read(), null);
  });
});
