// One program: what it leaks, since when, towards whom, and how long until it runs out.
local b = import 'board.libsonnet';
local close_wait = import 'process_close_wait.libsonnet';
local limits = import 'process_limits.libsonnet';

b.board(
  'process',
  'Process',
  'One program: what it leaks, since when, towards whom, and how long until it runs out of descriptors or ports.',
  b.one_program,
  [
    ['', close_wait.verdict + limits.verdict, 4],
    ['', [[close_wait.groups, 24]], 5],
    ['CLOSE_WAIT', [[close_wait.by_group, 12], [close_wait.by_age, 12]], 8],
    ['', [[close_wait.by_cause, 8], [close_wait.flow, 8], [close_wait.remotes, 8]], 9],
    ['States, TIME_WAIT and ports', [[limits.states, 8], [limits.time_wait, 8], [limits.ports, 8]], 9],
    ['Descriptors and queues', [[limits.descriptors, 12], [limits.accept_queue, 12]], 8],
    ['', [[limits.queue_bytes, 12], [limits.drops, 12]], 8],
  ]
)
