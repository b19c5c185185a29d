// Tables: one row for each set of labels, one column for each query.
local p = import 'panels.libsonnet';

// What is not shown but may be used by links; the first for Grafana up to 12.1, the second since.
local hidden = { 'custom.hidden': true, 'custom.hideFrom': { legend: false, tooltip: false, viz: true } };

{
  hidden:: hidden,

  // Kinds of columns.
  count(decimals=0):: { unit: 'locale', decimals: decimals },
  share:: {
    unit: 'percentunit',
    min: 0,
    max: 1,
    'custom.cellOptions': { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
    thresholds: p.thresholds([['green'], ['orange', 0.75], ['red', 0.9]]),
    color: { mode: 'thresholds' },
    decimals: 1,
    'custom.width': 170,
  },
  // A bar beside the number, as long as that of the column's highest.
  bar(color):: {
    'custom.cellOptions': { type: 'gauge', mode: 'basic' },
    min: 0,
    color: { mode: 'fixed', fixedColor: color },
  },
  // Coloured text from a value on.
  alarm(steps):: {
    'custom.cellOptions': { type: 'color-text' },
    thresholds: p.thresholds([['text']] + steps),
    color: { mode: 'thresholds' },
  },
  // Coloured words in place of values.
  words(by_value):: {
    'custom.cellOptions': { type: 'color-text' },
    mappings: [{ type: 'value', options: by_value }],
  },
  // From milliseconds: with the date only if that is not today.
  time:: { unit: 'dateTimeAsIsoNoDateIfToday' } + self.width(150),
  age:: { unit: 's', decimals: 1 },
  width(pixels):: { 'custom.width': pixels },

  // labels: [[label, title, pixels]...] in order, which the links are on; one without pixels takes
  // the room that is left; columns: [[title, expr, properties]...]; hidden_labels: for links only.
  table(title, description, labels, columns, links=[], hidden_labels=[])::
    local value(i) = if std.length(columns) == 1 then 'Value' else 'Value #' + std.char(65 + i);
    local indices = std.range(0, std.length(columns) - 1);
    p.table_of(title, description, [p.instant(column[1]) { format: 'table' } for column in columns]) {
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true, __name__: true, job: true },
            indexByName: { [labels[i][0]]: i for i in std.range(0, std.length(labels) - 1) } +
                         { [value(i)]: std.length(labels) + i for i in indices },
            renameByName: { [label[0]]: label[1] for label in labels } +
                          { [value(i)]: columns[i][0] for i in indices },
          },
        },
      ],
    } +
    std.foldl(
      function(sum, label) sum + p.override(
        label[1],
        { unit: 'string', links: links, noValue: '' } +
        self.width(if std.length(label) > 2 then label[2] else null)
      ),
      labels,
      {}
    ) +
    std.foldl(function(sum, label) sum + p.override(label, hidden), hidden_labels, {}) +
    std.foldl(function(sum, column) sum + p.override(column[0], { noValue: '' } + self.width(110) + column[2]), columns, {}),

  // By these columns, highest first.
  sort_by(titles):: { options+: { sortBy: [{ displayName: title, desc: true } for title in titles] } },
}
