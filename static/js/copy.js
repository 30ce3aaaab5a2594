// A button below each text that says it can be copied, in the line that is there: nothing moves when it comes. Without
// this file the text is there all the same.
for (const text of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // only on https and localhost
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "copy";
  button.textContent = text.dataset.copy;
  button.setAttribute("aria-describedby", text.getAttribute("aria-labelledby"));
  said.setAttribute("role", "status");
  said.className = "soft";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    said.textContent = text.dataset.copied;
    setTimeout(() => (said.textContent = ""), 4000);
  });
  text.nextElementSibling.append(button, said);
}
