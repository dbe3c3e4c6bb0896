// Draws the heat map of /kpi/diagram from the data the page brings along. All figures are part of the drawing itself, so that
// a saved or printed picture has them. Colours are variables of the style sheet: light, dark and print need no drawing anew.
(() => {
  const holder = document.getElementById('heat-data');
  const page = document.querySelector('.heat');
  page.querySelectorAll('[data-alone]').forEach((field) => field.addEventListener('change', () => {
    location.assign(`/kpi/diagram?process=${encodeURIComponent(field.value)}`);
  }));
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const texts = data.texts;
  const SVG = 'http://www.w3.org/2000/svg';
  const CLASSES = 5;
  const LEAST_SCALE = 0.5;
  const number = new Intl.NumberFormat(data.language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(data.language, { style: 'percent', maximumFractionDigits: 0 });
  const drawings = [];
  let show = new URLSearchParams(location.search).get('show');
  if (!['time', 'visits', 'delay', 'breaches'].includes(show)) show = 'time';
  let chosen = new URLSearchParams(location.search).get('element') ?? '';
  let zoom = 1;

  function duration(hours) {
    if (hours == null) return '–';
    if (hours < 2) return `${number.format(hours < 1 / 60 ? 0 : Math.round(hours * 60))} ${texts.minutes}`;
    if (hours < 72) return `${number.format(hours)} ${texts.hours}`;
    return `${number.format(hours / 24)} ${texts.days}`;
  }

  // Upper bounds of the classes but the last. Times and shares have fixed ones, so that two pictures compare.
  const most = Math.max(1, ...data.maps.flatMap((map) => Object.values(map.figures).map((figure) => figure.visits)));
  const MEASURES = {
    time: { value: (figure) => figure.median, bounds: [0.25, 1, 4, 24], text: duration },
    visits: { value: (figure) => figure.visits || null, bounds: [0.1, 0.25, 0.5, 0.75].map((part) => part * most), text: (value) => number.format(Math.round(value)) },
    delay: { value: (figure) => figure.share, bounds: [0.05, 0.15, 0.3, 0.5], text: (value) => percent.format(value) },
    breaches: { value: (figure) => figure.breaches, bounds: [0.02, 0.05, 0.1, 0.25], text: (value) => percent.format(value) },
  };

  function heat(value, bounds) {
    const found = bounds.findIndex((bound) => value < bound);
    return (found < 0 ? CLASSES - 1 : found) + 1;
  }

  function add(parent, name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  }

  // Labels in the reader's language go into the drawing before it is drawn, so that they are broken into lines as well.
  function translated(map) {
    const tree = new DOMParser().parseFromString(map.xml, 'application/xml');
    for (const element of tree.querySelectorAll('[id][name]')) {
      const name = map.names[element.getAttribute('id')];
      if (name) element.setAttribute('name', name);
    }
    return new XMLSerializer().serializeToString(tree);
  }

  async function draw(map, place) {
    if (!map.xml) {
      place.textContent = texts.nothing;
      place.classList.add('none');
      return;
    }
    const viewer = new BpmnJS({
      container: place,
      bpmnRenderer: { defaultFillColor: 'var(--heat-paper)', defaultStrokeColor: 'var(--heat-ink)' },
    });
    const drawing = { viewer, place, map, canvas: viewer.get('canvas'), registry: viewer.get('elementRegistry') };
    try {
      await viewer.importXML(translated(map));
    } catch (failure) {
      place.textContent = `${texts.failed} ${failure.message}`;
      return;
    }
    drawings.push(drawing);
    viewer.get('eventBus').on('element.click', ({ element }) => choose((element.labelTarget || element).id, 'diagram'));
    fit(drawing);
    paint(drawing);
  }

  // As wide as there is room, but never so small that nothing can be read: then one scrolls.
  function fit(drawing, room = drawing.place.parentElement.clientWidth, least = LEAST_SCALE) {
    const inner = drawing.inner ?? (drawing.inner = drawing.canvas.viewbox().inner);
    const margin = 24;
    const scale = Math.max(room / (inner.width + 2 * margin), least) * zoom;
    drawing.place.style.width = `${Math.round((inner.width + 2 * margin) * scale)}px`;
    drawing.place.style.height = `${Math.round((inner.height + 2 * margin) * scale)}px`;
    drawing.canvas.resized();
    drawing.canvas.viewbox({ x: inner.x - margin, y: inner.y - margin, width: inner.width + 2 * margin, height: inner.height + 2 * margin });
  }

  const isOpenScope = (element) => element.children?.length > 0;

  function paint(drawing) {
    const { map, canvas, registry } = drawing;
    const measure = MEASURES[show];
    const layer = canvas.getLayer('heat', 1000);
    layer.replaceChildren();
    const busiest = Math.max(1, ...Object.values(map.flows).map((flow) => flow.count));
    registry.forEach((element) => {
      if (element.labelTarget) return;
      if (element.waypoints) flow(element, map.flows[element.id], busiest, registry, layer);
      else shape(element, map.figures[element.id], map.states[element.id], measure, registry, layer);
    });
    mark(drawing, layer);
  }

  function shape(element, figure, state, measure, registry, layer) {
    if (!figure) return;
    const visual = registry.getGraphics(element).querySelector('.djs-visual');
    const body = visual.querySelector('rect, circle, polygon');
    const value = measure.value(figure);
    const hot = value == null ? 0 : heat(value, measure.bounds);
    if (body && !isOpenScope(element)) {
      body.style.fill = hot ? `var(--heat-${hot})` : 'var(--heat-paper)';
      body.style.fillOpacity = 1;
      visual.querySelectorAll('text').forEach((text) => { text.style.fill = hot ? `var(--heat-on-${hot})` : 'var(--heat-ink)'; });
    }
    if (element.type.endsWith('Gateway')) visual.querySelectorAll('path').forEach((sign) => { sign.style.fill = sign.style.stroke = hot ? `var(--heat-on-${hot})` : 'var(--heat-ink)'; });
    const faded = figure.visits === 0 && figure.inside === 0;
    visual.style.opacity = faded ? 0.45 : 1;
    const group = add(layer, 'g', { class: 'heat-figure', 'data-of': element.id });
    add(group, 'title', {}, summary(element, figure));
    if (state) frame(group, element, `var(--heat-${state})`, state === 'changed' ? '2 3' : '7 4', { added: '+', removed: '−', changed: '±' }[state]);
    if (value != null) {
      const small = element.width < 60;
      chip(group, element.x + (isOpenScope(element) ? 70 : element.width / 2), element.y - (small ? 12 : 4), measure.text(value), hot);
    }
    if (figure.inside > 0 && !isOpenScope(element) && show === 'visits') chip(group, element.x + element.width / 2, element.y + element.height + 4, `${texts.inside}: ${figure.inside}`, 0);
  }

  function summary(element, figure) {
    const lines = [element.businessObject.name || element.id, `${texts.visits}: ${number.format(figure.visits)}`];
    if (figure.interrupted) lines.push(`${texts.interrupted}: ${number.format(figure.interrupted)}`);
    if (figure.inside) lines.push(`${texts.inside}: ${number.format(figure.inside)}`);
    if (figure.median != null) lines.push(`${texts.median}: ${duration(figure.median)}`, `${texts.p90}: ${duration(figure.p90)}`);
    if (figure.share != null) lines.push(`${texts.share}: ${percent.format(figure.share)}`);
    if (figure.target != null) lines.push(`${texts.target}: ${duration(figure.target)}`);
    if (figure.breaches != null) lines.push(`${texts.breaches}: ${percent.format(figure.breaches)}`);
    return lines.join('\n');
  }

  function chip(group, x, y, text, hot) {
    const width = 10 + text.length * 6.4;
    add(group, 'rect', { x: x - width / 2, y: y - 9, width, height: 18, rx: 9, style: `fill: var(--heat-${hot || 'paper'}); stroke: var(--heat-ink); stroke-width: 1` });
    add(group, 'text', { x, y: y + 4, 'text-anchor': 'middle', style: `font: bold 11px Arial, sans-serif; fill: var(--heat-${hot ? `on-${hot}` : 'ink'})` }, text);
  }

  function frame(group, element, colour, dashes, sign) {
    add(group, 'rect', { x: element.x - 6, y: element.y - 6, width: element.width + 12, height: element.height + 12, rx: 12, style: `fill: none; stroke: ${colour}; stroke-width: 3; stroke-dasharray: ${dashes}` });
    if (sign) {
      add(group, 'circle', { cx: element.x - 6, cy: element.y - 6, r: 10, style: `fill: ${colour}; stroke: none` });
      add(group, 'text', { x: element.x - 6, y: element.y - 1, 'text-anchor': 'middle', style: 'font: bold 15px Arial, sans-serif; fill: var(--heat-paper)' }, sign);
    }
  }

  function flow(element, label, busiest, registry, layer) {
    const path = registry.getGraphics(element).querySelector('.djs-visual path');
    if (!path || element.type !== 'bpmn:SequenceFlow') return;
    path.style.strokeWidth = label ? 1.2 + 1.8 * Math.sqrt(label.count / busiest) : 1.2;
    path.style.strokeOpacity = label && label.count === 0 ? 0.35 : 1;
    if (!label || !label.share) return;
    const { x, y } = along(element.waypoints, 0.5);
    const group = add(layer, 'g', { class: 'heat-flow', 'data-of': element.id });
    add(group, 'title', {}, `${texts.visits}: ${number.format(label.count)}`);
    const width = 6 + label.share.length * 5.8;
    add(group, 'rect', { x: x - width / 2, y: y - 8, width, height: 16, rx: 3, style: 'fill: var(--heat-paper); fill-opacity: .88; stroke: none' });
    add(group, 'text', { x, y: y + 4, 'text-anchor': 'middle', style: 'font: 11px Arial, sans-serif; fill: var(--heat-ink)' }, label.share);
  }

  function along(points, part) {
    const legs = points.slice(1).map((point, i) => Math.hypot(point.x - points[i].x, point.y - points[i].y));
    let rest = part * legs.reduce((sum, leg) => sum + leg, 0);
    for (let i = 0; i < legs.length; i += 1) {
      if (rest <= legs[i]) {
        const share = legs[i] ? rest / legs[i] : 0;
        return { x: points[i].x + share * (points[i + 1].x - points[i].x), y: points[i].y + share * (points[i + 1].y - points[i].y) };
      }
      rest -= legs[i];
    }
    return points[points.length - 1];
  }

  function mark(drawing, layer) {
    layer.querySelector('.heat-chosen')?.remove();
    const element = chosen && drawing.registry.get(chosen);
    if (element && !element.waypoints && element.parent) frame(add(layer, 'g', { class: 'heat-chosen' }), element, 'var(--heat-chosen)', 'none');
    return element;
  }

  function choose(id, from) {
    const known = data.maps.some((map) => map.figures[id]);
    chosen = known && id !== chosen ? id : from === 'diagram' ? '' : id;
    remember('element', chosen);
    for (const drawing of drawings) {
      const element = mark(drawing, drawing.canvas.getLayer('heat', 1000));
      if (element && from === 'table') reveal(drawing, element);
    }
    for (const row of page.querySelectorAll('tr[data-element]')) {
      if (row.dataset.element === chosen) {
        row.setAttribute('aria-current', 'true');
        if (from === 'diagram') row.scrollIntoView({ block: 'nearest' });
      } else {
        row.removeAttribute('aria-current');
      }
    }
  }

  function reveal(drawing, element) {
    const room = drawing.place.parentElement;
    const box = drawing.registry.getGraphics(element).getBoundingClientRect();
    const frame = room.getBoundingClientRect();
    room.scrollBy({ left: box.x + box.width / 2 - frame.x - frame.width / 2, top: box.y + box.height / 2 - frame.y - frame.height / 2 });
    room.scrollIntoView({ block: 'nearest' });
  }

  // Where not all of it is seen at once, one begins with what there is to see.
  function lookAtTheMost(drawing) {
    const { value } = MEASURES[show];
    const worth = (id) => (drawing.map.figures[id] && drawing.registry.get(id) ? value(drawing.map.figures[id]) ?? -1 : -1);
    const id = chosen || Object.keys(drawing.map.figures).reduce((best, next) => (worth(next) > worth(best) ? next : best), '');
    const element = drawing.registry.get(id);
    if (!element) return;
    const room = drawing.place.parentElement;
    const box = drawing.registry.getGraphics(element).getBoundingClientRect();
    const frame = room.getBoundingClientRect();
    room.scrollLeft += box.x + box.width / 2 - frame.x - frame.width / 2;
    room.scrollTop += box.y + box.height / 2 - frame.y - frame.height / 2;
  }

  function remember(name, value) {
    const address = new URL(location);
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
    history.replaceState(null, '', address);
  }

  // What each colour means, as pairs of class and text.
  function legendOf() {
    const { bounds, text } = MEASURES[show];
    return [...Array(CLASSES).keys()].map((i) => [i + 1, i === 0 ? `${texts.less} ${text(bounds[0])}` : i === CLASSES - 1 ? `${texts.more} ${text(bounds[i - 1])}` : `${text(bounds[i - 1])} – ${text(bounds[i])}`]);
  }

  function legend() {
    const place = page.querySelector('[data-legend]');
    place.replaceChildren(...legendOf().map(([hot, text]) => {
      const item = document.createElement('span');
      const colour = document.createElement('i');
      colour.style.background = `var(--heat-${hot})`;
      item.append(colour, text);
      return item;
    }));
    for (const state of ['added', 'removed', 'changed']) {
      if (data.maps.some((map) => Object.values(map.states).includes(state))) {
        const item = document.createElement('span');
        item.append(`${{ added: '+', removed: '−', changed: '±' }[state]} ${texts[state]}`);
        place.append(item);
      }
    }
  }

  // --- saving -------------------------------------------------------------------------------------------------------

  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  async function picture() {
    const light = document.createElement('div');
    light.className = 'heat-light';
    document.body.append(light);
    const style = getComputedStyle(light);
    const titles = [...page.querySelectorAll('figcaption')].map((title) => title.textContent);
    const parts = [];
    let top = 16;
    let width = 640;
    for (const drawing of drawings) {
      const { svg } = await drawing.viewer.saveSVG();
      const root = new DOMParser().parseFromString(svg.slice(svg.indexOf('<svg')), 'image/svg+xml').documentElement;
      root.querySelectorAll('.djs-hit, .djs-outline, .heat-chosen').forEach((node) => node.remove());
      // The viewer saves what it has drawn itself; figures lie above that.
      const figures = drawing.canvas.getLayer('heat', 1000).cloneNode(true);
      figures.querySelectorAll('.heat-chosen').forEach((node) => node.remove());
      root.append(figures);
      // Room for what is drawn around the elements.
      const [x, y, w, h] = root.getAttribute('viewBox').split(' ').map(Number);
      const inner = new XMLSerializer().serializeToString(root).replace(/^<svg[^>]*>/, '').replace(/<\/svg>$/, '');
      parts.push(`<text x="16" y="${top + 16}" style="font: bold 16px Arial, sans-serif; fill: var(--heat-ink)">${escaped(titles[drawings.indexOf(drawing)] ?? '')}</text>`);
      parts.push(`<svg x="8" y="${top + 28}" width="${w + 32}" height="${h + 32}" viewBox="${x - 16} ${y - 16} ${w + 32} ${h + 32}">${inner}</svg>`);
      top += h + 72;
      width = Math.max(width, w + 48);
    }
    let left = 16;
    const name = page.querySelector(`[data-show="${show}"]`).textContent;
    parts.push(`<text x="${left}" y="${top + 14}" style="font: bold 13px Arial, sans-serif; fill: var(--heat-ink)">${escaped(name)}</text>`);
    left += 20 + name.length * 8;
    for (const [hot, text] of legendOf()) {
      parts.push(`<rect x="${left}" y="${top}" width="24" height="18" style="fill: var(--heat-${hot}); stroke: var(--heat-soft)"/>`);
      parts.push(`<text x="${left + 30}" y="${top + 14}" style="font: 13px Arial, sans-serif; fill: var(--heat-ink)">${escaped(text)}</text>`);
      left += 50 + text.length * 7.5;
    }
    width = Math.max(width, left);
    const height = top + 36;
    const coloured = parts.join('\n').replace(/var\((--heat-[\w-]+)\)/g, (_, variable) => style.getPropertyValue(variable).trim());
    const svg = `<svg xmlns="${SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#fff"/>${coloured}</svg>`;
    light.remove();
    return { svg, width, height };
  }

  function offer(blob, ending) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${data.file}-${show}.${ending}`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function save(format) {
    const { svg, width, height } = await picture();
    page.dataset.saved = format;
    if (format === 'svg') {
      offer(new Blob([svg], { type: 'image/svg+xml' }), 'svg');
      return;
    }
    const image = new Image();
    const bytes = new TextEncoder().encode(svg);
    let binary = '';
    for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
    image.src = `data:image/svg+xml;base64,${btoa(binary)}`;
    await image.decode();
    const sheet = document.createElement('canvas');
    const scale = Math.min(2, 8000 / Math.max(width, height));
    sheet.width = width * scale;
    sheet.height = height * scale;
    sheet.getContext('2d').drawImage(image, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((blob) => { page.dataset.savedBytes = blob.size; offer(blob, 'png'); }, 'image/png');
  }

  // --- the table ----------------------------------------------------------------------------------------------------

  function sort(table, column, descending) {
    const value = (row) => {
      const cell = row.cells[column];
      return cell.dataset.value !== undefined ? Number(cell.dataset.value) : cell.classList.contains('numeric') && cell.textContent.trim() === '' ? -Infinity : cell.textContent.trim();
    };
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      const order = typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), data.language, { numeric: true });
      return descending ? -order : order;
    });
    table.tBodies[0].append(...rows);
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      if (head.hasAttribute('aria-sort')) head.setAttribute('aria-sort', i === column ? (descending ? 'descending' : 'ascending') : 'none');
    });
  }

  page.addEventListener('click', ({ target }) => {
    const head = target.closest('.sortable th button')?.parentElement;
    if (head) sort(head.closest('table'), head.cellIndex, head.getAttribute('aria-sort') !== 'descending');
    const row = target.closest('button.element')?.closest('tr');
    if (row) choose(row.dataset.element, 'table');
    const shows = target.closest('[data-show]');
    if (shows) {
      show = shows.dataset.show;
      remember('show', show);
      page.querySelector('input[name=show]').value = show;
      page.querySelectorAll('[data-show]').forEach((button) => button.setAttribute('aria-pressed', button === shows));
      drawings.forEach(paint);
      legend();
    }
    const zooms = target.closest('[data-zoom]');
    if (zooms) {
      zoom = { in: zoom * 1.25, out: Math.max(0.3, zoom / 1.25), fit: 1 }[zooms.dataset.zoom];
      drawings.forEach((drawing) => fit(drawing, undefined, zooms.dataset.zoom === 'fit' ? 0 : LEAST_SCALE));
    }
    const saves = target.closest('[data-save]');
    if (saves) save(saves.dataset.save);
  });

  window.addEventListener('beforeprint', () => { zoom = 1; drawings.forEach((drawing) => fit(drawing, 1000, 0)); });
  window.addEventListener('afterprint', () => drawings.forEach((drawing) => fit(drawing)));
  window.addEventListener('resize', () => drawings.forEach((drawing) => fit(drawing)));

  // Before and after are looked at in the same place.
  const rooms = [...page.querySelectorAll('.scroll')];
  rooms.forEach((room) => room.addEventListener('scroll', () => rooms.forEach((other) => {
    if (other !== room) { other.scrollLeft = room.scrollLeft; other.scrollTop = room.scrollTop; }
  })));

  legend();
  const figures = page.querySelector('[data-figures]');
  if (figures) sort(figures, 6, true);
  const places = [...page.querySelectorAll('[data-drawing]')];
  Promise.all(data.maps.map((map, i) => draw(map, places[i]))).then(() => {
    if (chosen) { const id = chosen; chosen = ''; choose(id, 'address'); }
    drawings.forEach(lookAtTheMost);
    page.dataset.drawn = drawings.length;
  });
})();
