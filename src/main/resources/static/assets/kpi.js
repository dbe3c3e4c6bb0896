// The dashboard: fetches its panels one by one and draws what they bring along. Every picture is a table, too.
(() => {
  const page = JSON.parse(document.getElementById('kpi-data').textContent);
  const texts = page.texts;
  const number = new Intl.NumberFormat(page.language, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(page.language, { style: 'percent', maximumFractionDigits: 0 });
  const charts = new Map();
  const AT_ONCE = 3;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const lines = (title, rows) => `<b>${escape(title)}</b><br>${rows.map(([name, value]) => `${escape(name)}: ${escape(value)}`).join('<br>')}`;

  function duration(hours, business) {
    if (hours == null) return '–';
    if (hours < 2) return `${Math.round(hours * 60)} ${texts.minutes}`;
    const short = new Intl.NumberFormat(page.language, { maximumFractionDigits: 1 });
    if (business || hours < 72) return `${short.format(hours)} ${texts.hours}`;
    return `${short.format(hours / 24)} ${texts.days}`;
  }

  // Axes in one unit, whichever suits the largest value. Days of business time have no fixed length.
  function axisUnit(most, business) {
    if (most < 2) return { factor: 60, name: texts.minutes };
    if (business || most < 72) return { factor: 1, name: texts.hours };
    return { factor: 1 / 24, name: texts.days };
  }

  function base() {
    const ink = colour('--ink-soft');
    const line = colour('--line');
    const axis = { axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: ink } };
    return {
      axis,
      ink: colour('--ink'),
      option: {
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches && !document.documentElement.classList.contains('on-paper'),
        animationDuration: 300,
        color: [1, 2, 3, 4, 5].map((i) => colour(`--kpi-${i}`)),
        textStyle: { color: colour('--ink'), fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 16, top: 34, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
        legend: { top: 0, left: 0, itemHeight: 10, itemWidth: 14, textStyle: { color: ink } },
        tooltip: { trigger: 'axis', confine: true, backgroundColor: colour('--surface'), borderColor: line, textStyle: { color: colour('--ink') } },
      },
    };
  }

  const categories = (axis, names) => ({ ...axis, type: 'category', data: names });

  function flow({ x, arrived, solved, open, links }) {
    const { axis, option } = base();
    return {
      links,
      option: {
        ...option,
        xAxis: categories(axis, x),
        yAxis: { ...axis, type: 'value', minInterval: 1 },
        tooltip: { ...option.tooltip, formatter: ([{ dataIndex: i }]) => lines(x[i], [[texts.arrived, arrived[i]], [texts.solved, solved[i]], [texts.open, open[i] ?? '–']]) },
        series: [
          { name: texts.arrived, type: 'bar', barMaxWidth: 14, data: arrived },
          { name: texts.solved, type: 'bar', barMaxWidth: 14, data: solved },
          { name: texts.open, type: 'line', showSymbol: x.length < 3, data: open },
        ],
      },
    };
  }

  function histogram({ bins }) {
    const { axis, option, ink } = base();
    const beside = bins.some((bin) => bin.team != null);
    const values = (bin) => (beside ? bin.share : bin.n);
    return {
      links: bins.map((bin) => (bin.n ? bin.link : null)),
      option: {
        ...option,
        legend: beside ? option.legend : { show: false },
        xAxis: { ...categories(axis, bins.map((bin) => bin.name)), axisLabel: { ...axis.axisLabel, rotate: 40, hideOverlap: false, interval: 0, fontSize: 11 } },
        yAxis: { ...axis, type: 'value', minInterval: beside ? 0 : 1, axisLabel: { ...axis.axisLabel, formatter: (value) => (beside ? percent : number).format(value) } },
        tooltip: {
          ...option.tooltip,
          axisPointer: { type: 'shadow' },
          formatter: ([{ dataIndex: i }]) => {
            const bin = bins[i];
            return lines(bin.name, [[texts.n, number.format(bin.n)], [texts.share, percent.format(bin.share)], ...(beside ? [[texts.team, percent.format(bin.team)]] : [])]);
          },
        },
        series: [
          {
            name: beside ? texts.own : texts.n, type: 'bar', barCategoryGap: '8%', data: bins.map(values),
            label: { show: true, position: 'top', color: ink, fontWeight: 600, fontSize: 11, lineHeight: 13, formatter: ({ dataIndex }) => bins[dataIndex].marks.join('\n') },
          },
          ...(beside ? [{ name: texts.team, type: 'line', step: 'middle', symbol: 'none', lineStyle: { type: 'dashed' }, data: bins.map((bin) => bin.team) }] : []),
        ],
      },
    };
  }

  // The box is the middle half, its line the median, the whisker reaches to what nine of ten stay under.
  function boxes({ boxes: all, business }) {
    const { axis, option } = base();
    const unit = axisUnit(Math.max(...all.map((box) => box.p90 ?? 0)), business);
    const names = all.map((box) => box.name);
    const short = all.length <= 12;
    return {
      links: all.map((box) => (box.n ? box.link : null)),
      option: {
        ...option,
        legend: { show: false },
        grid: { ...option.grid, top: 26 },
        xAxis: { ...categories(axis, names), axisLabel: { ...axis.axisLabel, lineHeight: 15, formatter: (name, i) => (short ? `${name}\n${texts.n} ${number.format(all[i].n)}` : name) } },
        yAxis: { ...axis, type: 'value', name: unit.name, nameTextStyle: { ...axis.nameTextStyle, align: 'right' } },
        tooltip: {
          ...option.tooltip,
          formatter: ([{ dataIndex: i }]) => {
            const box = all[i];
            return lines(names[i], [[texts.n, number.format(box.n)], [texts.median, duration(box.median, business)], [texts.middle, `${duration(box.p25, business)} – ${duration(box.p75, business)}`], [texts.p90, duration(box.p90, business)]]);
          },
        },
        series: [{
          type: 'boxplot', boxWidth: [4, 30],
          itemStyle: { color: colour('--accent-soft'), borderColor: colour('--kpi-1'), borderWidth: 1.5 },
          data: all.map((box) => (box.median == null ? [] : [box.p25, box.p25, box.median, box.p75, box.p90].map((value) => value * unit.factor))),
        }],
      },
    };
  }

  function shares({ bars: given }) {
    const { axis, option, ink } = base();
    const bars = [...given].reverse();
    return {
      links: bars.map((bar) => bar.link),
      option: {
        ...option,
        legend: { show: false },
        grid: { ...option.grid, top: 8, right: 110 },
        xAxis: { ...axis, type: 'value', min: 0, max: 1, axisLabel: { ...axis.axisLabel, formatter: (value) => percent.format(value) } },
        yAxis: { ...categories(axis, bars.map((bar) => bar.name)), axisLabel: { ...axis.axisLabel, width: 110, overflow: 'break' } },
        tooltip: { ...option.tooltip, axisPointer: { type: 'shadow' }, formatter: ([{ dataIndex: i }]) => lines(bars[i].name, [[texts.kept, percent.format(bars[i].value)], [texts.n, number.format(bars[i].n)]]) },
        series: [{
          type: 'bar', barMaxWidth: 26, showBackground: true, backgroundStyle: { color: colour('--raised') },
          data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: colour(bar.value >= 0.9 ? '--kpi-1' : bar.value >= 0.75 ? '--kpi-2' : '--kpi-5') } })),
          label: { show: true, position: 'right', color: ink, formatter: ({ dataIndex: i }) => `${percent.format(bars[i].value)}  ${texts.n} = ${number.format(bars[i].n)}` },
        }],
      },
    };
  }

  function trendLines({ x, lines: all, unit }) {
    const { axis, option } = base();
    const share = unit === 'share';
    const format = (value) => (value == null ? '–' : (share ? percent : number).format(value));
    return {
      links: [],
      option: {
        ...option,
        legend: all.length > 1 ? option.legend : { show: false },
        grid: { ...option.grid, top: all.length > 2 ? 56 : 34 },
        xAxis: categories(axis, x),
        yAxis: { ...axis, type: 'value', ...(share ? { min: 0, max: 1 } : {}), axisLabel: { ...axis.axisLabel, formatter: format } },
        tooltip: { ...option.tooltip, formatter: ([{ dataIndex: i }]) => lines(x[i], all.map((line) => [line.name, `${format(line.values[i])} (${share ? texts.n : texts.arrived} = ${number.format(line.n[i])})`])) },
        series: all.map((line, i) => ({ name: line.name, type: 'line', connectNulls: true, symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4], symbolSize: 7, data: line.values })),
      },
    };
  }

  function stack({ teams: given, parts, business }) {
    const { axis, option } = base();
    const teams = [...given].reverse();
    const names = [...new Map(parts.map((part) => [part.stage, part.name]))];
    const order = ['queue', 'work', 'waiting-customer', 'waiting-third-party'];
    names.sort(([a], [b]) => (order.indexOf(a) + 9) % 9 - (order.indexOf(b) + 9) % 9);
    const at = (team, stage) => parts.find((part) => part.team === team && part.stage === stage);
    const sums = teams.map((team) => parts.filter((part) => part.team === team.key).reduce((sum, part) => sum + part.hours, 0));
    const unit = axisUnit(Math.max(...sums), business);
    const colours = { queue: '--kpi-2', work: '--kpi-1', 'waiting-customer': '--kpi-3', 'waiting-third-party': '--kpi-4' };
    return {
      links: (event) => at(teams[event.dataIndex].key, names[event.seriesIndex][0])?.link,
      option: {
        ...option,
        grid: { ...option.grid, top: names.length > 3 ? 60 : 40 },
        xAxis: { ...axis, type: 'value', name: unit.name, nameLocation: 'middle', nameGap: 26 },
        yAxis: { ...categories(axis, teams.map((team) => team.name)), axisLabel: { ...axis.axisLabel, width: 110, overflow: 'break' } },
        tooltip: {
          ...option.tooltip,
          axisPointer: { type: 'shadow' },
          formatter: ([{ dataIndex: i }]) => lines(teams[i].name, names.map(([stage, name]) => {
            const part = at(teams[i].key, stage);
            return [name, part ? `${duration(part.hours, business)} (${percent.format(part.share)}, ${texts.n} = ${number.format(part.n)})` : '–'];
          })),
        },
        series: names.map(([stage, name]) => ({
          name, type: 'bar', stack: 'time', barMaxWidth: 34, itemStyle: { color: colour(colours[stage] ?? '--kpi-5') },
          data: teams.map((team) => (at(team.key, stage)?.hours ?? 0) * unit.factor),
          label: { show: true, color: colour(stage === 'queue' || stage === 'waiting-third-party' ? '--kpi-on-2' : '--surface'), textBorderWidth: 0, fontWeight: 600, formatter: ({ dataIndex }) => { const part = at(teams[dataIndex].key, stage); return part && part.share >= 0.08 ? percent.format(part.share) : ''; } },
        })),
      },
    };
  }

  function columns({ bars }) {
    const { axis, option, ink } = base();
    return {
      links: bars.map((bar) => (bar.n ? bar.link : null)),
      option: {
        ...option,
        legend: { show: false },
        grid: { ...option.grid, top: 24, bottom: 12 },
        xAxis: { ...categories(axis, bars.map((bar) => bar.name)), axisLabel: { ...axis.axisLabel, hideOverlap: false, interval: 0, width: 70, overflow: 'break', lineHeight: 13 } },
        yAxis: { ...axis, type: 'value', minInterval: 1 },
        tooltip: { ...option.tooltip, axisPointer: { type: 'shadow' }, formatter: ([{ dataIndex: i }]) => lines(bars[i].name, [[texts.tickets, number.format(bars[i].n)]]) },
        series: [{ type: 'bar', barMaxWidth: 40, data: bars.map((bar) => bar.n), label: { show: true, position: 'top', color: ink, formatter: ({ value }) => number.format(value) } }],
      },
    };
  }

  // From median to p90: how long it takes, and how sure one can be of that.
  function ranges({ ranges: given, business }) {
    const { axis, option, ink } = base();
    const all = [...given].reverse();
    const unit = axisUnit(Math.max(...all.map((one) => one.p90)), business);
    return {
      links: all.map((one) => one.link),
      height: Math.max(272, 60 + all.length * 34),
      option: {
        ...option,
        grid: { ...option.grid, right: 70 },
        xAxis: { ...axis, type: 'value', name: unit.name, nameLocation: 'middle', nameGap: 26 },
        yAxis: { ...categories(axis, all.map((one) => one.name)), axisLabel: { ...axis.axisLabel, width: 120, overflow: 'truncate', hideOverlap: false, interval: 0 } },
        tooltip: { ...option.tooltip, axisPointer: { type: 'shadow' }, formatter: ([{ dataIndex: i }]) => lines(all[i].name, [[texts.median, duration(all[i].median, business)], [texts.p90, duration(all[i].p90, business)], [texts.n, number.format(all[i].n)]]) },
        series: [
          { name: texts.median, type: 'bar', stack: 'range', barMaxWidth: 16, data: all.map((one) => one.median * unit.factor) },
          {
            name: texts.p90, type: 'bar', stack: 'range', barMaxWidth: 16, itemStyle: { color: colour('--kpi-4'), opacity: 0.6 }, data: all.map((one) => (one.p90 - one.median) * unit.factor),
            label: { show: true, position: 'right', color: ink, fontSize: 11, formatter: ({ dataIndex: i }) => `${texts.n} = ${number.format(all[i].n)}` },
          },
        ],
      },
    };
  }

  const kinds = { flow, histogram, boxes, shares, lines: trendLines, stack, columns, ranges };

  /** Draws a picture where it can be seen; hidden ones are drawn when they appear. */
  function draw(place) {
    charts.get(place)?.dispose();
    charts.delete(place);
    if (place.offsetParent == null) return;
    const { type, data } = JSON.parse(place.dataset.chart);
    const { option, links, height } = kinds[type](data);
    if (height) place.style.height = `${height}px`;
    const chart = echarts.init(place, null, { renderer: 'svg' });
    chart.setOption(option);
    chart.on('click', (event) => {
      const link = typeof links === 'function' ? links(event) : links[event.dataIndex];
      if (link) location.href = link;
    });
    charts.set(place, chart);
  }

  function drawAll() {
    charts.forEach((chart) => chart.dispose());
    charts.clear();
    document.querySelectorAll('[data-chart]').forEach(draw);
  }

  function show(panel) {
    const view = panel.dataset.view ?? panel.querySelector('[data-view-of]')?.dataset.viewOf;
    const twin = panel.dataset.twin === 'true';
    panel.querySelectorAll('[data-view-of]').forEach((place) => { place.hidden = place.dataset.viewOf !== view; });
    panel.querySelectorAll('.view').forEach((place) => {
      const chart = place.querySelector('.chart');
      if (!chart) return;
      chart.hidden = twin;
      place.querySelector('.twin').hidden = !twin;
    });
    panel.querySelectorAll('[data-chart]').forEach(draw);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-view], button[data-twin], button[data-again]');
    if (!button) return;
    const panel = button.closest('[data-panel]');
    if (button.dataset.again !== undefined) {
      load(panel);
    } else if (button.dataset.twin !== undefined) {
      panel.dataset.twin = panel.dataset.twin !== 'true';
      button.setAttribute('aria-pressed', panel.dataset.twin);
      show(panel);
    } else {
      panel.dataset.view = button.dataset.view;
      panel.querySelectorAll('button[data-view]').forEach((one) => one.setAttribute('aria-pressed', one === button));
      show(panel);
    }
  });

  async function load(panel) {
    panel.setAttribute('aria-busy', 'true');
    try {
      const response = await fetch(panel.dataset.from, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (response.redirected) throw new Error(texts.expired);
      if (!response.ok) throw new Error(texts.failed);
      panel.innerHTML = await response.text();
      panel.setAttribute('aria-labelledby', `panel-${panel.dataset.panel}`);
      delete panel.dataset.view;
      delete panel.dataset.twin;
      show(panel);
    } catch (error) {
      const said = error instanceof TypeError ? texts.failed : error.message;
      panel.innerHTML = `<p class="notice late" role="alert">${escape(said)}</p><button class="button small" type="button" data-again>${escape(texts.again)}</button>`;
    }
    panel.removeAttribute('aria-busy');
  }

  async function loadAll() {
    const waiting = [...document.querySelectorAll('[data-panel]')];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let panel = waiting.shift(); panel; panel = waiting.shift()) await load(panel);
    }));
    document.documentElement.dataset.loaded = 'true';
  }

  // The address holds what is chosen, and nothing else.
  document.querySelector('[data-filters]').addEventListener('submit', (event) => {
    const fields = [...event.target.elements].filter((field) => field.name && field.value === '');
    fields.forEach((field) => { field.disabled = true; });
    setTimeout(() => fields.forEach((field) => { field.disabled = false; }));
  });

  loadAll();
  let width = innerWidth;
  addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; charts.forEach((chart) => chart.resize()); } });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  // On paper it is light, and as wide as the paper.
  addEventListener('beforeprint', () => {
    document.documentElement.classList.add('on-paper');
    drawAll();
    charts.forEach((chart) => chart.resize({ width: 640 }));
  });
  addEventListener('afterprint', () => {
    document.documentElement.classList.remove('on-paper');
    drawAll();
  });
})();
