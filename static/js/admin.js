// Names for what Django's admin leaves without one: fields in the rows of a table, which have but a heading above them,
// the two halves of a moment, boxes that select2 makes, and signs. Seen, the pages stay as they are.
"use strict";

const words = (element) => (element ? element.textContent.trim().replace(/\s+/g, " ").replace(/:$/, "") : "");

// What a field is called: by its label, or by the heading of its column.
function called(field) {
  if (field.labels && field.labels[0]) return words(field.labels[0]);
  const cell = field.closest(".tabular td");
  if (cell) return words(cell.closest("table").querySelector("thead tr").cells[cell.cellIndex]);
  return words(field.closest(".form-row, fieldset")?.querySelector("label, legend"));
}

function name(root) {
  for (const field of root.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea), .datetime input")) {
    if (!field.labels?.length) {
      const half = field.matches(".vDateField") ? "date" : field.matches(".vTimeField") ? "time" : "";
      field.setAttribute("aria-label", [called(field), half].filter(Boolean).join(", "));
    }
  }
  for (const box of root.querySelectorAll(".select2-selection")) {
    const field = box.closest(".select2").previousElementSibling;
    box.setAttribute("aria-label", [called(field), words(box)].filter(Boolean).join(": "));
    box.removeAttribute("aria-labelledby");
    // What is chosen is told with the name; a box for text inside of the box, which select2 makes of it, has none.
    const inside = box.querySelector("[role=textbox][aria-readonly]");
    for (const attribute of ["role", "aria-readonly"]) inside?.removeAttribute(attribute);
  }
  for (const heading of root.querySelectorAll(".tabular thead th:empty")) {
    heading.innerHTML = `<span class="visually-hidden">${heading.matches(".original") ? "Row" : "Take out"}</span>`;
  }
  for (const sign of root.querySelectorAll(".help-tooltip[aria-label]")) sign.setAttribute("role", "img");
  root.querySelector("#searchbar")?.setAttribute("aria-label", "Search");
}

// Rows are added, and boxes made and filled anew, as an editor goes on.
let waiting = 0;
new MutationObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => name(document));
}).observe(document.body, { childList: true, subtree: true });
name(document);
