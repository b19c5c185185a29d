# The firings of one alerting rule, as "instance<TAB>from<TAB>to" (Unix times), from a range query
# of its expression. `for` and `keep_firing_for` as rules/alerting.go of Prometheus 2.42 applies
# them: $step seconds between evaluations, $for and $keep_firing_for in seconds.
def Firings:
  reduce (.values[][0], infinite) as $now (
    {active: null, last: null, fires: null, done: []};
    if .last == null or $now - .last <= $step then .
    else # it was absent from .last + $step to $now - $step
      if .fires == null then .active = null
      elif $now - $step < .last + $step + $keep_firing_for then .
      else .done += [[.fires, .last + $step + $keep_firing_for]] | .active = null | .fires = null
      end
    end
    | if $now == infinite then .
      else
        .active //= $now
        | .last = $now
        | if .fires == null and $now - .active >= $for then .fires = $now else . end
      end)
  | .done[];

.data.result[] | .metric.instance as $instance | Firings | [$instance] + . | @tsv
