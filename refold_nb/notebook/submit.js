// The button of a form of stock widgets, and what those can't do.
const parts = (id) => `<details><summary>The request as it will be sent</summary>
<div class=rf-copy>cURL<button aria-label='Copy as cURL'>Copy</button></div><pre tabindex=0 aria-label=cURL></pre>
<div class=rf-copy>Python<button aria-label='Copy as Python'>Copy</button></div><pre tabindex=0 aria-label=Python></pre>
<div></div></details>
<div class=rf-bar><button class=rf-go></button><button></button><span aria-hidden=true></span></div>
<div class=rf-ask role=group aria-label=Confirm><p id=${id}></p><button>No, go back</button>
<button class=rf-danger aria-describedby=${id}></button></div><div role=status></div>`;

function render({ model, el, signal }) {
  const uid = 'rf-' + nonce();
  const state = { problems: {}, preview: {} };
  const get = (name) => state[name] ?? model.get(name);
  let pending = null, asked = false, heard, begun, typing;
  el.classList.add('rf-submit');
  el.innerHTML = parts(uid);
  const [preview, bar, ask, status] = el.children;
  const [copyCurl, copyPython, go, stop, no, yes] = el.querySelectorAll('button');
  const [curl, python] = el.querySelectorAll('pre');
  copyCurl.onclick = () => copy(curl, copyCurl);
  copyPython.onclick = () => copy(python, copyPython);

  const holder = (name) => el.closest('.rf-wb')?.querySelector('.rf-f-' + name);
  const input = (name) => holder(name)?.querySelector('input, textarea');
  const ours = (field) => get('fields').some((name) => input(name) === field);
  const values = () => Object.fromEntries(get('fields').map((name) => [name, input(name)?.value]));

  const send = (kind) => {
    if (pending || get('phase') !== (kind === 'submit' ? 'idle' : 'ask')) return;
    const mine = pending = nonce();
    lock();
    clearTimeout(typing);
    // A secret goes by another widget, and may be heard later.
    const out = () => el.closest('.rf-wb')?.querySelector('.rf-sent')
      ? setTimeout(out, 50) : model.send({ kind, nonce: mine, values: values() });
    out();
    setTimeout(() => pending === mine && say(status, 'info', 'Waiting for the kernel.',
      'It may be running a cell. If it was restarted, run this form’s cell again.'), 3000);
  };
  const lock = () => {
    const phase = get('phase'), locked = go.disabled;
    go.disabled = pending || phase !== 'idle';
    yes.disabled = no.disabled = pending;
    stop.hidden = phase !== 'busy';
    ask.hidden = phase !== 'ask';
    if (asked !== (asked = phase === 'ask' && !pending) && asked) no.focus();
    begun = phase === 'busy' && (begun || Date.now());
    // A locked or hidden button loses the focus.
    if (locked && !go.disabled && [document.body, stop].includes(document.activeElement)) {
      go.focus({ preventScroll: true });
    }
  };
  // A double click is one click, and a key held down one press.
  go.onclick = (e) => e.detail > 1 || send('submit');
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
      const note = holder(name).querySelector('.rf-msg') || make(holder(name), 'div', { id: uid + name });
      note.textContent = text || '';
      note.className = 'rf-msg rf-' + level;
      field.setAttribute('aria-describedby', note.id);
      field.setAttribute('aria-invalid', level === 'error');
    }
  };
  const show = () => {
    if (get('done') === pending) pending = null;
    go.textContent = get('label');
    stop.textContent = get('stop_label');
    stop.disabled = false;
    ask.firstChild.textContent = get('ask');
    yes.textContent = get('yes_label');
    preview.hidden = !get('preview').curl;
    curl.textContent = get('preview').curl;
    python.textContent = get('preview').python;
    preview.lastElementChild.textContent = get('preview').note;
    lock();
    marks();
  };
  // What a reopened form has no use for comes in messages: a model is saved.
  model.on('msg:custom', ({ focus, ...news }) => {
    heard = true;
    Object.assign(state, news);
    show();
    if (news.status) say(status, ...news.status);
    if (focus) input(focus)?.focus();
  });
  model.on('change', show);
  show();

  const enter = (e) => {
    if (e.key !== 'Enter' || e.isComposing || e.target.tagName === 'TEXTAREA') return;
    if (e.repeat || ours(e.target)) e.preventDefault();
    if (!e.repeat && ours(e.target)) send('submit');
  };
  const type = (e) => {
    if (!ours(e.target)) return;
    clearTimeout(typing);
    typing = setTimeout(() => model.send({ kind: 'typing', values: values() }), 250);
  };
  // The widgets around it are attached later.
  const attach = () => {
    const form = el.closest('.rf-wb');
    if (signal.aborted) return;
    if (!form || get('fields').some((name) => !input(name))) return setTimeout(attach, 50);
    // ipywidgets stops keys at its fields.
    form.addEventListener('keydown', enter, { signal, capture: true });
    form.addEventListener('input', type, { signal });
    // JupyterLab would take a list's arrow keys for moving between cells.
    form.addEventListener('focusin', ({ target }) => {
      if (target.tagName === 'SELECT') target.dataset.lmSuppressShortcuts = true;
      for (const live of form.querySelectorAll('.rf-live')) live.role = 'status';
    }, { signal });
    form.role = 'form';
    form.ariaLabel = 'Refold workbench';
    marks();
    model.send({ kind: 'hello' });
    setTimeout(() => heard || say(status, 'info', 'This form is not connected to a kernel yet.',
      'If it stays so, run its cell again.'), 5000);
  };
  attach();
  const tick = setInterval(() => {
    bar.lastChild.textContent = begun ? ((Date.now() - begun) / 1000).toFixed(1) + ' s' : '';
  }, 100);
  signal.addEventListener('abort', () => clearInterval(tick));
}

export default { render };
