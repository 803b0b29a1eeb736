using System.Diagnostics;
using System.Globalization;

namespace StreamNer;

/// <summary>
/// A named place where a test can end, stall or break this process, to prove what a crash between two steps leads to. Armed by the environment
/// variable <c>STREAMNER_TEST_FAILPOINT</c>, read once: <c>NAME:PASSAGE:ACTION</c>, such as <c>commit.after:3:kill</c>. Without it every call is a
/// null check. A process started with it logs a warning. Actions: <c>kill</c> (SIGKILL to itself), <c>hang</c> (never returns), <c>fail=SECONDS</c>
/// (throws from that passage on, for so long).
/// </summary>
public sealed class Failpoint
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "STREAMNER_TEST_FAILPOINT";

    private readonly int _passage;
    private readonly string _action;
    private readonly TimeSpan _failing;
    private int _passages;
    private long _failedFirst = long.MinValue;

    private Failpoint(string name, int passage, string action, TimeSpan failing) =>
        (Name, _passage, _action, _failing) = (name, passage, action, failing);

    /// <summary>The one of this process; null as a rule.</summary>
    public static Failpoint? Armed { get; } = Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The place that is armed.</summary>
    public string Name { get; }

    /// <summary>Marks a place. Does nothing unless that place is armed.</summary>
    public static void Reach(string name)
    {
        if (Armed is { } armed && armed.Name == name) armed.Act(TimeProvider.System);
    }

    /// <summary>Reads <c>NAME:PASSAGE:ACTION</c>; null for nothing.</summary>
    /// <exception cref="FormatException">It is written otherwise.</exception>
    internal static Failpoint? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Split(':') is [{ Length: > 0 } name, var count, var action]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var passage) && passage > 0)
        {
            if (action is "kill" or "hang") return new Failpoint(name, passage, action, TimeSpan.Zero);
            if (action.Split('=') is ["fail", var seconds]
                && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var length))
                return new Failpoint(name, passage, "fail", TimeSpan.FromSeconds(length));
        }

        throw new FormatException($"{Variable} must be NAME:PASSAGE:ACTION with the action kill, hang or fail=SECONDS, is '{text}'");
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
}
