// What the widgets' scripts share; it is put before each of them.
const make = (parent, tag, props, attrs) => {
  const node = Object.assign(document.createElement(tag), props);
  for (const name in attrs) node.setAttribute(name, attrs[name]);
  return parent.appendChild(node);
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
