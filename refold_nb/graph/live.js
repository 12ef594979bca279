// Makes every picture on the page that is not live yet pan, zoom, fold and answer; each keeps its own state.
// It is stored in every output, so names are short: b the picture's box, s its svg, k the stage, N nodes, E edges,
// R its shadow root, I the fields, v what is in view, n the node one is on, i its number.
for (const r of document.querySelectorAll('.refold-graph:not([data-live])')) {
  const all = (e, q) => [...e.querySelectorAll(q)], num = (e, ...a) => a.map(a => +e.getAttribute(a)),
  set = (e, o) => { for (const a in o) e.setAttribute(a, o[a]); }, cls = (e, c, on) => e.classList.toggle(c, on),
  add = (tag, put, at = b) => at.appendChild(Object.assign(document.createElement(tag), put)),
  img = r.querySelector('img'), b = img.parentNode, li = all(r, 'details>ol>li'),
  s = new DOMParser().parseFromString(decodeURIComponent(escape(atob(img.src.split(',')[1]))), 'image/svg+xml').documentElement,
  [W, H] = num(s, 'width', 'height');
  r.dataset.live = img.hidden = 1;
  b.style = '';
  const bar = add('div'), k = add('div', {tabIndex: 0, role: 'application', ariaLabel: img.alt, style: 'touch-action:pan-x pan-y'}),
  // A shadow R keeps the picture's style sheet and ids away from the page and from other pictures.
  R = k.attachShadow({mode: 'open'}), I = add('div'), tell = t => say.textContent = t;
  R.append(s);
  // Or Lumino takes arrows and letters for the notebook's shortcuts, and looks no further than the element itself.
  k.dataset.lmSuppressShortcuts = 1;
  add('style', {textContent: '.n .s>rect{stroke:Highlight;stroke-width:3}g{outline:0}.x{display:none}'}, R);
  const {min, max, abs, hypot} = Math, w = k.clientWidth || 900, z = min(1, max(w / W, .5)), h = min(H * z, 640),
  home = [min(0, (W - w / z) / 2), 0, w / z, h / z];
  set(s, {width: '100%', height: h, style: 'display:block'});
  let v, i, n, old = {};
  const look = (...to) => set(s, {viewBox: (v = to).join(' ')}),
  zoom = (f, x = .5, y = .5) => (f > 1 || v[2] < 9 * W) &&
    look(v[0] + v[2] * x * (1 - 1 / f), v[1] + v[3] * y * (1 - 1 / f), v[2] / f, v[3] / f),
  N = all(s, '.n>g').map((g, j) => {
    const {e: x, f: y} = g.transform.baseVal[0].matrix, [w, h] = num(g.firstChild, 'width', 'height');
    g.tabIndex = -1;
    g.onclick = () => go(j);
    g.ondblclick = () => fold();
    return {g, j, w, h, X: x + w / 2, Y: y + h / 2, o: [], a: [], t: li[j]?.firstChild.textContent || g.textContent};
  }),
  // An edge begins and ends on the border of its boxes: nothing else says whose it is.
  on = (p, n, d = 2) => abs(p.x - n.X) < n.w / 2 + d && abs(p.y - n.Y) < n.h / 2 + d,
  E = all(s, '.e path').map(p => {
    const a = N.find(n => on(p.getPointAtLength(0), n)), b = N.find(n => on(p.getPointAtLength(1e6), n));
    if (a && b) a.o.push(b), b.a.push(a);
    return [p, a, b];
  }),
  mark = () => N.forEach(m => cls(m.g, 's', m == n)),
  go = (j, quiet) => {
    n = N[i = j];
    mark();
    quiet || n.g.focus({preventScroll: 1});
    if (!on({x: v[0] + v[2] / 2, y: v[1] + v[3] / 2}, {X: n.X, Y: n.Y, w: v[2] - n.w, h: v[3] - n.h}))
      look(n.X - v[2] / 2, n.Y - v[3] / 2, v[2], v[3]);
    I.replaceChildren(...li[j]?.cloneNode(true).childNodes || []);
    tell(`${n.t}: ${n.a.length} in, ${n.o.length} out`);
  },
  // From a node to whichever neighbour or sibling lies best in the arrow's direction.
  walk = (x, y) => () => {
    if (!n) return go(0);
    const near = [...n.o, ...n.a], cost = m => {
      const p = m.X - n.X, q = m.Y - n.Y, d = p * x + q * y;
      return d < 2 || m.x ? 1 / 0 : d + 4 * abs(p * y - q * x) + 99 * !near.includes(m);
    }, m = [n, ...near, ...n.a.flatMap(m => m.o)].sort((a, b) => cost(a) - cost(b))[0];
    cost(m) < 1 / 0 && go(m.j);
  },
  fold = () => {
    const f = n && s.querySelector('#f' + i);
    if (!f) return;
    const [x, y, w, h] = num(f, 'x', 'y', 'width', 'height'), off = cls(f, 'z'),
    hid = N.filter(m => m != n && on({x: m.X, y: m.Y}, {X: x + w / 2, Y: y + h / 2, w, h}));
    hid.map(m => m.x = cls(m.g, 'x', off));
    E.map(([p, ...ends]) => cls(p, 'x', ends.some(m => m?.x)));
    tell(`${n.t}: ${hid.length} ${off ? '' : 'un'}folded`);
  },
  seek = from => {
    const t = find.value.toLowerCase(), L = N.filter(m => t && m.t.toLowerCase().includes(t));
    L[0] && go((L.find(m => m.j >= from) || L[0]).j, 1);
    tell(L.length + ' found');
  },
  act = {
    '+': () => zoom(1.25), '-': () => zoom(.8), 0: () => look(...v + '' == home ? [0, 0, W, H] : home), f: fold, Enter: () => go(i || 0),
    ArrowUp: walk(0, -1), ArrowDown: walk(0, 1), ArrowLeft: walk(-1, 0), ArrowRight: walk(1, 0),
    Escape: () => { n = i = I.textContent = tell(''); mark(); (R.activeElement || k).blur(); }
  };
  k.onkeydown = e => {
    const run = act[e.key];
    if (run && !(e.ctrlKey | e.metaKey | e.altKey)) e.preventDefault(), run();
  };
  ['+', '-', 0, 'f'].map((a, j) => add('button', {textContent: ['Zoom in', 'Zoom out', 'Fit', 'Fold'][j], onclick: act[a]}, bar));
  const find = add('input', {type: 'search', placeholder: 'Find', oninput: () => seek(0)}, bar),
  say = add('span', {ariaLive: 'polite'}, bar),
  spot = (e, r = s.getBoundingClientRect()) => [(e.clientX - r.x) / r.width, (e.clientY - r.y) / r.height];
  find.onkeydown = e => e.key == 'Enter' && seek(i + 1);
  s.onwheel = e => { if (e.ctrlKey || e.metaKey) e.preventDefault(), zoom(2 ** (-e.deltaY / 200), ...spot(e)); };
  s.onpointermove = e => {
    const p = spot(e), was = old[e.pointerId];
    if (!e.buttons) return old = {};
    old[e.pointerId] = p;
    const c = Object.values(old).find(q => q != p), gap = q => hypot(q[0] - c[0], q[1] - c[1]);
    if (was) if (c) zoom(gap(p) / gap(was), ...c); else if (e.pointerType == 'mouse')
      look(v[0] - (p[0] - was[0]) * v[2], v[1] - (p[1] - was[1]) * v[3], v[2], v[3]);
  };
  s.onpointerup = s.onpointercancel = () => old = {};
  look(...home);
}
