// The button of a form of stock widgets, and what those can't do: disable before sending, Enter, ARIA.
function render({ model, el, signal }) {
  const uid = 'rf-' + Math.random().toString(36).slice(2);
  const get = (name) => model.get(name);
  const button = (parent, textContent, className) => make(parent, 'button', { type: 'button', textContent, className });
  let pending = null, asked = false, heard, begun, typing;
  el.classList.add('rf-submit');

  const preview = make(el, 'details');
  make(preview, 'summary', { textContent: 'The request as it will be sent' });
  const shown = {};
  for (const [key, title] of [['curl', 'cURL'], ['python', 'Python']]) {
    const head = make(preview, 'div', { className: 'rf-copy', textContent: title });
    const copier = button(head, 'Copy', '');
    copier.setAttribute('aria-label', 'Copy as ' + title);
    const text = shown[key] = make(preview, 'pre', { tabIndex: 0 }, { 'aria-label': title });
    copier.onclick = () => copy(text, copier);
  }
  shown.note = make(preview, 'div');

  const bar = make(el, 'div', { className: 'rf-bar' });
  const go = button(bar, '', 'rf-go');
  const stop = button(bar, '', '');
  const clock = make(bar, 'span', {}, { 'aria-hidden': 'true' });
  const ask = make(el, 'div', { className: 'rf-ask' }, { role: 'group', 'aria-label': 'Confirm' });
  const question = make(ask, 'p', { id: uid });
  const no = button(ask, 'No, go back', '');
  const yes = button(ask, '', 'rf-danger');
  yes.setAttribute('aria-describedby', uid);
  const status = make(el, 'div', {}, { role: 'status', 'aria-live': 'polite' });

  const holder = (name) => el.closest('.rf-wb')?.querySelector('.rf-f-' + name);
  const input = (name) => holder(name)?.querySelector('input, textarea');
  const ours = (field) => get('fields').some((name) => input(name) === field);
  const values = () => Object.fromEntries(get('fields').map((name) => [name, input(name)?.value]));
  const say = (kind, title, ...lines) => {
    status.className = 'rf-status rf-' + kind;
    status.replaceChildren();
    if (title) make(status, 'strong', { textContent: title });
    for (const textContent of lines) make(status, 'p', { textContent });
  };

  const send = (kind) => {
    if (pending || get('phase') !== (kind === 'submit' ? 'idle' : 'ask')) return;
    const nonce = pending = crypto.getRandomValues(new Uint32Array(3)).join('-');
    lock();
    clearTimeout(typing);
    model.send({ kind, nonce, values: values() });
    setTimeout(() => pending === nonce && say('info', 'Waiting for the kernel.',
      'It may be running a cell. If it was restarted, run the cell of this form again.'), 3000);
  };
  const lock = () => {
    const phase = get('phase');
    go.disabled = pending || phase !== 'idle';
    yes.disabled = no.disabled = pending;
    stop.hidden = phase !== 'busy';
    ask.hidden = phase !== 'ask';
    if (asked !== (asked = phase === 'ask' && !pending) && asked) no.focus();
    begun = phase === 'busy' && (begun || Date.now());
  };
  go.onclick = () => send('submit');
  yes.onclick = () => send('confirm');
  no.onclick = () => send('back');
  stop.onclick = () => {
    stop.disabled = true;
    model.send({ kind: 'cancel' });
  };

  const marks = () => {
    for (const name of get('fields')) {
      const field = input(name), [level, text] = get('problems')[name] || [];
      if (!field) continue;
      let note = holder(name).querySelector('.rf-msg');
      if (!note) {
        note = make(holder(name), 'div', { id: uid + name });
        field.setAttribute('aria-describedby', note.id);
      }
      note.textContent = text || '';
      note.className = 'rf-msg rf-' + level;
      field.setAttribute('aria-invalid', level === 'error');
    }
  };
  const show = () => {
    if (get('done') === pending) pending = null;
    go.textContent = get('label');
    stop.textContent = get('stop_label');
    stop.disabled = false;
    question.textContent = get('ask');
    yes.textContent = get('yes_label');
    preview.hidden = !get('preview').curl;
    for (const key in shown) shown[key].textContent = get('preview')[key];
    lock();
    marks();
  };
  const tell = () => say(...get('status'));
  model.on('change', show);
  model.on('change:status', tell);
  model.on('change:focus', () => input(get('focus')[0])?.focus());
  model.on('msg:custom', () => (heard = true));
  show();
  tell();

  const enter = (e) => {
    if (e.key === 'Enter' && e.target.tagName === 'INPUT' && !e.isComposing && ours(e.target)) {
      e.preventDefault();
      send('submit');
    }
  };
  const type = (e) => {
    if (!ours(e.target)) return;
    clearTimeout(typing);
    typing = setTimeout(() => model.send({ kind: 'typing', values: values() }), 250);
  };
  // The stock widgets around this one are attached after it is rendered.
  const attach = () => {
    const form = el.closest('.rf-wb');
    if (signal.aborted) return;
    if (!form || get('fields').some((name) => !input(name))) return setTimeout(attach, 50);
    // ipywidgets stops keys at its fields: look at them on the way down.
    form.addEventListener('keydown', enter, { signal, capture: true });
    form.addEventListener('input', type, { signal });
    // JupyterLab would take a list's arrow keys for moving between cells.
    form.addEventListener('focusin', ({ target }) => {
      if (target.tagName === 'SELECT') target.dataset.lmSuppressShortcuts = true;
    }, { signal });
    form.setAttribute('role', 'form');
    form.setAttribute('aria-label', 'Refold workbench');
    for (const live of form.querySelectorAll('.rf-live')) live.setAttribute('role', 'status');
    marks();
    model.send({ kind: 'hello' });
    setTimeout(() => heard || say('info', 'This form is not connected to a kernel yet.',
      'If it stays so, run its cell again.'), 5000);
  };
  attach();
  const tick = setInterval(() => {
    clock.textContent = begun ? ((Date.now() - begun) / 1000).toFixed(1) + ' s' : '';
  }, 100);
  signal.addEventListener('abort', () => clearInterval(tick));
}

export default { render };
