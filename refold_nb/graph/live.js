// Makes every picture on the page that is not live yet pan, zoom, fold and answer; each keeps its own state.
// It is stored in every output, so names are short: b the picture's box, s its svg, k the stage, N nodes, E edges,
// R its shadow root, I the fields, v what is in view, n the node one is on, i its number, D more than 0 where the flow runs down.
for (let r of document.querySelectorAll('.refold-graph:not([data-live])')) {
  const all = (e, q) => [...e.querySelectorAll(q)], num = (e, ...a) => a.map(a => +e.getAttribute(a)),
  cls = (e, c, on) => e.classList.toggle(c, on),
  add = (tag, put, at = b) => at.appendChild(Object.assign(document.createElement(tag), put)),
  img = r.querySelector('img'), b = img.parentNode, li = all(r, 'details>ol>li');
  r.dataset.live = img.hidden = 1;
  b.style = '';
  let bar = add('div'), k = add('div', {tabIndex: 0, role: 'application', ariaLabel: img.alt, style: 'touch-action:pan-x pan-y'}),
  // A shadow R keeps the picture's style sheet and ids away from the page and from other pictures.
  R = k.attachShadow({mode: 'open'}), I = add('div'), tell = t => say.textContent = t;
  R.innerHTML = decodeURIComponent(escape(atob(img.src.slice(26)))) +
    '<style>.n .s>rect{stroke:Highlight;stroke-width:3}g{outline:0}.x{display:none}';
  // Or Lumino takes arrows and letters for the notebook's shortcuts, and looks no further than the element itself.
  k.dataset.lmSuppressShortcuts = 1;
  let {min, max, abs, hypot} = Math, s = R.firstChild, [W, H] = num(s, 'width', 'height'), w = k.clientWidth || W, z = min(1, max(w / W, .5)), h = min(H * z, 640),
  home = [min(0, (W - w / z) / 2), 0, w / z, h / z];
  s.style = `display:block;width:100%;height:${h}px`;
  let v, i, n, D = 0, old = {};
  const look = (...to) => s.setAttribute('viewBox', (v = to).join(' ')),
  zoom = (f, x = .5, y = .5, [a, b, w, h] = v) => (f > 1 || w < 9 * W) &&
    look(a + w * x * (1 - 1 / f), b + h * y * (1 - 1 / f), w / f, h / f),
  N = all(s, '.n>g').map((g, j) => {
    const {e: x, f: y} = g.transform.baseVal[0].matrix, [w, h] = num(g.firstChild, 'width', 'height');
    g.tabIndex = -1;
    g.onclick = () => go(j);
    g.ondblclick = () => fold();
    return {g, j, w, h, X: x + w / 2, Y: y + h / 2, o: [], a: [], t: li[j]?.firstChild.textContent || g.textContent};
  }),
  // An edge begins and ends on the border of its boxes: nothing else says whose it is.
  on = (p, n) => abs(p.x - n.X) < n.w / 2 + 2 && abs(p.y - n.Y) < n.h / 2 + 2,
  E = all(s, '.e path').map(p => {
    const [a, b] = [0, 1e6].map(l => N.find(n => on(p.getPointAtLength(l), n)));
    if (a && b) a.o.push(b), b.a.push(a), D += abs(p.getPointAtLength(0).y - a.Y) > a.h / 2 - 1 || -1;
    return [p, a, b];
  }),
  // What each frame holds, its head with it; z: folded. A folded frame may stand in another.
  F = all(s, '.f').map(f => {
    const [x, y, w, h] = num(f, 'x', 'y', 'width', 'height');
    return {j: f.id.slice(1), h: N.filter(m => m.X > x && m.X < x + w && m.Y > y && m.Y < y + h)};
  }),
  show = () => {
    N.map(m => m.x = cls(m.g, 'x', F.some(f => f.z && f.j != m.j && f.h.includes(m))));
    E.map(([p, ...ends]) => cls(p, 'x', ends.some(m => m?.x)));
  },
  mark = () => N.map(m => cls(m.g, 's', m == n)),
  go = (j, quiet) => {
    n = N[i = j];
    n.x && F.map(f => f.z &&= !f.h.includes(n)) && show();
    mark();
    quiet || n.g.focus({preventScroll: 1});
    let [x, y, w, h] = v;
    on({x: x + w / 2, y: y + h / 2}, {...n, w: w - n.w, h: h - n.h}) || look(n.X - w / 2, n.Y - h / 2, w, h);
    I.replaceChildren(...li[j]?.cloneNode(true).childNodes || []);
    tell(`${n.t}: ${n.a.length} in, ${n.o.length} out`);
  },
  // With and against the flow along edges, across it through the siblings, else to what lies nearest that way.
  walk = (x, y) => () => {
    if (!n) return go(0);
    let c = D < 0 ? x : y, cost = m => {
      let p = m.X - n.X, q = m.Y - n.Y, d = p * x + q * y;
      return 1e6 * (d < 2) + abs(d) + 4 * abs(p * y - q * x);
    }, near = L => L.filter(m => m != n && !m.x).sort((a, b) => cost(a) - cost(b))[0],
    L = [...new Set(n.a.flatMap(m => m.o))].filter(m => !m.x).sort((a, b) => x ? a.X - b.X : a.Y - b.Y),
    m = (c ? near(c < 0 ? n.a : n.o) : L[L.indexOf(n) + x + y]) || near(N.filter(m => cost(m) < 1e6));
    m && go(m.j);
  },
  fold = () => {
    let f = n && F.find(f => f.j == i);
    f && (f.z = !f.z, show(), tell(`${n.t}: ${f.h.length-1} ${f.z?'':'un'}folded`));
  },
  seek = from => {
    let t = find.value.toLowerCase(), L = N.filter(m => t && m.t.toLowerCase().includes(t));
    L[0] && go((L.find(m => m.j >= from) || L[0]).j, 1);
    tell(L.length + ' found');
  },
  act = {
    '+': () => zoom(1.25), '-': () => zoom(.8), 0: () => look(...v + '' == home ? [0, 0, W, H] : home), f: fold, Enter: () => go(i || 0),
    ArrowUp: walk(0, -1), ArrowDown: walk(0, 1), ArrowLeft: walk(-1, 0), ArrowRight: walk(1, 0),
    Escape: () => { n = i = I.textContent = tell(''); mark(); (R.activeElement || k).blur(); }
  };
  k.onkeydown = e => {
    let run = act[e.key];
    run && !(e.ctrlKey | e.metaKey | e.altKey) && run(e.preventDefault());
  };
  ['Zoom in+', 'Zoom out-', 'Fit0', 'Foldf'].map(t => add('button', {textContent: t.slice(0, -1), onclick: act[t.at(-1)]}, bar));
  let find = add('input', {type: 'search', placeholder: 'Find', oninput: () => seek(0)}, bar),
  say = add('span', {ariaLive: 'polite'}, bar),
  spot = (e, r = s.getBoundingClientRect()) => [(e.clientX - r.x) / r.width, (e.clientY - r.y) / r.height];
  // In braces: a handler that returns false keeps the key from the field.
  find.onkeydown = e => { e.key == 'Enter' && seek(i + 1); };
  s.onwheel = e => { (e.ctrlKey || e.metaKey) && zoom(2 ** (-e.deltaY / 200), ...spot(e), e.preventDefault()); };
  s.onpointermove = e => {
    let p = spot(e), was = old[e.pointerId], [x, y, w, h] = v;
    if (!e.buttons) return old = {};
    old[e.pointerId] = p;
    let c = Object.values(old).find(q => q != p), gap = q => hypot(q[0] - c[0], q[1] - c[1]);
    if (was) if (c) zoom(gap(p) / gap(was), ...c); else if (e.pointerType[0] == 'm')
      look(x - (p[0] - was[0]) * w, y - (p[1] - was[1]) * h, w, h);
  };
  s.onpointerup = s.onpointercancel = () => old = {};
  look(...home);
}
