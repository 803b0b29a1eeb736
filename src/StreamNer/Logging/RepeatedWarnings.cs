using System.Globalization;
using StreamNer.Diagnostics;

namespace StreamNer.Logging;

/// <summary>
/// Which warnings are written: the first of its kind (event and <c>code</c>) at once, those that follow within <see cref="Window"/> as one summary at
/// its end. A kind that stays quiet for a window starts anew. Policy only: somebody asks for the summaries. Thread-safe.
/// </summary>
internal sealed class RepeatedWarnings(TimeProvider time)
{
    /// <summary>How long warnings of a kind are held back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string Code), Held> _held = [];

    /// <summary>True when the event is to be written now.</summary>
    public bool Admits(in LogEvent entry)
    {
        if (entry.Severity != Severity.Warning) return true;
        var kind = (entry.Name, CodeOf(entry));
        lock (_lock)
        {
            if (_held.TryGetValue(kind, out var held) && (held.Count > 0 || !IsOver(held)))
            {
                held.Count++;
                held.Last = entry;
                return false;
            }

            _held[kind] = new Held(time.GetTimestamp());
            return true;
        }
    }

    /// <summary>One event for each kind that was repeated in a window that is over; <paramref name="all"/>: or that is not.</summary>
    public IReadOnlyList<LogEvent> TakeSummaries(bool all = false)
    {
        List<LogEvent> summaries = [];
        lock (_lock)
        {
            foreach (var (kind, held) in _held.ToList())
            {
                if (!all && !IsOver(held)) continue;
                if (held.Count == 0)
                {
                    _held.Remove(kind);
                    continue;
                }

                summaries.Add(Summary(held));
                _held[kind] = new Held(time.GetTimestamp());
            }
        }

        return summaries;
    }

    private LogEvent Summary(Held held)
    {
        var seconds = Math.Round(time.GetElapsedTime(held.Since).TotalSeconds);
        return held.Last with
        {
            Message = FormattableString.Invariant($"{held.Last.Message} (repeated {held.Count} time{(held.Count == 1 ? "" : "s")} in {seconds} s)"),
            Fields = [.. held.Last.Fields, ("repeated", held.Count), ("within_seconds", seconds)],
        };
    }

    private bool IsOver(Held held) => time.GetElapsedTime(held.Since) >= Window;

    private static string CodeOf(in LogEvent entry)
    {
        foreach (var (name, value) in entry.Fields) if (name == "code") return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return "";
    }

    private sealed class Held(long since)
    {
        public long Since { get; } = since;

        public int Count { get; set; }

        public LogEvent Last { get; set; }
    }
}
