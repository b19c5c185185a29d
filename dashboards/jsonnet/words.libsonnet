// Texts and colours that mean the same on every board.
{
  verdict: {
    '0': { text: 'no leak', color: 'green', index: 0 },
    '1': { text: 'LEAK', color: 'red', index: 1 },
  },
  up: {
    '0': { text: 'DOWN', color: 'red', index: 0 },
    '1': { text: 'up', color: 'green', index: 1 },
  },
  loaded: {
    '0': { text: 'BAD', color: 'red', index: 0 },
    '1': { text: 'good', color: 'green', index: 1 },
  },
  feature: {
    '0': { text: 'off', color: 'red', index: 0 },
    '1': { text: 'on', color: 'green', index: 1 },
  },
  severity: {
    critical: { color: 'red', index: 0 },
    warning: { color: 'orange', index: 1 },
    info: { color: 'blue', index: 2 },
  },
  states: {
    established: 'green',
    close_wait: 'red',
    time_wait: 'blue',
    listen: 'purple',
    syn_sent: 'yellow',
    syn_recv: 'orange',
  },
}
