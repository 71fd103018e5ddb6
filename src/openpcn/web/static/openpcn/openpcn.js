// Starts the design system's components and two small conveniences. Every page works without this file.
import { initAll } from "../vendor/nhsuk/nhsuk-frontend.min.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// A check box that ticks the others of its form: hidden in the page until there is a script to serve it.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = () => document.querySelectorAll(`input[name="${all.dataset.tickAll}"]`);
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
}

// Print buttons do nothing without a script, so they are hidden until there is one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}

// A page that shows work in progress asks again by itself; without a script there is a link to do it.
for (const wait of document.querySelectorAll("[data-reload]")) {
  setTimeout(() => location.reload(), Number(wait.dataset.reload) * 1000);
}

if (document.querySelector("[data-upload]")) import("./upload.js");
