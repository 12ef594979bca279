const make = (parent, tag, props, attrs) => {
  const node = Object.assign(document.createElement(tag), props);
  for (const name in attrs) node.setAttribute(name, attrs[name]);
  return parent.appendChild(node);
};

const nonce = () => String(Math.random());

const say = (status, kind, title, ...lines) => {
  status.className = 'rf-status rf-' + kind;
  status.replaceChildren();
  if (title) make(status, 'strong', { textContent: title });
  for (const textContent of lines) make(status, 'p', { textContent });
};

async function copy(from, button) {
  const label = button.textContent;
  getSelection().selectAllChildren(from);
  try {
    await navigator.clipboard.writeText(from.textContent);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Selected: press Ctrl+C';
  }
  setTimeout(() => (button.textContent = label), 2000);
}
