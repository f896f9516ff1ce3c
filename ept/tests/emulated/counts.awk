# SPDX-License-Identifier: Apache-2.0
# counts.awk LOG: the counters that came over the serial line, one a line: mode, workload, metric, counter, events,
# operations. All settings of a workload are summed up.
function text(key) {
    return match($0, "\"" key "\":\"[^\"]*\"") ? substr($0, RSTART + length(key) + 4, RLENGTH - length(key) - 5) : ""
}
{ sub(/\r$/, "") }
/^DATA begin/ { on = 1; suffix = $3; next }
/^DATA end/ { on = 0 }
!on { next }
/"type":"begin"/ { workload = text("workload") suffix; mode = text("mmu"); next }
/"type":"section"/ {
    row = mode " " workload " " text("metric")
    match($0, /"ops":[0-9]+/)
    operations[row] += substr($0, RSTART + 6, RLENGTH - 6)
    sub(/.*"counters":\{/, "")
    sub(/\}.*/, "")
    n = split($0, field, ",")
    for (i = 1; i <= n; i++) {
        split(field[i], pair, ":")
        gsub(/"/, "", pair[1])
        key = row " " pair[1]
        if (!(key in events)) {
            order[++keys] = key
            of[key] = row
        }
        events[key] += pair[2]
    }
}
END {
    for (i = 1; i <= keys; i++)
        print order[i], events[order[i]], operations[of[order[i]]]
}
