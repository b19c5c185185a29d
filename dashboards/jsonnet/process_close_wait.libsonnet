// Panels of process.jsonnet about CLOSE_WAIT.
local p = import 'panels.libsonnet';
local q = import 'queries.libsonnet';
local t = import 'tables.libsonnet';
local words = import 'words.libsonnet';

local group = 'instance, unit, process, role, port';
local sum(expr) = 'sum by (%s) (%s)' % [group, expr];
local per_hour(name) = sum('increase(%s[1h])' % q.of_program(name, ',state="close_wait"'));
local rate(name) = 'sum(rate(%s[$__rate_interval])) * 60' % q.of_program(name, ',state="close_wait"');

{
  verdict: [
    [p.stat(
      'Verdict',
      'Whether sockwatchd finds that the program leaks sockets in CLOSE_WAIT: old ones keep becoming more, steadily, by more than a burst or an idle pool would explain.',
      'locale',
      p.instant('max(%s)' % q.of_program('sockwatch_close_wait_leak'))
    ) + p.texts(words.verdict), 4],
    [p.stat(
      'Leaking since',
      'When the first socket of the leak entered CLOSE_WAIT. See what was released or changed then.',
      'dateTimeAsIsoNoDateIfToday',
      p.instant('1000 * min(%s)' % q.of_program('sockwatch_close_wait_leak_start_timestamp_seconds'))
    ) + p.no_value('–'), 4],
    [p.stat(
      'CLOSE_WAIT',
      'Sockets whose peer has closed and whose program has not.',
      'locale',
      p.range('sum(%s)' % q.sockets('close_wait'), '')
    ) + p.steps([['green'], [words.states.close_wait, 1]]), 4],
    [p.stat(
      'Oldest CLOSE_WAIT',
      'How long ago the peer of the oldest one closed.',
      's',
      p.instant('time() - min(%s)' % q.of_program('sockwatch_close_wait_oldest_timestamp_seconds'))
    ) + p.steps([['green'], ['orange', 300], ['red', 3600]]) + p.defaults({ decimals: 1 }) + p.no_value('none'), 4],
  ],

  groups: t.table(
    'By role and port',
    'The groups of sockets of the program: what it serves (server, its own port) and what it uses (client, the port of the other side). Entered and left: CLOSE_WAIT, in the last hour.',
    [['instance', 'Instance'], ['unit', 'Unit'], ['process', 'Process', 130], ['role', 'Role', 70], ['port', 'Port', 70]],
    [
      ['Verdict', 'max by (%s) (%s)' % [group, q.of_program('sockwatch_close_wait_leak')], t.words(words.verdict) + t.width(80)],
      ['Since', '1000 * min by (%s) (%s)' % [group, q.of_program('sockwatch_close_wait_leak_start_timestamp_seconds')], t.time],
      ['CLOSE_WAIT', sum(q.sockets('close_wait')), t.count() + t.width(125)],
      ['Over 5 min', sum(q.older_than('5m')), t.count() + t.alarm([['orange', 1]]) + t.width(95)],
      ['Over 1 h', sum(q.older_than('1h')), t.count() + t.alarm([['red', 1]]) + t.width(85)],
      ['Entered, 1 h', per_hour('sockwatch_state_entries_total'), t.count()],
      ['Left, 1 h', per_hour('sockwatch_state_exits_total'), t.count() + t.width(90)],
      ['ESTABLISHED', sum(q.sockets('established')), t.count()],
      ['TIME_WAIT', sum(q.sockets('time_wait')), t.count() + t.width(100)],
    ]
  ) + t.sort_by(['Verdict', 'CLOSE_WAIT']),

  by_group: p.time_series(
    'CLOSE_WAIT: peak and floor',
    'Peak: the most at any poll, whatever the range. Floor: the least of 15 minutes, which bursts do not move and a leak moves one to one.',
    'locale',
    [
      p.range('sum by (process, role, port) (max_over_time(%s[$__rate_interval]))' % q.of_program('sockwatch_group_sockets_peak', ',state="close_wait"'), '{{process}} {{role}} {{port}} peak'),
      p.range('sum by (process, role, port) (min_over_time(%s[15m]))' % q.sockets('close_wait'), '{{process}} {{role}} {{port}} floor'),
    ]
  ) + p.legend_right,

  by_age: p.time_series(
    'CLOSE_WAIT by age',
    'How long ago the peer closed. A burst is young, a leak grows old; what is over an hour old nobody will close.',
    'locale',
    [
      p.range('sum(%s)' % q.older_than('1h'), 'over 1 h'),
      p.range('sum(%s) - sum(%s)' % [q.older_than('5m'), q.older_than('1h')], '5 min to 1 h'),
      p.range('sum(%s) - sum(%s)' % [q.sockets('close_wait'), q.older_than('5m')], 'under 5 min'),
    ]
  ) + p.stacked + p.colors({ 'over 1 h': 'red', '5 min to 1 h': 'orange', 'under 5 min': 'green' }) + p.legend_right,

  by_cause: p.time_series(
    'CLOSE_WAIT by cause',
    "unaccepted: in an accept queue, the program does not call accept(). unread: the peer's data or its FIN were not read, nobody looks at the socket. held: read to the end and never closed.",
    'locale',
    [p.range('sum by (cause) (%s)' % q.of_program('sockwatch_close_wait_cause'), '{{cause}}')]
  ) + p.stacked + p.colors({ held: 'red', unread: 'orange', unaccepted: 'purple' }) + p.no_value('None in CLOSE_WAIT'),

  flow: p.time_series(
    'CLOSE_WAIT entered and left',
    'Sockets a minute whose peer closed, and that the program closed then. The gap between the lines is the leak.',
    'suffix:/min',
    [
      p.range(rate('sockwatch_state_entries_total'), 'entered'),
      p.range(rate('sockwatch_state_exits_total'), 'left'),
    ]
  ) + p.colors({ entered: 'orange', left: 'green' }),

  remotes: t.table(
    'CLOSE_WAIT by remote',
    'Whose connections were not closed: the addresses with most, of clients with the port. Sockets younger than a minute are in "other".',
    [['remote', 'Remote', 190], ['role', 'Role', 70], ['port', 'Port', 70]],
    [[
      'Sockets',
      'topk(20, sum by (remote, role, port) (%s))' % q.of_program('sockwatch_close_wait_remote'),
      t.count() + t.bar('red') + t.width(null),
    ]]
  ) + t.sort_by(['Sockets']) + p.no_value('None in CLOSE_WAIT'),
}
