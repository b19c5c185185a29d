// Which hosts and programs leak, what runs out first, and whether sockwatch itself is well.
local b = import 'board.libsonnet';
local p = import 'panels.libsonnet';
local q = import 'queries.libsonnet';
local t = import 'tables.libsonnet';
local words = import 'words.libsonnet';

local total(state, description) = p.stat(
  std.asciiUpper(state),
  description,
  'locale',
  p.range('sum(%s)' % q.of_host('sockwatch_sockets', ',state="%s"' % state), '')
) + p.defaults({ color: { mode: 'fixed', fixedColor: words.states[state] } });

local leaks = p.stat(
  'Leaks',
  'Groups (unit, process, role, port) that leak sockets in CLOSE_WAIT, by the verdict of sockwatchd itself. The table of programs names them.',
  'locale',
  p.range('sum(%s)' % q.of_program('sockwatch_close_wait_leak'), '')
) + p.steps([['green'], ['red', 1]]);

local old = p.stat(
  'CLOSE_WAIT over 5 min',
  'Sockets whose peer closed at least 5 minutes ago and whose program did not. A program that is well closes within milliseconds.',
  'locale',
  p.range('sum(%s)' % q.older_than('5m'), '')
) + p.steps([['green'], ['orange', 1]]);

local down = p.stat(
  'Exporters down',
  'Targets that Prometheus cannot scrape. What they watch is missing on this board.',
  'locale',
  p.range('count(up{%(host)s}) - sum(up{%(host)s})' % q, '')
) + p.steps([['green'], ['red', 1]]);

local totals = [
  [leaks, 4],
  [down, 4],
  [old, 4],
  [total('close_wait', 'Sockets on all selected hosts whose peer has closed and whose program has not yet.'), 4],
  [total('established', 'Open connections on all selected hosts.'), 4],
  [total('time_wait', 'Sockets on all selected hosts that were closed here first and are kept by the kernel for a minute. Many are normal; see the ephemeral ports.'), 4],
];

local alerts = t.table(
  'Firing alerts',
  'Alerts of sockwatch that fire now, and since when their condition holds. Click one for the program, or for the exporter.',
  [
    ['alertname', 'Alert', 260],
    ['severity', 'Severity', 100],
    ['instance', 'Instance'],
    ['unit', 'Unit'],
    ['process', 'Process', 150],
    ['role', 'Role', 90],
    ['port', 'Port', 90],
    ['destination', 'Destination'],
  ],
  [[
    'Since',
    q.linkable(
      'min by (alertname, severity, instance, unit, process, role, port, destination) (1000 * ALERTS_FOR_STATE{%s} and ignoring (alertstate) %s)' % [q.program_alerts, q.firing(q.program_alerts)],
      ['instance', 'unit', 'process']
    ),
    t.time,
  ]],
  [
    b.link('Open the program', 'process', { instance: 'instance_link', unit: 'unit_link', process: 'process_link' }),
    b.link('Open the exporter', 'health', { instance: 'instance_link' }),
  ],
  ['instance_link', 'unit_link', 'process_link']
) + t.sort_by(['Since']) + p.no_value('No alert fires') + p.override('Severity', t.words(words.severity) + { links: [] });

// Programs with most CLOSE_WAIT: what the other columns are about, too.
local most = 'topk(50, sum by (%s) (%s) > 0)' % [q.by_program, q.sockets('close_wait')];
local of_most(aggregate, expr) = '%s by (%s) (%s) and on (%s) %s' % [aggregate, q.by_program, expr, q.by_program, most];
local flow(name) = 'increase(%s[1h])' % q.of_program(name, ',state="close_wait"');

local programs = t.table(
  'Programs with sockets in CLOSE_WAIT',
  'The 50 programs with most. A leak is what sockwatchd finds to grow steadily, since its first socket entered CLOSE_WAIT. Growth: entered minus left in the last hour. Descriptors: open ones of the process nearest its limit. Click a program for its board.',
  [['instance', 'Instance'], ['unit', 'Unit'], ['process', 'Process', 150]],
  [
    ['Verdict', of_most('max', q.of_program('sockwatch_close_wait_leak')), t.words(words.verdict) + t.width(90)],
    ['Since', of_most('1000 * min', q.of_program('sockwatch_close_wait_leak_start_timestamp_seconds')), t.time],
    ['CLOSE_WAIT', q.linkable(most, ['unit']), t.count() + t.width(125)],
    ['Over 5 min', of_most('sum', q.older_than('5m')), t.count() + t.alarm([['orange', 1]]) + t.width(95)],
    ['Over 1 h', of_most('sum', q.older_than('1h')), t.count() + t.alarm([['red', 1]]) + t.width(85)],
    ['Growth, 1 h', of_most('sum', '%s - %s' % [flow('sockwatch_state_entries_total'), flow('sockwatch_state_exits_total')]), t.count()],
    ['ESTABLISHED', of_most('sum', q.sockets('established')), t.count()],
    ['TIME_WAIT', of_most('sum', q.sockets('time_wait')), t.count()],
    ['Descriptors', of_most('max', q.descriptors_used), t.share],
  ],
  [b.link('Open the program', 'process', { instance: 'Instance', unit: 'unit_link', process: 'Process' })],
  ['unit_link']
) + t.sort_by(['Verdict', 'CLOSE_WAIT']) + p.no_value('No socket is in CLOSE_WAIT');

