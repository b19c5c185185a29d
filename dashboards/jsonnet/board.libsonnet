// A board: variables, links, annotation, and panels put in their places.
local p = import 'panels.libsonnet';
local q = import 'queries.libsonnet';

local names = { fleet: 'sockwatch-fleet', process: 'sockwatch-process', health: 'sockwatch-health' };

local everything = { text: ['All'], value: ['$__all'] };
local the_first = {};

// A chained variable: the label's values in what the variables before it let through.
local variable(label, selector, all, current) = {
  name: label,
  label: label,
  type: 'query',
  datasource: p.datasource,
  definition: self.query,
  query: 'label_values(%s, %s)' % [selector, label],
  refresh: 2,  // on time range change
  sort: 1,  // alphabetical
  regex: '',
  multi: true,
  includeAll: true,
  allValue: all,
  current: current,
  options: [],
  hide: 0,
};

local datasource = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  regex: '',
  current: {},
  options: [],
  hide: 0,
};

local host_variables(instance) = [
  datasource,
  variable('job', 'sockwatch_build_info', '.+', everything),
  variable('instance', 'sockwatch_build_info{job=~"$job"}', '.+', instance),
];
local program_variables(instance, process) = host_variables(instance) + [
  // A program outside of all units has none.
  variable('unit', 'sockwatch_group_sockets{%s}' % q.host, '.*', everything),
  variable('process', 'sockwatch_group_sockets{%s,unit=~"$unit"}' % q.host, '.+', process),
];

local annotation(alerts) = {
  name: 'Alerts',
  datasource: p.datasource,
  enable: true,
  expr: q.firing(alerts),
  titleFormat: '{{alertname}}',
  textFormat: '{{instance}} {{unit}} {{process}} {{role}} {{port}}',
  step: '60s',
  iconColor: 'red',
};

// [title, [[panel, width]...], height]: a line of panels below those before it, under a title if
// there is one.
local place(placed, line) =
  local title = if line[0] == '' then [] else [{
    id: placed.id,
    type: 'row',
    title: line[0],
    collapsed: false,
    gridPos: { x: 0, y: placed.y, w: 24, h: 1 },
    panels: [],
  }];
  local y = placed.y + std.length(title);
  local x(i) = std.foldl(function(sum, cell) sum + cell[1], line[1][:i], 0);
  {
    id: placed.id + std.length(title) + std.length(line[1]),
    y: y + line[2],
    panels: placed.panels + title + [
      line[1][i][0] {
        id: placed.id + std.length(title) + i,
        gridPos: { x: x(i), y: y, w: line[1][i][1], h: line[2] },
      }
      for i in std.range(0, std.length(line[1]) - 1)
    ],
  };

{
  // What a board is about, and what it shows when it is opened without a link to it.
  all_hosts:: { variables: host_variables(everything), alerts: q.host_alerts },
  all_programs:: { variables: program_variables(everything, everything), alerts: q.program_alerts },
  one_program:: { variables: program_variables(the_first, the_first), alerts: q.program_alerts },

  // A link from a table's row; `fields`: {variable: column}.
  link(title, board, fields):: {
    title: title,
    url: '/d/%s?${datasource:queryparam}&${job:queryparam}&%s&${__url_time_range}' % [
      names[board],
      std.join('&', ['var-%s=${__data.fields["%s"]:percentencode}' % [name, fields[name]] for name in std.objectFields(fields)]),
    ],
    targetBlank: false,
  },

  board(name, title, description, subject, lines):: {
    id: null,
    uid: names[name],
    title: 'sockwatch / ' + title,
    description: description,
    tags: ['sockwatch'],
    schemaVersion: 42,
    version: 1,
    editable: false,
    graphTooltip: 1,  // shared crosshair
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timepicker: {},
    weekStart: '',
    fiscalYearStartMonth: 0,
    liveNow: false,
    annotations: { list: [annotation(subject.alerts)] },
    templating: { list: subject.variables },
    links: [{
      title: 'sockwatch',
      type: 'dashboards',
      tags: ['sockwatch'],
      includeVars: true,
      keepTime: true,
      asDropdown: false,
      targetBlank: false,
      icon: 'external link',
      tooltip: '',
      url: '',
    }],
    panels: std.foldl(place, lines, { id: 1, y: 0, panels: [] }).panels,
  },
}
