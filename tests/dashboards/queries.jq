# What a board asks, as one JSON object a line: {where, expr, labels}, with the variables set to All
# and $__rate_interval to --arg interval. `labels` are those that a legend names. A label_values()
# has {where, selector, label}.
# usage: jq -c --arg interval 5s -f queries.jq BOARD.json

def filled($variables): reduce $variables[] as $v (gsub("\\$__rate_interval"; $interval);
  gsub("\\$\($v.name)\\b"; $v.allValue));

. as $b | [$b.templating.list[] | select(.type == "query")] as $variables
| ($variables[] | (.query | filled($variables) | capture("^label_values\\((?<selector>.*), (?<label>\\w+)\\)$"))
    + {where: "\($b.title): $\(.name)"}),
  ($b.annotations.list[] | {where: "\($b.title): annotation", labels: [],
    expr: (.expr | filled($variables))}),
  ($b.panels[] | .title as $title | .targets[]? | {
    where: "\($b.title): \($title): query \(.refId)",
    expr: (.expr | filled($variables)),
    labels: [.legendFormat | scan("\\{\\{(\\w+)\\}\\}")[0]]
  })
