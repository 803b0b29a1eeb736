#!/usr/bin/env bash
# Reads xUnit XML reports.  counts REPORT: "passed failed skipped".  details REPORT...: what failed, and what was skipped and why.
set -euo pipefail
command=$1; shift
case $command in
  counts)
    [ -s "$1" ] || exit 1
    awk 'BEGIN { RS = "<" }
      function attribute(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
      /^assembly / { p += attribute("passed"); f += attribute("failed") + attribute("errors"); s += attribute("skipped") }
      /^\/assemblies>/ { whole = 1 }
      END { if (!whole) exit 1; print p + 0, f + 0, s + 0 }' "$1" ;;
  details)
    for report in "$@"; do
      [ -s "$report" ] || continue
      awk 'BEGIN { RS = "<test " }
        function plain(text) {
          gsub(/&#x[AD];/, " ", text); gsub(/\\*(&quot;|")/, "\"", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
          gsub(/[\n\r]+/, " ", text); return text
        }
        function between(first, last,   from, rest, to) {
          if (!(from = index($0, first))) return ""
          rest = substr($0, from + length(first)); to = index(rest, last)
          rest = substr(rest, 1, to - 1); sub(/^<!\[CDATA\[/, "", rest); sub(/\]\]>$/, "", rest); return plain(rest)
        }
        / result="Fail"/ { print "failed: " between("name=\"", "\"") ": " substr(between("<message>", "</message>"), 1, 300) }
        / result="Skip"/ {
          name = between("name=\"", "\""); reason = between("<reason>", "</reason>")
          if (!(reason in count)) order[++n] = reason
          count[reason]++; if (count[reason] <= 3) names[reason] = names[reason] (count[reason] > 1 ? ", " : "") name
        }
        END { for (i = 1; i <= n; i++) { r = order[i]; print "skipped " count[r] ": " r " (" names[r] (count[r] > 3 ? ", ..." : "") ")" } }' "$report"
    done ;;
  *) echo "test-report.sh counts|details REPORT..." >&2; exit 2 ;;
esac
