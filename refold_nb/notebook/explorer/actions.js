// What can be done with the picked row; a click locks the buttons before it is sent.
function render({ model, el }) {
  const get = (name) => model.get(name);
  let pending = null, asked = false, current, last;
  el.classList.add('rf-submit');
  const row = make(el, 'div', { className: 'rf-bar', role: 'group', ariaLabel: 'Actions' });
  const ask = make(el, 'div', { className: 'rf-ask', role: 'group', ariaLabel: 'Confirm' });
  const question = make(ask, 'p');
  const button = (parent, textContent, props) => make(parent, 'button', { textContent, ...props });
  const no = button(ask, 'No, go back'), yes = button(ask, '', { className: 'rf-danger' });
  const status = make(el, 'div', { role: 'status' });
  const code = make(el, 'details', { open: true }), title = make(code, 'summary');
  const texts = ['Python', 'cURL'].map((name) => {
    const copier = button(make(code, 'div', { className: 'rf-copy', textContent: name }), 'Copy ' + name);
    const text = make(code, 'pre', { tabIndex: 0, ariaLabel: name });
    copier.onclick = () => copy(text, copier);
    return text;
  });

  const send = (kind, key) => (e) => {
    if (pending || e.detail > 1) return;
    if (key) last = e.target;
    const mine = pending = nonce();
    show();
    model.send({ kind, key, nonce: mine });
    setTimeout(() => pending === mine && say(status, 'info', 'Waiting for the kernel: it may be running a cell.'), 3000);
  };
  no.onclick = send('back');
  yes.onclick = send('yes');
  const buttons = get('actions').map(([key, label, className]) => {
    const one = button(row, label, { className, onclick: send('act', key) });
    one.onfocus = one.onmouseenter = () => tell(key);
    return [key, one];
  });
  const stop = button(row, 'Stop', { onclick: () => model.send({ kind: 'stop' }) });
  const tell = (key) => {
    if (get('code')[key]) current = key;
    const shown = get('code')[current];
    code.hidden = !shown;
    if (!shown) return;
    title.textContent = 'The same in code: ' + buttons.find(([key]) => key === current)[1].textContent;
    texts.forEach((text, at) => (text.textContent = shown[at]));
  };
  const show = () => {
    if (get('done') === pending) pending = null;
    const phase = get('phase');
    for (const [key, one] of buttons) one.disabled = pending || phase !== 'idle' || !get('code')[key];
    stop.hidden = phase !== 'busy';
    ask.hidden = phase !== 'ask';
    yes.disabled = no.disabled = pending;
    if (asked !== (asked = phase === 'ask' && !pending) && asked) no.focus();
    question.textContent = get('question');
    yes.textContent = get('yes_label');
    tell(current || 'graph');
    // A locked button loses the focus.
    if (last && !last.disabled && document.activeElement === document.body) last.focus();
  };
  model.on('change', show);
  model.on('change:status', () => say(status, ...get('status')));
  show();
  say(status, ...get('status'));
}

export default { render };
