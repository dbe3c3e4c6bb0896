// Draws the charts of /kpi from the data the page brings along; no request of its own.
(() => {
  const data = JSON.parse(document.getElementById('kpi-data').textContent);
  const texts = data.texts;
  const number = new Intl.NumberFormat(data.language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(data.language, { style: 'percent', maximumFractionDigits: 0 });
  const charts = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function duration(hours) {
    if (hours == null) return '–';
    if (hours < 2) return `${number.format(Math.round(hours * 60))} ${texts.minutes}`;
    if (hours < 72) return `${number.format(hours)} ${texts.hours}`;
    return `${number.format(hours / 24)} ${texts.days}`;
  }

  // Axes in one unit: minutes, hours or days, whichever suits the largest value.
  function axisUnit(most) {
    if (most < 2) return { factor: 60, name: texts.minutes };
    if (most < 72) return { factor: 1, name: texts.hours };
    return { factor: 1 / 24, name: texts.days };
  }

  function day(key) {
    const [year, month, date] = key.split('-').map(Number);
    return new Intl.DateTimeFormat(data.language, { day: 'numeric', month: 'short', timeZone: 'UTC' })
      .format(Date.UTC(year, month - 1, date));
  }

  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const lines = (title, rows) => `<b>${escape(title)}</b><br>${rows.map(([name, value]) => `${escape(name)}: ${escape(value)}`).join('<br>')}`;

  function base() {
    const ink = colour('--ink-soft');
    const line = colour('--line');
    const axis = { axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: ink } };
    return {
      axis,
      option: {
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches && !matchMedia('print').matches,
        animationDuration: 300,
        aria: { enabled: true },
        color: [1, 2, 3, 4, 5].map((i) => colour(`--kpi-${i}`)),
        textStyle: { color: colour('--ink'), fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 16, top: 34, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
        legend: { top: 0, left: 0, itemHeight: 10, itemWidth: 14, textStyle: { color: ink } },
        tooltip: { trigger: 'axis', confine: true, backgroundColor: colour('--surface'), borderColor: line, textStyle: { color: colour('--ink') } },
      },
    };
  }

  function flow() {
    if (!data.flow.some((row) => row.arrived || row.solved || row.open)) return null;
    const { axis, option } = base();
    return {
      ...option,
      xAxis: { ...axis, type: 'category', data: data.flow.map((row) => day(row.bucket)) },
      yAxis: { ...axis, type: 'value', minInterval: 1 },
      tooltip: { ...option.tooltip, formatter: ([first]) => { const row = data.flow[first.dataIndex]; return lines(day(row.bucket), [[texts.arrived, row.arrived], [texts.solved, row.solved], [texts.open, row.open ?? '–']]); } },
      series: [
        { name: texts.arrived, type: 'bar', barMaxWidth: 14, data: data.flow.map((row) => row.arrived) },
        { name: texts.solved, type: 'bar', barMaxWidth: 14, data: data.flow.map((row) => row.solved) },
        { name: texts.open, type: 'line', showSymbol: data.flow.length < 3, data: data.flow.map((row) => row.open) },
      ],
    };
  }

  function trend(groups) {
    if (!groups.some((group) => group.n)) return null;
    const { axis, option } = base();
    const unit = axisUnit(Math.max(...groups.map((group) => group.p90 ?? 0)));
    const series = (name, key, extra) => ({ name, type: 'line', connectNulls: true, showSymbol: true, symbolSize: 6, data: groups.map((group) => (group[key] == null ? null : group[key] * unit.factor)), ...extra });
    return {
      ...option,
      grid: { ...option.grid, top: 50 },
      xAxis: { ...axis, type: 'category', data: groups.map((group) => day(group.key)) },
      yAxis: { ...axis, type: 'value', name: unit.name, nameLocation: 'end', nameTextStyle: { ...axis.nameTextStyle, align: 'right' } },
      tooltip: { ...option.tooltip, formatter: ([first]) => { const group = groups[first.dataIndex]; return lines(day(group.key), [[texts.median, duration(group.median)], [texts.p90, duration(group.p90)], [texts.cases, group.n]]); } },
      series: [series(texts.median, 'median'), series(texts.p90, 'p90', { lineStyle: { type: 'dashed' } })],
    };
  }

  function compliance() {
    if (!data.compliance.length) return null;
    const { axis, option } = base();
    const bars = [...data.compliance].reverse();
    return {
      ...option,
      legend: { show: false },
      grid: { ...option.grid, top: 8, right: 110 },
      xAxis: { ...axis, type: 'value', min: 0, max: 1, axisLabel: { ...axis.axisLabel, formatter: (value) => percent.format(value) } },
      yAxis: { ...axis, type: 'category', data: bars.map((bar) => bar.name) },
      tooltip: { ...option.tooltip, formatter: ([first]) => { const bar = bars[first.dataIndex]; return lines(bar.name, [[texts.kept, percent.format(bar.value)], [texts.cases, bar.n]]); } },
      series: [{
        type: 'bar', barMaxWidth: 26, showBackground: true, backgroundStyle: { color: colour('--raised') },
        data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: colour(bar.value >= 0.9 ? '--kpi-1' : bar.value >= 0.75 ? '--kpi-2' : '--kpi-5') } })),
        label: { show: true, position: 'right', color: colour('--ink'), formatter: ({ dataIndex }) => `${percent.format(bars[dataIndex].value)}  n = ${number.format(bars[dataIndex].n)}` },
      }],
    };
  }

  function stages() {
    if (!data.stages.length) return null;
    const { axis, option } = base();
    const teams = [...data.teams].reverse();
    const names = [...new Map(data.stages.map((bar) => [bar.stage, bar.name]))];
    const order = ['queue', 'work', 'waiting-customer', 'waiting-third-party'];
    names.sort(([a], [b]) => (order.indexOf(a) + 9) % 9 - (order.indexOf(b) + 9) % 9);
    const at = (team, stage) => data.stages.find((bar) => bar.team === team && bar.stage === stage);
    const sums = teams.map((team) => data.stages.filter((bar) => bar.team === team.key).reduce((sum, bar) => sum + bar.hours, 0));
    const unit = axisUnit(Math.max(...sums));
    const colours = { queue: '--kpi-2', work: '--kpi-1', 'waiting-customer': '--kpi-3', 'waiting-third-party': '--kpi-4' };
    return {
      ...option,
      grid: { ...option.grid, top: names.length > 3 ? 60 : 40 },
      xAxis: { ...axis, type: 'value', name: unit.name, nameLocation: 'middle', nameGap: 26 },
      yAxis: { ...axis, type: 'category', data: teams.map((team) => team.name), axisLabel: { ...axis.axisLabel, width: 110, overflow: 'break' } },
      tooltip: { ...option.tooltip, axisPointer: { type: 'shadow' }, formatter: ([first]) => { const team = teams[first.dataIndex]; return lines(team.name, names.map(([stage, name]) => { const bar = at(team.key, stage); return [name, bar ? `${duration(bar.hours)} (${percent.format(bar.share)})` : '–']; })); } },
      series: names.map(([stage, name]) => ({
        name, type: 'bar', stack: 'time', barMaxWidth: 34, itemStyle: { color: colour(colours[stage] ?? '--kpi-5') },
        data: teams.map((team) => (at(team.key, stage)?.hours ?? 0) * unit.factor),
        label: { show: true, color: colour(stage === 'queue' || stage === 'waiting-third-party' ? '--kpi-on-2' : '--surface'), textBorderWidth: 0, fontWeight: 600, formatter: ({ dataIndex }) => { const bar = at(teams[dataIndex].key, stage); return bar && bar.share >= 0.08 ? percent.format(bar.share) : ''; } },
      })),
    };
  }

  function ages() {
    if (!data.ages.some((band) => band.n)) return null;
    const { axis, option } = base();
    return {
      ...option,
      legend: { show: false },
      grid: { ...option.grid, top: 24, bottom: 28 },
      xAxis: { ...axis, type: 'category', data: data.ages.map((band) => band.name), axisLabel: { ...axis.axisLabel, hideOverlap: false, interval: 0, width: 70, overflow: 'break', lineHeight: 13 } },
      yAxis: { ...axis, type: 'value', minInterval: 1 },
      tooltip: { ...option.tooltip, formatter: ([first]) => lines(first.name, [[texts.tickets, first.value]]) },
      series: [{ type: 'bar', barMaxWidth: 40, data: data.ages.map((band) => band.n), label: { show: true, position: 'top', color: colour('--ink') } }],
    };
  }

  const draw = { flow, stages, compliance, ages, responses: () => trend(data.responses), resolutions: () => trend(data.resolutions) };

  function render() {
    charts.splice(0).forEach((chart) => chart.dispose());
    document.querySelectorAll('[data-chart]').forEach((place) => {
      const option = draw[place.dataset.chart]();
      place.hidden = option == null;
      place.parentElement.querySelector('.none').hidden = option != null;
      if (option != null) {
        const chart = echarts.init(place, null, { renderer: 'svg' });
        chart.setOption(option);
        charts.push(chart);
      }
    });
  }

  render();
  addEventListener('resize', () => charts.forEach((chart) => chart.resize()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render);
})();
