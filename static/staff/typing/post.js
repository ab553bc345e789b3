// Sending what was typed, and saying what happens now when it does not arrive.

// What the server told: it read what was sent and does not take it.
export class Refusal extends Error {}

const TOKEN = "form[data-save-url] [name=csrfmiddlewaretoken]";

// Send an object or a form's data to the form's address for saving; gives the answer. `what`: what is kept meanwhile,
// at the head of a clause ("các dòng"). Throws an Error whose message tells the person what happens now.
export async function post(form, body, what) {
  const kept = `${what} được giữ trên máy này và tự gửi lại`;
  const signIn = `Phiên làm việc đã hết: hãy đăng nhập lại ở một thẻ khác; ${kept}.`;
  let answer;
  try {
    answer = await fetch(form.dataset.saveUrl, request(form, body));
  } catch {
    throw new Error(`Mất kết nối: ${kept} khi có mạng.`);
  }
  if (answer.type === "opaqueredirect") throw new Error(signIn);
  const told = read(await answer.text());
  if (answer.ok && told) return told;
  if (told?.problems) throw new Refusal(told.problems.join(" "));
  if (answer.status === 403 && !(await renewToken(form))) throw new Error(signIn);
  throw new Error(`Máy chủ chưa nhận được (lỗi ${answer.status}): ${kept}.`);
}

function request(form, body) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const sent = { method: "POST", redirect: "manual", headers, body };
  if (body instanceof FormData) return sent; // the browser writes its own content type
  headers["Content-Type"] = "application/json";
  return { ...sent, body: JSON.stringify(body) };
}

// What a page of the server, or of something in between, says is no answer: null.
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// After signing in again elsewhere the form's token is stale: take the one of a fresh page. False: nobody is signed in.
async function renewToken(form) {
  const page = await fetch(location.href, { redirect: "manual" }).then(
    (answer) => answer.text(),
    () => "",
  );
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector(TOKEN);
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return Boolean(fresh);
}
