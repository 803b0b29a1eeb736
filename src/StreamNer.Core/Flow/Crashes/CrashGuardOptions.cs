namespace StreamNer.Flow.Crashes;

/// <summary>Section <c>flow:crashGuard</c>: finds the record that ends the process again and again.</summary>
public sealed record CrashGuardOptions
{
    [Setting("Whether a record that ends the process again and again, alone in flight and after a control each time, becomes a dead letter.")]
    public bool Enabled { get; init; } = true;

    [Setting(
        "While a crash loop is looked into, the worker first handles built-in texts for a random time of up to so many seconds and two more, "
        + "so that a killing from outside is told from a record.",
        Least = 1, Most = 600)]
    public double ControlSeconds { get; init; } = 20;
}
