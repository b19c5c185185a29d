// sockwatch itself: whether it keeps up, what it cannot see, and what it costs.
local b = import 'board.libsonnet';
local p = import 'panels.libsonnet';
local q = import 'queries.libsonnet';
local words = import 'words.libsonnet';

local rate(metric, more='') = 'rate(%s[$__rate_interval])' % q.of_host(metric, more);
local per_minute(by, metric, more='') = 'sum by (%s) (%s) * 60' % [by, rate(metric, more)];
local in_an_hour(metric, more='') = 'sum(increase(%s[1h]))' % q.of_host(metric, more);
local by_instance(aggregate, metric) = '%s by (instance) (%s)' % [aggregate, q.of_host(metric)];
local none_is_good = p.steps([['green'], ['orange', 1]]) + p.defaults({ decimals: 0 });

local now = [
  [p.stat(
    'Scrape',
    'Whether Prometheus can scrape all of the selected exporters.',
    'locale',
    p.instant('min(%s)' % q.of_host('up'))
  ) + p.texts(words.up), 3],
  [p.stat(
    'Configuration',
    'Whether it was good when it was last read. If not, the one before it holds.',
    'locale',
    p.instant('min(%s)' % q.of_host('sockwatch_config_last_reload_successful'))
  ) + p.texts(words.loaded), 3],
  [p.stat(
    'Sample age',
    'How old the last complete dump was at the last scrape, in the network namespace that is worst off. All gauges are as old.',
    's',
    p.instant('max(%s)' % q.sample_age)
  ) + p.steps([['green'], ['orange', 30], ['red', 60]]) + p.defaults({ decimals: 1 }), 3],
  [p.stat(
    'Poll interval',
    'The longest in force. The daemon polls more rarely where a poll costs more than its CPU budget.',
    's',
    p.instant('max(%s)' % q.of_host('sockwatch_sample_interval_seconds'))
  ), 3],
  [p.stat(
    'Failed dumps, 1 h',
    'Dumps that did not end well. They change no gauge.',
    'locale',
    p.instant(in_an_hour('sockwatch_dumps_total', ',result!="complete"'))
  ) + none_is_good, 3],
  [p.stat(
    'Skipped ticks, 1 h',
    'Deadlines that had passed before they could be served.',
    'locale',
    p.instant(in_an_hour('sockwatch_ticks_skipped_total'))
  ) + none_is_good, 3],
  [p.stat(
    'Folded groups',
    'Groups that are part of process="other" for want of room: raise limits.groups or limits.series.',
    'locale',
    p.instant('sum(%s)' % q.of_host('sockwatch_folded_groups'))
  ) + none_is_good, 3],
  [p.stat(
    'Lost log lines, 1 h',
    'Lines dropped because nobody took them in time.',
    'locale',
    p.instant(in_an_hour('sockwatch_log_dropped_total'))
  ) + none_is_good, 3],
];

local sampling = [
  [p.time_series(
    'Tick lateness, 99 %',
    'How long after its deadline a tick begins, at most, for 99 of 100.',
    's',
    [p.range('histogram_quantile(0.99, sum by (instance, le) (%s))' % rate('sockwatch_tick_lateness_seconds_bucket'), '{{instance}}')]
  ) + p.legend_right, 12],
  [p.time_series(
    'Time for a sample',
    "Mean of one dump of the kernel's table (dump), and from its end to the published result (aggregate).",
    's',
    [p.range('sum by (instance, phase) (%s) / sum by (instance, phase) (%s)' % [rate('sockwatch_sample_duration_seconds_sum'), rate('sockwatch_sample_duration_seconds_count')], '{{instance}} {{phase}}')]
  ) + p.legend_right, 12],
];

local failures = [
  [p.time_series(
    'Dumps by result',
    "How dumps of the kernel's table end. All but complete leave the gauges as they were.",
    'suffix:/min',
    [p.range(per_minute('result', 'sockwatch_dumps_total'), '{{result}}')]
  ) + p.stacked + p.colors({ complete: 'green' }) + p.legend_most(210), 7],
  [p.time_series(
    'Errors',
    'By where and why they happened.',
    'suffix:/min',
    [p.range(per_minute('source, reason', 'sockwatch_errors_total'), '{{source}} {{reason}}')]
  ) + p.legend_most(270), 9],
  [p.time_series(
    'Missed and refused',
    'Deadlines of the poller that passed unserved, times it waited because the aggregation thread was behind, and HTTP requests and connections that were refused, by why.',
    'suffix:/min',
    [
      p.range('sum(%s) * 60' % rate('sockwatch_ticks_skipped_total'), 'ticks skipped'),
      p.range('sum(%s) * 60' % rate('sockwatch_ring_waits_total'), 'ring full'),
      p.range(per_minute('reason', 'sockwatch_http_rejected_total'), 'HTTP {{reason}}'),
    ]
  ) + p.legend_most(240), 8],
];

