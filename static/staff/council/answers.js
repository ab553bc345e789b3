// What is chosen and written on a member's own sheet: read from the form, put back into it.

const isAnswer = (name) =>
  /^[cf]-/.test(name) || name === "comment" || name === "disqualified_reason";
const isChoice = (input) => input.type === "radio" || input.type === "checkbox";

// [name, value] of everything chosen and written; a criterion may have two findings.
export const answersOf = (data) => [...data].filter(([name]) => isAnswer(name));

// The same by name, to be compared.
export function byName(answers) {
  const found = {};
  for (const [name, value] of answers)
    found[name] = name in found ? `${found[name]}\n${value}` : value;
  return found;
}

export const namesIn = (form) => [
  ...new Set([...form.elements].map(({ name }) => name).filter(isAnswer)),
];

export function fill(form, answers) {
  for (const input of form.elements) if (isChoice(input)) input.checked = false;
  for (const [name, value] of answers) {
    const inputs = [...form.elements].filter((input) => input.name === name);
    const choice = inputs.find((input) => isChoice(input) && input.value === value);
    if (choice) choice.checked = true;
    else if (inputs.length && !isChoice(inputs[0])) inputs[0].value = value;
  }
}

// A criterion such as 5.2 is closed while another one has no more points than its condition asks for.
export function showClosed(form) {
  for (const box of form.querySelectorAll("fieldset[data-needs]")) {
    const other = form.querySelector(`input[name="c-${box.dataset.needs}"]:checked`);
    const closed = Boolean(other) && Number(other.dataset.points) <= Number(box.dataset.above);
    box.classList.toggle("is-closed", closed);
    for (const input of box.querySelectorAll("input[type=radio]")) {
      if (closed && input.checked && Number(input.dataset.points)) input.checked = false;
      input.disabled = closed;
    }
  }
}
