// Forms in, answers out. What is asked, counted and said is in tools/try_answers.py; here is nothing of billing.

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const page = document.getElementById("try");
const stage = document.getElementById("try-stage");
const bar = document.getElementById("try-bar");
const tools = [...page.querySelectorAll(".try-tool")];
const waiting = new Map();
let asked = 0;

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const ask = (tool, fields = "{}", files = {}) =>
  new Promise((resolve) => {
    waiting.set(++asked, resolve);
    worker.postMessage({ number: asked, tool, fields, files });
  });

worker.onmessage = ({ data }) => {
  switch (data.kind) {
    case "progress": {
      bar.max = data.total;
      bar.value = Math.min(data.done, data.total);
      const [done, total] = [data.done, data.total].map((bytes) => (bytes / 1e6).toFixed(1));
      stage.textContent = data.done < data.total ? `Loading Python: ${done} of ${total} MB` : "Starting Python";
      break;
    }
    case "ready":
      document.getElementById("try-load").hidden = true;
      fillLists();
      break;
    case "missing":
      return stop("This copy of the site was built without Python for the browser. Build it with: nox -s try");
    case "broken":
      return stop(`Python could not be started in this browser. ${data.text}`);
    case "answer":
      waiting.get(data.number)(JSON.parse(data.result));
      waiting.delete(data.number);
  }
};
worker.onerror = () => stop("Python could not be started in this browser.");

function stop(text) {
  stage.textContent = text;
  stage.setAttribute("role", "alert");
  bar.hidden = true;
  page.classList.add("try-stopped");
  page.querySelectorAll("form button").forEach((button) => (button.disabled = true));
  page.querySelectorAll(".try-answer").forEach((answer) => answer.replaceChildren());
}

async function fillLists() {
  const { codes, localities, denials, edition } = await ask("lists");
  const options = (pairs) => pairs.map(([value, label]) => element("option", { value, label }));
  for (const [name, pairs] of Object.entries({ codes, localities, denials })) {
    document.getElementById(`try-${name}`).replaceChildren(...options(pairs));
  }
  document.getElementById("try-foot").textContent = `Answers rest on edition ${edition} of the law.`;
  for (const tool of tools) await answerOnce(tool); // the examples, so that every question is answered at once
}

async function submit(form) {
  const region = form.parentElement.querySelector(".try-answer");
  const turn = (form.dataset.turn = String(Number(form.dataset.turn ?? 0) + 1));
  region.setAttribute("aria-busy", "true");
  const given = new FormData(form);
  const fields = {};
  const files = {};
  for (const [name, value] of given) {
    if (value instanceof File) {
      if (value.name) files[name] = [value.name, new Uint8Array(await value.arrayBuffer())];
    } else (fields[name] ??= []).push(value);
  }
  if (!region.hasChildNodes()) region.append(element("p", { className: "try-wait", textContent: "Working" }));
  const answer = await ask(form.dataset.tool, JSON.stringify(fields), files);
  if (form.dataset.turn !== turn) return; // a later question of the same form is on its way
  region.removeAttribute("aria-busy");
  show(region, answer, form.dataset.tool);
}

function show(region, answer, tool) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null; // a question of a bill
  if (answer.problem) {
    const items = answer.problem.map((text) => element("li", { textContent: text }));
    const trace = answer.trace ? [element("pre", { textContent: answer.trace })] : [];
    region.replaceChildren(element("div", { className: "try-problem" }, element("ul", {}, ...items), ...trace));
    return;
  }
  const count = answer.checklists.length;
  const parts = [
    element("div", { className: "try-questions", innerHTML: answer.questions, hidden: !answer.questions }),
    element(
      "div",
      { className: "try-bar" },
      ...(count ? [button(`Print ${count} checklist${count > 1 ? "s" : ""} for appeals`, () => print(region, "checklists"))] : []),
      button("Print", () => print(region, "page")),
      button("Save as a file", () => save(answer.document, tool)),
    ),
    card("page", answer.html),
  ];
  if (count) parts.push(element("h3", { textContent: "What to send with each appeal" }), card("checklists", answer.checklists.join("")));
  region.replaceChildren(...parts);
  if (focused) {
    const same = [...region.querySelectorAll("input")].find((one) => one.name === focused.name && one.value === focused.value);
    same?.focus();
  }
}

// What the library drew, out of reach of the style of the site; only whether it is dark is taken over.
function card(kind, innerHTML) {
  const host = element("div", { className: `try-card try-${kind}` });
  const inside = element("div", { innerHTML });
  host.attachShadow({ mode: "open" }).append(element("style", { textContent: SHEET }), inside);
  inside.querySelectorAll("a[href^=http]").forEach((link) => {
    const rule = /^[A-Z]+\d{3}$/.test(link.textContent); // it has a page of this site, with the same sources
    if (rule) link.href = new URL(`../rules/${link.textContent}/`, import.meta.url);
    Object.assign(link, { target: "_blank", rel: "noopener" });
  });
  dress(host);
  return host;
}

