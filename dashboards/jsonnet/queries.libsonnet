// Pieces of PromQL. A board's variables are job, instance, unit and process; every selector names
// the first two.
local host = 'job=~"$job",instance=~"$instance"';
local program = host + ',unit=~"$unit",process=~"$process"';

{
  host: host,

  // Not every alert has all of these labels.
  host_alerts:: 'alertname=~"Sockwatch.*",job=~"$job|",instance=~"$instance|"',
  program_alerts:: self.host_alerts + ',unit=~"$unit|",process=~"$process|"',
  firing(alerts):: 'ALERTS{alertstate="firing",%s}' % alerts,

  // Of one program on one host.
  by_program: 'job, instance, unit, process',

  // A metric with the program's matchers, or the host's, and some more.
  of_program(metric, more=''):: '%s{%s%s}' % [metric, program, more],
  of_host(metric, more=''):: '%s{%s%s}' % [metric, host, more],

  sockets(state):: self.of_program('sockwatch_group_sockets', ',state="%s"' % state),
  older_than(age):: self.of_program('sockwatch_close_wait_older_than', ',age="%s"' % age),

  // Not time() minus it, which would grow until the next scrape.
  sample_age:: 'timestamp(%(metric)s) - %(metric)s' % { metric: $.of_host('sockwatch_last_sample_timestamp_seconds') },

  // Share of its descriptors that a program's fullest process has open.
  descriptors_used:: '%s / %s' % [
    self.of_program('sockwatch_process_open_fds'),
    self.of_program('sockwatch_process_max_fds'),
  ],

  // Seconds until that process has none left, if it goes on as in the last half hour; never more
  // than 30 days, which stands for never.
  never: 30 * 86400,
  descriptors_last:: 'clamp_max((%(max)s - %(open)s) / clamp_min(deriv(%(open)s[30m]), 1e-9), %(never)d)' % {
    max: $.of_program('sockwatch_process_max_fds'),
    open: $.of_program('sockwatch_process_open_fds'),
    never: $.never,
  },

  // Share of the ephemeral ports from a source towards a destination that is taken.
  ports_used:: self.of_host('destination:sockwatch_ephemeral_ports:ratio', ',destination!="all"'),

  // The queue holds one more than its limit.
  accept_queue_used:: 'max by (instance, process, port) (%s / (%s + 1))' % [
    self.of_program('sockwatch_accept_queue'),
    self.of_program('sockwatch_accept_queue_limit'),
  ],

  // Adds to each label L a label L_link, for links to other boards: "All" where L is missing, as no
  // variable can hold "no such label".
  linkable(expr, labels):: std.foldl(
    function(inner, label) 'label_replace(label_replace(%(inner)s, "%(label)s_link", "All", "%(label)s", ""), "%(label)s_link", "$1", "%(label)s", "(.+)")' % { inner: inner, label: label },
    labels,
    expr
  ),
}
