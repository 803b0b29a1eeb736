using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StreamNer.Diagnostics;

/// <summary>
/// A named place where a test can end, stall or break this process, to prove what a crash between two steps leads to. Armed by the environment
/// variable <c>STREAMNER_TEST_FAILPOINT</c>, read once: <c>NAME:WHEN:ACTION</c>, several parted by <c>;</c>. WHEN is the number of a passage, such as
/// <c>commit.after:3:kill</c>, or <c>@</c> and a word for the passages of texts that hold it, such as <c>detect:@poison:kill</c>. Without it every
/// call is a look at an empty list. A process started with it logs a warning. Actions: <c>kill</c> (SIGKILL to itself), <c>hang</c> (never returns),
/// <c>fail=SECONDS</c> (throws from that passage on, for so long).
/// </summary>
internal sealed class Failpoint
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "STREAMNER_TEST_FAILPOINT";

    private readonly int _passage;
    private readonly string _mark;
    private readonly string _action;
    private readonly TimeSpan _failing;
    private int _passages;
    private long _failedFirst = long.MinValue;

    private Failpoint(string name, int passage, string mark, string action, TimeSpan failing) =>
        (Name, _passage, _mark, _action, _failing) = (name, passage, mark, action, failing);

    /// <summary>Those of this process; none as a rule.</summary>
    public static IReadOnlyList<Failpoint> Armed { get; } = ParseAll(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The place that is armed.</summary>
    public string Name { get; }

    /// <summary>Marks a place. Does nothing unless that place is armed.</summary>
    public static void Reach(string name)
    {
        foreach (var armed in Armed) if (armed.Name == name && armed._mark.Length == 0) armed.Act(TimeProvider.System);
    }

    /// <summary>As <see cref="Reach(string)"/>, with the text that passes.</summary>
    public static void Reach(string name, ReadOnlySpan<char> text)
    {
        foreach (var armed in Armed)
        {
            if (armed.Name == name && text.Contains(armed._mark, StringComparison.Ordinal)) armed.Act(TimeProvider.System);
        }
    }

    /// <summary>As <see cref="Reach(string)"/>, with the bytes that pass.</summary>
    public static void Reach(string name, ReadOnlySpan<byte> bytes)
    {
        foreach (var armed in Armed)
        {
            if (armed.Name == name && bytes.IndexOf(Encoding.UTF8.GetBytes(armed._mark)) >= 0) armed.Act(TimeProvider.System);
        }
    }

    /// <summary>Reads any number of them; none for nothing.</summary>
    /// <exception cref="FormatException">One is written otherwise.</exception>
    internal static IReadOnlyList<Failpoint> ParseAll(string? text) => string.IsNullOrEmpty(text) ? [] : [.. text.Split(';').Select(Parse)];

    /// <summary>Reads <c>NAME:WHEN:ACTION</c>.</summary>
    /// <exception cref="FormatException">It is written otherwise.</exception>
    internal static Failpoint Parse(string text)
    {
        if (text.Split(':') is [{ Length: > 0 } name, var when, var what]
            && ReadWhen(when) is var (passage, mark)
            && ReadAction(what) is var (action, failing)) return new Failpoint(name, passage, mark, action, failing);
        throw new FormatException(
            $"{Variable} must be NAME:WHEN:ACTION, where WHEN is a number or @WORD and ACTION is kill, hang or fail=SECONDS; is '{text}'");
    }

    /// <summary>One passage.</summary>
    /// <exception cref="InvalidOperationException">The place is to fail now.</exception>
    internal void Act(TimeProvider time)
    {
        if (Interlocked.Increment(ref _passages) < _passage) return;
        if (_action == "kill")
        {
            using var process = Process.GetCurrentProcess();
            process.Kill();
        }

        // A killed process may live for some instructions more: it must not pass.
        if (_action != "fail") new ManualResetEvent(false).WaitOne();
        Interlocked.CompareExchange(ref _failedFirst, time.GetTimestamp(), long.MinValue);
        if (time.GetElapsedTime(Volatile.Read(ref _failedFirst)) < _failing) throw new InvalidOperationException($"the failpoint {Name} is armed");
    }

    private static (int Passage, string Mark)? ReadWhen(string text)
    {
        if (text is ['@', _, ..]) return (1, text[1..]);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var passage) && passage > 0 ? (passage, "") : null;
    }

    private static (string Action, TimeSpan Failing)? ReadAction(string text)
    {
        if (text is "kill" or "hang") return (text, TimeSpan.Zero);
        return text.Split('=') is ["fail", var seconds] && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var length)
            ? ("fail", TimeSpan.FromSeconds(length)) : null;
    }
}
