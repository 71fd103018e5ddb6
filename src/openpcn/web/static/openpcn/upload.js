// Sends chosen or dropped files piece by piece and goes on where a sending stopped. Without it, the form
// sends them whole.
const form = document.querySelector("[data-upload]");
const input = form.querySelector('input[type="file"]');
const status = form.querySelector("[data-status]");
const list = form.querySelector("[data-files]");
const drop = form.querySelector("[data-drop]");
const button = form.querySelector("[data-send]");
const token = form.querySelector('input[name="csrfmiddlewaretoken"]').value;
const PIECE = Number(form.dataset.piece);

form.querySelector("[data-drop-hint]").removeAttribute("hidden");
for (const name of ["dragover", "dragenter"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("app-drop--over"); });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, () => drop.classList.remove("app-drop--over"));
}
drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; });
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => event.preventDefault()); // beside the box: not opened instead

async function ask(address, body) {
  for (let tries = 0; ; tries += 1) {
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
    } catch (fault) {
      if (tries === 4) throw new Error("The connection was lost. Send the files again: what has arrived is kept.");
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries));
      continue;
    }
    const type = answer.headers.get("Content-Type") || "";
    if (!type.includes("json")) throw new Error("The site did not accept this. Sign in again, then send the files again.");
    const held = await answer.json();
    if (held.error) throw new Error(held.error);
    return held;
  }
}

async function send(upload, file, bar, said) {
  const base = `${form.action}/${upload}`;
  const about = new FormData();
  about.append("name", file.name);
  about.append("size", file.size);
  about.append("changed", file.lastModified);
  let { key, held } = await ask(`${base}/announce`, about);
  while (held < file.size) {
    const piece = file.slice(held, held + PIECE);
    ({ held } = await ask(`${base}/pieces?file=${key}&offset=${held}`, piece));
    bar.value = held / file.size;
    said.textContent = ` ${Math.floor((100 * held) / file.size)}%`;
  }
  bar.value = 1;
  said.textContent = " all of it";
}

function fail(words) {
  status.textContent = words;
  status.classList.add("nhsuk-error-message");
  status.setAttribute("tabindex", "-1");
  status.focus();
  button.removeAttribute("disabled");
}

form.addEventListener("submit", async (event) => {
  const files = [...input.files];
  const practice = form.querySelector('[name="practice"]').value;
  if (!files.length || !practice) return; // the plain form says what is missing
  event.preventDefault();
  button.setAttribute("disabled", "");
  status.classList.remove("nhsuk-error-message");
  form.querySelector("[data-progress]").removeAttribute("hidden");
  list.replaceChildren();
  const rows = files.map((file) => {
    const row = document.createElement("li");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    row.append(`${file.name} `, bar, said);
    list.append(row);
    return [file, bar, said];
  });
  try {
    const about = new FormData();
    about.append("practice", practice);
    const { upload } = await ask(form.dataset.start, about);
    for (const [number, [file, bar, said]] of rows.entries()) {
      status.textContent = `Sending file ${number + 1} of ${rows.length}`;
      await send(upload, file, bar, said);
    }
    status.textContent = "Everything has arrived.";
    location.assign(`${form.action}/${upload}`);
  } catch (fault) {
    fail(fault.message);
  }
});
