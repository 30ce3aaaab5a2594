// The search box: "/" goes to it, and it suggests as one types. Without this file it is a form like any other.
"use strict";

const box = document.querySelector("input[data-suggest]");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && box && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// A combobox with a list, as the ARIA Authoring Practices have it: the focus stays in the box, arrows choose.
function combobox(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0] ? box.labels[0].textContent : "");
  box.after(list);
  box.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }

  let chosen = -1, asked = 0, waiting;

  function choose(index) {
    chosen = index;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    const option = list.children[index];
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function show(texts, kinds, addresses) {
    list.replaceChildren(...texts.map((text, n) => {
      const option = document.createElement("li"), name = document.createElement("bdi"), kind = document.createElement("span");
      option.id = `${list.id}-${n}`;
      option.setAttribute("role", "option");
      option.dataset.address = addresses[n];
      name.textContent = text;
      kind.textContent = kinds[n];
      option.append(name, " ", kind);
      return option;
    }));
    list.hidden = texts.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  const hide = () => show([], [], []);

  async function suggest() {
    const turn = ++asked;
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: box.value })}`);
      const [, texts, kinds, addresses] = answer.ok ? await answer.json() : [null, [], [], []];
      if (turn === asked && document.activeElement === box) show(texts, kinds, addresses);
    } catch {
      hide();
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    asked += 1;
    if (box.value.trim().length < 2) hide();
    else waiting = setTimeout(suggest, 150);
  });
  box.addEventListener("blur", hide);
  box.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    else if (event.key === "Escape") hide();
    else if (event.key === "Enter" && chosen !== -1) location.assign(list.children[chosen].dataset.address);
    else return;
    event.preventDefault();
  });
  // Before the box loses the focus, and the list goes.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
  hide();
}

if (box) combobox(box);
