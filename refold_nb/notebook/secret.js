// What is typed is sent and forgotten: a model would be saved with the notebook.
function render({ model, el }) {
  const id = 'rf-' + Math.random();
  const make = (tag, props) => el.appendChild(Object.assign(document.createElement(tag), props));
  el.classList.add('rf-f');
  const label = make('label', { className: 'widget-label', htmlFor: id });
  const input = make('input', { id, type: 'password', autocomplete: 'off' });
  const note = make('div', { id: id + 'n' });
  input.setAttribute('aria-describedby', note.id);
  const send = () => {
    if (input.value) {
      el.classList.add('rf-sent');
      model.send({ kind: 'secret', value: input.value });
    }
    input.value = '';
  };
  input.onchange = send;
  input.onkeydown = (e) => {
    e.stopPropagation();
    if (e.key === 'Enter') send();
  };
  const show = () => {
    const problem = model.get('problem');
    el.classList.toggle('rf-off', model.get('hidden'));
    label.textContent = model.get('label');
    input.placeholder = model.get('placeholder');
    input.setAttribute('aria-invalid', !!problem);
    note.className = 'rf-msg' + (problem ? ' rf-error' : '');
    note.textContent = (problem + ' ' + model.get('note')).trim();
  };
  model.on('change', show);
  model.on('msg:custom', () => el.classList.remove('rf-sent'));
  show();
}

export default { render };