local scarce = [
  [p.bar_gauge(
    'Descriptors: fullest programs',
    'Open descriptors as a share of RLIMIT_NOFILE, of the process nearest its limit. At 100 % accept() and connect() fail with EMFILE.',
    'percentunit',
    p.instant('sort_desc(topk(6, max by (instance, process) (%s)))' % q.descriptors_used, '{{process}} on {{instance}}')
  ) + p.share, 8],
  [p.bar_gauge(
    'Ephemeral ports: fullest destinations',
    'Local ports taken from one source address towards one destination, as a share of those the kernel may give out; those in TIME_WAIT where it does not use them again. At 100 % connect() fails with EADDRNOTAVAIL.',
    'percentunit',
    p.instant('sort_desc(topk(6, max by (instance, source, destination) (%s)))' % q.ports_used, '{{destination}} from {{source}} on {{instance}}')
  ) + p.share, 8],
  [p.bar_gauge(
    'Accept queues: fullest listeners',
    'Connections that wait for accept(), as a share of what the queue holds. A full queue drops new connections.',
    'percentunit',
    p.instant('sort_desc(topk(6, %s))' % q.accept_queue_used, '{{process}} port {{port}} on {{instance}}')
  ) + p.share, 8],
];

local over_time(state, description) = p.time_series(
  '%s: fullest programs' % std.asciiUpper(state),
  description,
  'locale',
  [p.range('topk(10, sum by (instance, process) (%s)) > 0' % q.sockets(state), '{{process}} on {{instance}}')]
) + p.legend_right;

local exporters = t.table(
  'Exporters',
  'sockwatchd on each host: how old the last complete dump was at the last scrape, dumps that failed, deadlines missed and errors in the last hour, sockets without a known owner, groups folded for want of room, series against the limit. Click one for its health.',
  [['instance', 'Instance'], ['version', 'Version', 90]],
  [
    ['Scrape', 'min by (instance) (%s)' % q.of_host('up'), t.words(words.up) + t.width(90)],
    ['Build', 'max by (instance, version) (%s)' % q.of_host('sockwatch_build_info'), t.hidden],
    ['Sample age', 'max by (instance) (%s)' % q.sample_age, t.age + t.alarm([['red', 60]])],
    ['Failed dumps, 1 h', 'sum by (instance) (increase(%s[1h]))' % q.of_host('sockwatch_dumps_total', ',result!="complete"'), t.count() + t.width(150) + t.alarm([['orange', 1]])],
    ['Skipped ticks, 1 h', 'sum by (instance) (increase(%s[1h]))' % q.of_host('sockwatch_ticks_skipped_total'), t.count() + t.width(150) + t.alarm([['orange', 1]])],
    ['Errors, 1 h', 'sum by (instance) (increase(%s[1h]))' % q.of_host('sockwatch_errors_total'), t.count() + t.width(150) + t.alarm([['orange', 1]])],
    ['Unattributed', 'sum by (instance) (%s)' % q.of_host('sockwatch_unattributed_sockets'), t.count() + t.width(150)],
    ['Folded groups', 'sum by (instance) (%s)' % q.of_host('sockwatch_folded_groups'), t.count() + t.width(150) + t.alarm([['orange', 1]])],
    ['Series', 'max by (instance) (%s / %s)' % [q.of_host('sockwatch_series'), q.of_host('sockwatch_series_limit')], t.share],
  ],
  [b.link('Open the exporter', 'health', { instance: 'Instance' })]
) + t.sort_by(['Errors, 1 h']);

b.board(
  'fleet',
  'Fleet',
  'Which hosts and programs leak connections, what runs out first, and whether sockwatch itself is well.',
  b.all_programs,
  [
    ['', totals, 4],
    ['', [[alerts, 24]], 8],
    ['', [[programs, 24]], 11],
    ['What runs out first', scarce, 9],
    ['Over time', [
      [over_time('close_wait', 'The ten programs with most sockets in CLOSE_WAIT at each time. A line that only rises is a leak.'), 12],
      [over_time('time_wait', 'The ten programs with most sockets in TIME_WAIT at each time. sockwatchd knows whose they were as long as it saw them open.'), 12],
    ], 9],
    ['sockwatch itself', [[exporters, 24]], 6],
  ]
)
