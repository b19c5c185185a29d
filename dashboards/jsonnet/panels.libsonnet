// Panels, without their place on the board (see board.libsonnet).
local datasource = { type: 'prometheus', uid: '${datasource}' };

local letter(index) = std.char(std.codepoint('A') + index);

// The steps of a threshold from [colour, from]...; the first has no `from`.
local thresholds(steps) = {
  mode: 'absolute',
  steps: [{ color: step[0], value: if std.length(step) > 1 then step[1] else null } for step in steps],
};

local panel(type, title, description, unit, targets) = {
  type: type,
  title: title,
  description: description,
  datasource: datasource,
  targets: [
    targets[i] { refId: letter(i), datasource: datasource, editorMode: 'code' }
    for i in std.range(0, std.length(targets) - 1)
  ],
  fieldConfig: {
    defaults: {
      unit: unit,
      color: { mode: 'palette-classic' },
      thresholds: thresholds([['green']]),
      mappings: [],
    },
    overrides: [],
  },
  options: {},
};

{
  datasource:: datasource,
  thresholds:: thresholds,

  range(expr, legend):: { expr: expr, legendFormat: legend, range: true },
  instant(expr, legend=''):: { expr: expr, legendFormat: legend, instant: true, range: false },

  // Additions to a panel.
  defaults(more):: { fieldConfig+: { defaults+: more } },
  steps(steps):: self.defaults({ thresholds: thresholds(steps), color: { mode: 'thresholds' } }),
  no_value(text):: self.defaults({ noValue: text }),
  // Texts, and colours, for values.
  texts(by_value):: self.defaults({ mappings: [{ type: 'value', options: by_value }] }),
  overrides(list):: { fieldConfig+: { overrides+: list } },
  override(name, properties):: self.overrides([{
    matcher: { id: 'byName', options: name },
    properties: [{ id: id, value: properties[id] } for id in std.objectFields(properties)],
  }]),
  // {series name: colour}
  colors(by_name):: self.overrides([
    {
      matcher: { id: 'byName', options: name },
      properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: by_name[name] } }],
    }
    for name in std.objectFields(by_name)
  ]),
  // Series whose name matches are drawn as limits.
  limits(regex):: self.overrides([{
    matcher: { id: 'byRegexp', options: regex },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
      { id: 'custom.fillOpacity', value: 0 },
    ],
  }]),

  // Series whose name matches are drawn as areas, as part of what the others are.
  areas(regex, color):: self.overrides([{
    matcher: { id: 'byRegexp', options: regex },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillOpacity', value: 60 },
    ],
  }]),

  stat(title, description, unit, target):: panel('stat', title, description, unit, [target]) {
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: if std.objectHas(target, 'instant') then 'none' else 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: 'value',
      wideLayout: true,
    },
  } + self.steps([['text']]),

  time_series(title, description, unit, targets):: panel('timeseries', title, description, unit, targets) {
    options: {
      legend: {
        displayMode: 'table',
        placement: 'bottom',
        showLegend: true,
        calcs: ['lastNotNull', 'max'],
        sortBy: 'Last *',
        sortDesc: true,
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  } + self.defaults({
    min: 0,
    custom: {
      drawStyle: 'line',
      lineInterpolation: 'linear',
      lineWidth: 2,
      fillOpacity: 8,
      gradientMode: 'none',
      showPoints: 'never',
      spanNulls: false,
      stacking: { mode: 'none', group: 'A' },
      // Nothing but zeros are no reason for a scale up to 100.
      [if std.member(['locale', 'suffix:/min'], unit) then 'axisSoftMax']: 1,
    },
  }),
  stacked:: self.defaults({ custom+: { stacking: { mode: 'normal', group: 'A' }, fillOpacity: 70, lineWidth: 0 } }),
  legend_right:: { options+: { legend+: { placement: 'right' } } },
  // Where one of many may be more than zero: that one first.
  legend_most(width):: { options+: { legend+: { placement: 'right', width: width, calcs: ['max'], sortBy: 'Max' } } },

  // Horizontal bars with what they stand for above them, the longest first.
  bar_gauge(title, description, unit, target):: panel('bargauge', title, description, unit, [target]) {
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      displayMode: 'gradient',
      orientation: 'horizontal',
      showUnfilled: true,
      valueMode: 'color',
      namePlacement: 'top',
      sizing: 'manual',
      minVizHeight: 16,
      minVizWidth: 8,
      maxVizHeight: 50,
      text: { titleSize: 13, valueSize: 16 },
    },
  },
  // Of a share of what there is.
  share:: self.defaults({ min: 0, max: 1, decimals: 1 }) + self.steps([['green'], ['orange', 0.75], ['red', 0.9]]),

  table_of(title, description, targets):: panel('table', title, description, 'locale', targets) {
    options: { showHeader: true, cellHeight: 'sm' },
  } + self.defaults({ custom: { align: 'auto', cellOptions: { type: 'auto' } } }),
}
