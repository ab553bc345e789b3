// The bar of a job: asks once a second how far it is; when it ends, goes on to its result, or shows the page anew. Without
// this script the page reloads itself.
const SECOND = 1000;

function show(bar, told) {
  const progress = bar.querySelector("[data-job-progress]");
  const state = bar.querySelector("[data-job-state]");
  const note = bar.querySelector("[data-job-note]");
  if (told.percent === null) progress.removeAttribute("value");
  else progress.value = told.percent;
  // said aloud only when it changes
  if (state.textContent !== told.state) state.textContent = told.state;
  note.textContent = told.note;
  note.hidden = told.note === "";
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function follow(bar) {
  for (let pause = SECOND; ; ) {
    await new Promise((go) => setTimeout(go, pause));
    try {
      const told = await ask(bar.dataset.job);
      pause = SECOND;
      if (told.live) show(bar, told);
      else if (told.status === "done" && told.where) return location.assign(told.where);
      else return location.reload();
    } catch {
      // the server or the network is away for a while: ask less often
      pause = Math.min(pause * 2, 30 * SECOND);
    }
  }
}

document.querySelectorAll("[data-job]").forEach(follow);