local truth = [
  [p.time_series(
    'Unattributed sockets by reason',
    'Sockets whose program is not known. permission: sockwatchd lacks capabilities. unseen: closed before a poll saw them open. limit: more sockets than limits.sockets.',
    'locale',
    [p.range('sum by (reason) (%s)' % q.of_host('sockwatch_unattributed_sockets'), '{{reason}}')]
  ) + p.stacked + p.legend_most(190), 8],
  [p.time_series(
    'Attribution under way',
    'Pending: still looked up in /proc. Provisional: named by listener or destination alone. Stuck: threads that hang in a read below /proc.',
    'locale',
    [
      p.range('sum(%s)' % q.of_host('sockwatch_attribution_pending'), 'pending'),
      p.range('sum(%s)' % q.of_host('sockwatch_attribution_provisional'), 'provisional'),
      p.range('sum(%s)' % q.of_host('sockwatch_attribution_stuck'), 'stuck'),
    ]
  ) + p.colors({ stuck: 'red' }), 8],
  [p.time_series(
    "Difference to the kernel's totals",
    'Between the sockets in a dump and what /proc/net/snmp and sockstat say right after it, on the host where it is largest. A dump is no atomic snapshot: small ones that come and go are normal, one that stays is not.',
    'locale',
    [p.range('max by (total) (abs(%s))' % q.of_host('sockwatch_kernel_difference'), '{{total}}')]
  ), 8],
];

local room = [
  [p.bar_gauge(
    'Series, of limits.series',
    'Beyond the limit detail goes first, then groups are summed.',
    'percentunit',
    p.instant('sort_desc(max by (instance) (%s / %s))' % [q.of_host('sockwatch_series'), q.of_host('sockwatch_series_limit')], '{{instance}}')
  ) + p.share, 6],
  [p.bar_gauge(
    'Groups, of limits.groups',
    'Beyond the limit the smallest are summed as process="other".',
    'percentunit',
    p.instant('sort_desc(max by (instance) (%s / %s))' % [q.of_host('sockwatch_groups'), q.of_host('sockwatch_groups_limit')], '{{instance}}')
  ) + p.share, 6],
  [p.bar_gauge(
    'Ring, fullest so far',
    'Items in the ring between poller and aggregation thread, as a share of what it holds. A full one makes the poller wait.',
    'percentunit',
    p.instant('sort_desc(max by (instance) (%s / %s))' % [q.of_host('sockwatch_ring_used_peak'), q.of_host('sockwatch_ring_capacity')], '{{instance}}')
  ) + p.share, 6],
  [p.bar_gauge(
    'Features',
    "What privileges and kernel allow. Without process_owners other users' sockets have no owner; see sockwatch_feature for the rest.",
    'locale',
    p.instant('min by (feature) (%s)' % q.of_host('sockwatch_feature'), '{{feature}}')
  ) + p.defaults({ min: 0, max: 1 }) + p.steps([['red'], ['green', 1]]) + p.texts(words.feature) + { options+: { displayMode: 'basic' } }, 6],
];

local cost = [
  [p.time_series(
    'CPU',
    'Of one core, all threads of sockwatchd.',
    'percentunit',
    [p.range('sum by (instance) (%s)' % rate('process_cpu_seconds_total'), '{{instance}}')]
  ), 8],
  [p.time_series(
    'Memory',
    'Resident memory of sockwatchd.',
    'bytes',
    [p.range(by_instance('sum', 'process_resident_memory_bytes'), '{{instance}}')]
  ), 8],
  [p.time_series(
    'Scrape',
    'How long Prometheus waits for the metrics.',
    's',
    [p.range(by_instance('max', 'scrape_duration_seconds'), '{{instance}}')]
  ), 8],
];

b.board(
  'health',
  'Health',
  'sockwatch itself: whether it keeps up, what it cannot see, and what it costs.',
  b.all_hosts,
  [
    ['', now, 4],
    ['Sampling', sampling, 8],
    ['', failures, 9],
    ['What it cannot see', truth, 9],
    ['Room and privileges', room, 6],
    ['What it costs', cost, 9],
  ]
)
