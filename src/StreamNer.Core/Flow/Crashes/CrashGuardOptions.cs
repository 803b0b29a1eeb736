using StreamNer.Configuration;

namespace StreamNer.Flow.Crashes;

/// <summary>Section <c>flow:crashGuard</c>: finds the record that ends the process again and again.</summary>
public sealed record CrashGuardOptions
{
    [Setting("Whether a record that crashes the process repeatedly, each time alone in flight and after a control run, becomes a dead letter.")]
    public bool Enabled { get; init; } = true;

    [Setting(
        "During a crash loop the worker first processes built-in texts for a random time, 2 s plus up to this many seconds, so "
        + "that a kill from outside can be told from a crash by a record.",
        Least = 1, Most = 600)]
    public double ControlSeconds { get; init; } = 20;
}
