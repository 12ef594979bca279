// The button of a form of stock widgets, and what those can't do: disable before sending, Enter, ARIA.
const make = (parent, tag, props = {}, attrs = {}) => {
  const node = Object.assign(document.createElement(tag), props);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  return parent.appendChild(node);
};

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make(button.parentNode, "textarea", { value: text });
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

function render({ model, el, signal }) {
  const uid = "rf-" + Math.random().toString(36).slice(2);
  let pending = null, heard = false, begun = 0, typing = 0;
  el.classList.add("rf-submit");

  const preview = make(el, "details", { className: "rf-preview" });
  make(preview, "summary", { textContent: "The request as it will be sent" });
  const shown = {};
  for (const [key, title] of [["curl", "cURL"], ["python", "Python"]]) {
    const head = make(preview, "div", { className: "rf-copy" });
    make(head, "span", { textContent: title });
    const button = make(head, "button", { type: "button", textContent: "Copy" }, { "aria-label": "Copy as " + title });
    shown[key] = make(preview, "pre", { tabIndex: 0 }, { "aria-label": title });
    button.addEventListener("click", () => copy(shown[key].textContent, button));
  }

  shown.note = make(preview, "p", { className: "rf-soft" });

  const bar = make(el, "div", { className: "rf-bar" });
  const go = make(bar, "button", { type: "button", className: "rf-go" });
  const stop = make(bar, "button", { type: "button" });
  const clock = make(bar, "span", { className: "rf-clock" }, { "aria-hidden": "true" });
  const ask = make(el, "div", { className: "rf-ask", tabIndex: -1 }, { role: "group", "aria-label": "Confirm" });
  const question = make(ask, "p", { id: uid + "-ask" });
  const no = make(ask, "button", { type: "button", textContent: "No, go back" });
  const yes = make(ask, "button", { type: "button", className: "rf-danger" }, { "aria-describedby": question.id });
  const status = make(el, "div", { className: "rf-status" }, { role: "status", "aria-live": "polite" });

  const root = () => el.closest(".rf-wb") || el.parentNode;
  const holder = (name) => root().querySelector(".rf-f-" + name);
  const input = (name) => holder(name)?.querySelector("input, textarea, select");
  const values = () => {
    const found = {};
    for (const name of model.get("fields")) if (input(name)) found[name] = input(name).value;
    return found;
  };
  const say = (kind, title, lines = []) => {
    status.className = "rf-status rf-" + kind;
    status.setAttribute("role", kind === "error" ? "alert" : "status");
    status.replaceChildren();
    if (title) make(status, "strong", { textContent: title });
    for (const line of lines) make(status, "p", { textContent: line });
  };

  const lock = () => {
    const busy = model.get("phase") === "busy";
    go.disabled = pending !== null || model.get("phase") !== "idle";
    stop.hidden = !busy;
    yes.disabled = no.disabled = pending !== null;
    if (busy && !begun) begun = Date.now();
    if (!busy) begun = 0;
  };
  const send = (kind) => {
    if (kind !== "cancel") {
      if (pending !== null || model.get("phase") !== (kind === "submit" ? "idle" : "ask")) return;
      pending = crypto.getRandomValues(new Uint32Array(3)).join("-");
      lock();
      const mine = pending;
      setTimeout(() => pending === mine && say("info", "Waiting for the kernel.", [
        "It may be running a cell. If it was restarted, run this form's cell again."]), 3000);
    }
    clearTimeout(typing);
    model.send({ kind, nonce: pending, values: values() });
  };
  go.addEventListener("click", () => send("submit"));
  yes.addEventListener("click", () => send("confirm"));
  no.addEventListener("click", () => send("back"));
  stop.addEventListener("click", () => { stop.disabled = true; send("cancel"); });

  const marks = () => {
    const problems = model.get("problems");
    for (const name of model.get("fields")) {
      const field = input(name), problem = problems[name];
      if (!field) continue;
      let note = holder(name).querySelector(".rf-msg");
      if (!note) {
        note = make(holder(name), "div", { className: "rf-msg", id: uid + "-" + name });
        field.setAttribute("aria-describedby", note.id);
      }
      note.textContent = problem ? problem[1] : "";
      note.classList.toggle("rf-error", problem?.[0] === "error");
      field.setAttribute("aria-invalid", String(problem?.[0] === "error"));
    }
  };
  const show = () => {
    const [kind, title, ...lines] = model.get("status");
    if (pending !== null && model.get("done") === pending) pending = null;
    go.textContent = model.get("label");
    stop.textContent = model.get("stop_label");
    stop.disabled = model.get("phase") !== "busy";
    question.textContent = model.get("ask");
    yes.textContent = model.get("yes_label");
    ask.hidden = model.get("phase") !== "ask";
    preview.hidden = !model.get("preview").curl;
    for (const key in shown) shown[key].textContent = model.get("preview")[key] || "";
    lock();
    marks();
    say(kind, title, lines);
  };
  model.on("change", show);
  model.on("change:phase", () => {
    if (model.get("phase") === "ask") no.focus();
  });
  model.on("change:focus", () => input(model.get("focus")[0])?.focus());
  model.on("msg:custom", () => (heard = true));
  show();

  const enter = (e) => {
    const field = e.target;
    const ours = model.get("fields").some((name) => input(name) === field);
    if (ours && e.key === "Enter" && field.tagName === "INPUT" && !e.isComposing) {
      e.preventDefault();
      field.dispatchEvent(new Event("change", { bubbles: true }));
      send("submit");
    }
  };
  const typed = (e) => {
    if (!model.get("fields").some((name) => input(name) === e.target)) return;
    clearTimeout(typing);
    typing = setTimeout(() => model.send({ kind: "typing", values: values() }), 250);
  };
  // The stock widgets around this one are attached after it is rendered.
  const attach = () => {
    if (signal.aborted) return;
    if (!el.isConnected || model.get("fields").some((name) => !input(name))) return setTimeout(attach, 50);
    const form = root();
    form.setAttribute("role", "form");
    form.setAttribute("aria-label", "Refold workbench");
    form.addEventListener("keydown", enter, { signal });
    form.addEventListener("input", typed, { signal });
    marks();
    model.send({ kind: "hello" });
    setTimeout(() => heard || signal.aborted || say("info", "This form is not connected to a kernel yet.", [
      "If it stays so, run its cell again."]), 5000);
  };
  attach();
  const tick = setInterval(() => {
    clock.textContent = begun ? ((Date.now() - begun) / 1000).toFixed(1) + " s" : "";
  }, 100);
  signal.addEventListener("abort", () => clearInterval(tick));
}

export default { render };
