// What can be done with the picked row: a click locks the buttons before it is sent, a double click counts once.
function render({ model, el }) {
  const get = (name) => model.get(name);
  const make = (parent, tag, textContent = '', className = '') =>
    parent.appendChild(Object.assign(document.createElement(tag), { textContent, className }));
  let pending = null, current;
  el.classList.add('rf-submit');
  const row = make(el, 'div', '', 'rf-bar');
  row.style.flexWrap = 'wrap';
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', 'Actions');
  const ask = make(el, 'div', '', 'rf-ask');
  const question = make(ask, 'p');
  const no = make(ask, 'button', 'No, go back'), yes = make(ask, 'button', '', 'rf-danger');
  const status = make(el, 'div', '', 'rf-status');
  const code = make(el, 'details');
  const title = make(code, 'summary');
  code.open = true;
  const texts = ['Python', 'cURL'].map((name) => {
    const head = make(code, 'div', name, 'rf-copy'), label = 'Copy ' + name;
    const copier = make(head, 'button', label), text = make(code, 'pre');
    text.tabIndex = 0;
    text.setAttribute('aria-label', name);
    copier.onclick = async () => {
      getSelection().selectAllChildren(text);
      try {
        await navigator.clipboard.writeText(text.textContent);
        copier.textContent = 'Copied';
      } catch {
        copier.textContent = 'Selected: press Ctrl+C';
      }
      setTimeout(() => (copier.textContent = label), 2000);
    };
    return text;
  });

  const say = (kind, first = '', ...lines) => {
    status.className = 'rf-status rf-' + kind;
    status.setAttribute('role', kind === 'error' ? 'alert' : 'status');
    status.replaceChildren();
    if (first) make(status, 'strong', first);
    for (const line of lines) make(status, 'span', line);
  };
  const send = (kind, key) => {
    if (pending) return;
    const mine = pending = crypto.getRandomValues(new Uint32Array(3)).join('-');
    show();
    model.send({ kind, key, nonce: mine });
    setTimeout(() => pending === mine && say('info', 'Waiting for the kernel: it may be running a cell.'), 3000);
  };
  const stop = make(row, 'button', 'Stop');
  stop.onclick = () => model.send({ kind: 'stop' });
  no.onclick = () => send('back');
  yes.onclick = (e) => e.detail < 2 && send('yes');
  const buttons = get('actions').map(([key, label, kind]) => {
    const button = make(row, 'button', label, kind);
    button.onclick = (e) => e.detail < 2 && send('act', key);
    button.onfocus = button.onmouseenter = () => tell(key);
    return [key, button];
  });
  row.append(stop);
  const tell = (key) => {
    const [, label] = get('actions').find((action) => action[0] === key) || [];
    const found = get('code')[key];
    if (found) current = key;
    code.hidden = !get('code')[current];
    if (!found) return;
    title.textContent = 'The same in code: ' + label;
    texts.forEach((text, at) => (text.textContent = found[at]));
  };
  const show = () => {
    if (get('done') === pending) pending = null;
    const phase = get('phase');
    for (const [key, button] of buttons) button.disabled = pending || phase !== 'idle' || !get('code')[key];
    stop.hidden = phase !== 'busy';
    ask.hidden = phase !== 'ask';
    yes.disabled = no.disabled = pending;
    question.textContent = get('question');
    yes.textContent = get('yes_label');
    tell(current || buttons[0][0]);
  };
  model.on('change', show);
  model.on('change:status', () => say(...get('status')));
  model.on('change:phase', () => get('phase') === 'ask' && (show(), no.focus()));
  show();
  say(...get('status'));
}

export default { render };
