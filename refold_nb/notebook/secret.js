// What is typed goes to Python in a message, never into the model: the model is saved with the notebook.
export default {
  render({ model, el }) {
    const id = "rf-" + Math.random().toString(36).slice(2);
    const make = (tag, props) => el.appendChild(Object.assign(document.createElement(tag), props));
    el.classList.add("rf-f");
    const label = make("label", { className: "widget-label", htmlFor: id });
    const input = make("input", { id, type: "password", autocomplete: "off", spellcheck: false });
    const note = make("div", { className: "rf-msg", id: id + "-note" });
    input.dataset.lpignore = input.dataset["1pIgnore"] = "true";
    input.setAttribute("aria-describedby", note.id);
    const send = () => {
      if (input.value) model.send({ kind: "secret", value: input.value });
      input.value = "";
    };
    input.addEventListener("change", send);
    input.addEventListener("keydown", (e) => e.key === "Enter" && (e.stopPropagation(), send()));
    const show = () => {
      label.textContent = model.get("label");
      note.textContent = model.get("problem") || model.get("note");
      note.classList.toggle("rf-error", !!model.get("problem"));
      input.setAttribute("aria-invalid", String(!!model.get("problem")));
      input.placeholder = model.get("placeholder");
    };
    model.on("change", show);
    show();
  },
};
