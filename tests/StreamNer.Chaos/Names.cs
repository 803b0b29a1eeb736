namespace StreamNer.Chaos;

/// <summary>The topics and the group of every run; each run has a cluster of its own.</summary>
internal static class Names
{
    public const string Input = "chaos.raw";
    public const string Output = "chaos.enriched";
    public const string DeadLetter = "chaos.dlq";
    public const string Group = "chaos";
}
