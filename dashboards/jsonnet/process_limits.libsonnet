// Panels of process.jsonnet about states, and about what runs out.
local p = import 'panels.libsonnet';
local q = import 'queries.libsonnet';
local words = import 'words.libsonnet';

local by_port(expr) = 'sum by (process, role, port) (%s)' % expr;
local by_program(metric) = 'max by (instance, process) (%s)' % q.of_program(metric);
local listener(aggregate, expr) = '%s by (process, port) (%s)' % [aggregate, expr];

// Destinations on ports that the program is a client of.
local destinations = '(label_replace(%s, "port", "$1", "destination", ".*:(.*)") and on (job, instance, netns, port) %s)' % [
  q.ports_used,
  q.of_program('sockwatch_group_sockets', ',role="client"'),
];

{
  verdict: [
    [p.stat(
      'Descriptors used',
      'Open descriptors as a share of RLIMIT_NOFILE, of the process of the program that is nearest its limit.',
      'percentunit',
      p.instant('max(%s)' % q.descriptors_used)
    ) + p.share + p.no_value('–'), 4],
    [p.stat(
       'Descriptors last for',
       'Until accept() and connect() fail with EMFILE, if that process goes on to open descriptors as in the last half hour.',
       's',
       p.instant('min(%s)' % q.descriptors_last)
     ) + p.steps([['text'], ['red', 0], ['orange', 4 * 3600], ['green', 86400]]) + p.defaults({ decimals: 1 }) + p.no_value('–') +
     p.texts({ [std.toString(q.never)]: { text: 'over 30 d', color: 'green', index: 0 } }), 4],
  ],

  states: p.time_series(
    'Sockets by state',
    'All TCP sockets of the program.',
    'locale',
    [p.range('sum by (state) (%s)' % q.of_program('sockwatch_group_sockets'), '{{state}}')]
  ) + p.colors(words.states),

  time_wait: p.time_series(
    'TIME_WAIT by port',
    'Connections that the program closed first. The kernel keeps them for a minute: divided by 60 they are closed each second.',
    'locale',
    [p.range(by_port(q.sockets('time_wait')), '{{process}} {{role}} {{port}}')]
  ),

  ports: p.bar_gauge(
    'Ephemeral ports by destination',
    'Local ports taken towards each destination that the program may be a client of, as a share of those the kernel may give out; other programs of the host use them too. Those in TIME_WAIT count where the kernel does not use them again. At 100 % connect() fails with EADDRNOTAVAIL.',
    'percentunit',
    p.instant('sort_desc(topk(5, max by (instance, source, destination) (%s)))' % destinations, '{{destination}} from {{source}}')
  ) + p.share + p.no_value('Not a client'),

  descriptors: p.time_series(
    'File descriptors',
    'Of the process nearest its limit: open, of these sockets in CLOSE_WAIT, and the limit (RLIMIT_NOFILE).',
    'locale',
    [
      p.range(by_program('sockwatch_process_open_fds'), '{{process}} on {{instance}}: open'),
      p.range(by_program('sockwatch_process_close_wait_fds'), '{{process}} on {{instance}}: CLOSE_WAIT'),
      p.range(by_program('sockwatch_process_max_fds'), '{{process}} on {{instance}}: limit'),
    ]
  ) + p.limits('/: limit$/') + p.areas('/: CLOSE_WAIT$/', words.states.close_wait) + p.legend_right,

  accept_queue: p.time_series(
    'Accept queue',
    'Connections that wait for accept() at the fullest listener of each port, the most at any poll, and its limit. One more than the limit fits in; then new connections are dropped.',
    'locale',
    [
      // A peak of zero is not exported.
      p.range(listener('max', 'max_over_time(%s[$__rate_interval]) or %s' % [
        q.of_program('sockwatch_accept_queue_peak'),
        q.of_program('sockwatch_accept_queue'),
      ]), '{{process}} {{port}} longest'),
      p.range(listener('min', q.of_program('sockwatch_accept_queue_limit')), '{{process}} {{port}} limit'),
    ]
  ) + p.limits('/ limit$/') + p.legend_right + p.no_value('Not a server'),

  queue_bytes: p.time_series(
    'Bytes in queues',
    'Received and not read by the program, and sent and not acknowledged by the peer.',
    'bytes',
    [p.range('sum by (process, role, port, queue) (%s)' % q.of_program('sockwatch_queue_bytes'), '{{process}} {{role}} {{port}} {{queue}}')]
  ) + p.legend_right + p.no_value('Queues are empty'),

  drops: p.time_series(
    'Dropped by the kernel, whole host',
    'What the kernel counts when a queue or table is full. It does not say for which program.',
    'suffix:/min',
    [p.range('sum by (event) (rate(%s[$__rate_interval])) * 60' % q.of_host('sockwatch_kernel_events_total', ',event=~"ListenOverflows|ListenDrops|TCPReqQFullDrop|TCPTimeWaitOverflow|TCPAbortOnMemory"'), '{{event}}')]
  ) + p.legend_right,
}