const SHEET = `
.otcpt:not(#_):not(#_) { margin: 0 0 .6em; max-width: none; }
:host(.try-checklists) .otcpt:not(#_):not(#_) ul { list-style: none; padding: 0; }
:host(.try-checklists) .otcpt:not(#_):not(#_) li { padding-left: 1.4em; text-indent: -1.4em; }
@media print { .otcpt:not(:last-of-type) { break-after: page; } }
`;

function dress(host, scheme = document.body.dataset.mdColorScheme ?? "") {
  host.shadowRoot.lastChild.dataset.mdColorScheme = scheme;
}
const dressAll = (scheme) => page.querySelectorAll(".try-card").forEach((host) => dress(host, scheme));
new MutationObserver(() => dressAll()).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
addEventListener("beforeprint", () => dressAll("default")); // paper is light
addEventListener("afterprint", () => dressAll());

const button = (textContent, onclick) => element("button", { type: "button", className: "try-small", textContent, onclick });

function print(region, part) {
  document.querySelectorAll("[data-print]").forEach((one) => one.removeAttribute("data-print"));
  region.querySelector(`.try-${part}`).setAttribute("data-print", "");
  window.print();
}

function save(text, tool) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  element("a", { href, download: `otcpt-${tool}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

// A row that is written into makes another one under it; a button takes one away.
function addRow(rows) {
  const made = rows.querySelector(".try-row").cloneNode(true);
  made.querySelectorAll("input").forEach((input) => (input.value = ""));
  rows.append(made);
  prepareRow(made);
  return made;
}

function prepareRow(row) {
  row.querySelector("button")?.remove();
  row.append(
    element("button", {
      type: "button",
      className: "try-remove",
      textContent: "×",
      ariaLabel: "Remove this row",
      onclick() {
        const rows = row.parentElement;
        if (rows.querySelectorAll(".try-row").length === 1) addRow(rows);
        const next = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        next?.querySelector("input")?.focus();
      },
    }),
  );
}

page.querySelectorAll(".try-rows").forEach((rows) => {
  rows.querySelectorAll(".try-row").forEach(prepareRow);
  addRow(rows);
  rows.addEventListener("input", () => {
    const last = [...rows.querySelectorAll(".try-row")].at(-1);
    if ([...last.querySelectorAll("input")].some((input) => input.value)) addRow(rows);
  });
});

// The day and the payer are the same everywhere.
for (const name of ["on", "policy"]) {
  const fields = [...page.querySelectorAll(`[name=${name}]`)];
  fields.forEach((field) => field.addEventListener("change", () => fields.forEach((one) => (one.value = field.value))));
}

// A file takes the place of the fields that say the same.
function chosen(form) {
  for (const input of form.querySelectorAll("input[type=file]")) {
    const has = input.files.length > 0;
    input.closest(".try-drop").classList.toggle("try-has", has);
    form.querySelectorAll(`[data-unless=${input.name}]`).forEach((one) => {
      one.hidden = has;
      one.querySelectorAll("input").forEach((field) => (field.disabled = has));
    });
    form.querySelectorAll(`[data-if=${input.name}]`).forEach((one) => (one.hidden = !has));
  }
}

page.querySelectorAll("form").forEach((form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form);
  });
  form.addEventListener("change", ({ target }) => {
    chosen(form);
    if (target.type === "file" && target.files.length && form.checkValidity()) form.requestSubmit();
  });
  chosen(form);
});
page.addEventListener("change", ({ target }) => {
  if (target.name?.startsWith("answer:")) target.form.requestSubmit(); // the fields of the answer belong to its form
});
page.querySelectorAll(".try-drop").forEach((zone) => {
  const input = zone.querySelector("input");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("try-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("try-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("try-over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

function open() {
  const wanted = tools.find((tool) => `#${tool.id}` === location.hash) ?? tools[0];
  tools.forEach((tool) => (tool.hidden = tool !== wanted));
  page.querySelectorAll(".try-nav a").forEach((link) => {
    if (link.hash === `#${wanted.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  answerOnce(wanted);
}

async function answerOnce(tool) {
  const form = tool.querySelector("form");
  if (!tool.querySelector(".try-answer").hasChildNodes() && form.checkValidity()) await submit(form);
}

stage.textContent = "Loading Python";
bar.hidden = page.querySelector(".try-nav").hidden = false;
const today = new Date();
const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
page.querySelectorAll("[name=on]").forEach((field) => (field.value ||= day));
addEventListener("hashchange", open);
open();
